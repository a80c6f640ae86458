package org.ssl4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ssl4j.error.ConfigException;
import org.ssl4j.text.Text;

/** What a user can get wrong, and the sentence that says so; {@code FILE} stands for the file. */
class BadConfigTest {
  private static final String GOOD =
      """
      name: bad
      data:
        dataset: shapes
        batchSize: 64
      method:
        name: contrast
        temperature: 0.5
      """;

  @TempDir Path dir;

  private final ConfigLoader loader = SampleMethods.loader();

  static Stream<Arguments> edits() {
    return Stream.of(
        edit(
            "batchSize:",
            "batch_size:",
            "FILE:4: data.batch_size: unknown key; did you mean \"batchSize\"? Allowed here: dataset, settings, root,"),
        edit(
            "name: bad",
            "nmae: bad",
            "FILE:1: nmae: unknown key; did you mean \"name\"?",
            "FILE:1: name: is missing; it is: Name of"),
        edit(
            "  temperature:",
            "  predictor:",
            "FILE:7: method.predictor: unknown key. Allowed here: name, projector, temperature, target."),
        edit(
            "dataset: shapes",
            "dataset: shaeps",
            "FILE:3: data.dataset: must be one of cifar10, folder, shapes, not \"shaeps\"; did you mean \"shapes\"?"),
        edit(
            "name: contrast",
            "name: contrats",
            "FILE:6: method.name: unknown method \"contrats\"; did you mean \"contrast\"? Known: contrast, predict."),
        edit(
            "  name: contrast\n",
            "",
            "FILE:5: method.name: is missing; one of: contrast, predict."),
        edit(
            "name: contrast",
            "name: [contrast]",
            "FILE:6: method.name: must be one of: contrast, predict, not a list."),
        edit(
            "name: contrast",
            "name: predict",
            "FILE:7: method.temperature: unknown key.",
            "FILE:5: method.projector: is missing; it is: Head."),
        edit(
            "batchSize: 64",
            "batchSize: many",
            "FILE:4: data.batchSize: must be a whole number at least 2, not \"many\"."),
        edit(
            "batchSize: 64",
            "batchSize: 64.5",
            "FILE:4: data.batchSize: must be a whole number at least 2, not 64.5."),
        edit("batchSize: 64", "batchSize: 1", "FILE:4: data.batchSize: must be at least 2, not 1."),
        edit(
            "batchSize: 64",
            "batchSize: 3000000000",
            "FILE:4: data.batchSize: must be a whole number within +-2147483647, not 3000000000."),
        edit(
            "batchSize: 64",
            "batchSize:",
            "FILE:4: data.batchSize: must be a whole number at least 2, not null."),
        edit(
            "temperature: 0.5",
            "temperature: 0",
            "FILE:7: method.temperature: must be greater than 0, not 0."),
        edit(
            "temperature: 0.5",
            "temperature: .inf",
            "FILE:7: method.temperature: must be a finite number, not .inf."),
        edit(
            "temperature: 0.5",
            "temperature: {a: 1}",
            "FILE:7: method.temperature: must be a number greater than 0, not a section."),
        edit(
            "temperature: 0.5",
            "target: {kind: emma}",
            "FILE:7: method.target.kind: must be one of ema, self, random, not \"emma\"; did you mean \"ema\"?"),
        edit(
            "temperature: 0.5",
            "projector: {layers: 12}",
            "FILE:7: method.projector.layers: must be a list such as [1, 2], not 12."),
        edit(
            "temperature: 0.5",
            "projector: {layers: []}",
            "FILE:7: method.projector.layers: must not be an empty list."),
        edit(
            "temperature: 0.5",
            "projector: {layers: [1, x]}",
            "FILE:7: method.projector.layers[1]: must be a whole number between 1 and 65536, not \"x\"."),
        edit("name: bad", "name: 2024", "FILE:1: name: must be text (put it in quotes), not 2024."),
        edit("name: bad", "name: ../up", "FILE:1: name: must be 1 to 100 letters"),
        edit(
            "name: bad",
            "name: bad\nname: worse",
            "FILE:2: the key \"name\" is given twice (first at FILE:1); remove one."),
        edit(
            "name: bad",
            "name: !!java.net.URL [x]",
            "FILE:1: is not valid YAML: Global tag is not allowed: tag:yaml.org,2002:java.net.URL."),
        edit(
            "name: bad",
            "name: bad\nseed: &a [*a]",
            "FILE:2: an alias refers to a section that contains the alias; remove it."),
        edit("name: bad", "name: \"bad", "FILE:", "is not valid YAML: "),
        edit(
            "name: bad", "name: bad\nviews: 3", "FILE:2: views: must be a section of keys, not 3."),
        edit(
            "name: bad",
            "name: bad\nviews: {preset: minni}",
            "FILE:2: views.preset: must be one of",
            "did you mean \"mini\"?"),
        edit(
            "name: bad",
            "name: bad\nviews: {mean: [1, 2]}",
            "FILE:2: views.mean: must be a list of 3 values, not of 2."),
        edit(
            "name: bad",
            "name: bad\nextends: gone.yaml",
            "FILE:2: extends: there is no config file"),
        edit(
            "name: bad",
            "name: bad\nextends: config.yaml",
            "extends itself through config.yaml; remove one link."),
        edit(
            "name: bad",
            "name: bad\nextends: [a, b]",
            "FILE:2: extends: must be the path of one config, relative to this one, not a list."));
  }

  @ParameterizedTest
  @MethodSource("edits")
  void aMistakeInTheFileIsNamedWithItsLine(String from, String to, List<String> expected)
      throws IOException {
    assertThat(GOOD).contains(from);
    assertRefused(
        GOOD.replaceFirst(
            java.util.regex.Pattern.quote(from), java.util.regex.Matcher.quoteReplacement(to)),
        List.of(),
        expected);
  }

  static Stream<Arguments> sets() {
    return Stream.of(
        set(
            "schedule.epochs=0",
            "--set schedule.epochs=0: schedule.epochs: must be at least 1, not 0."),
        set("schedule.epoch=2", "schedule.epoch: unknown key; did you mean \"epochs\"?"),
        set("schedule.epochs", "--set schedule.epochs: must be KEY=VALUE"),
        set("=3", "must be KEY=VALUE"),
        set("schedule..epochs=3", "must be KEY=VALUE"),
        set("schedule.epochs=[", "--set schedule.epochs=[: is not valid YAML"),
        set("schedule=5", "--set schedule=5: schedule: must be a section of keys, not 5."),
        set("name.first=x", "name: must be text, not a section."),
        set("extends=other.yaml", "extends can only be given in a file."),
        set(
            "schedule.warmupEpochs=11",
            "schedule.warmupEpochs: is 11, but the training has only 10 epochs"),
        set(
            "data.trainLimit=63",
            "FILE:4: data.batchSize: is 64, but there are only 63 training images (data.trainLimit)"),
        set(
            "evaluation={k: 200, bankLimit: 100}",
            "evaluation.k: is 200, but there are only 100 images in the bank (evaluation.bankLimit)"),
        set(
            "data={dataset: shapes, testLimit: 3}",
            "monitor.images: cannot be measured: there are only 3 held-out images (data.testLimit), but at least 4 are needed"),
        set(
            "views.view1.cropScale=[0.9, 0.2]",
            "views.view1.cropScale: must be [smallest, largest], not [0.9, 0.2]."),
        set("views.view2.cropRatio=[2, 1]", "views.view2.cropRatio: must be [smallest, largest]"),
        set("views.view2.blurSigma=[2, 1]", "views.view2.blurSigma: must be [smallest, largest]"),
        set("views.view2.blurKernel=4", "views.view2.blurKernel: must be odd"),
        set("data.dataset=folder", "FILE:2: data.root: is missing"),
        set(
            "data={dataset: cifar10, imageSize: 64}",
            "data.imageSize: is 64, but the images of cifar10 are always 32"),
        set(
            "method={name: predict, projector: {layers: [9]}}",
            "method.predictor.layers: must end as the projector does."));
  }

  @ParameterizedTest
  @MethodSource("sets")
  void aMistakeOnTheCommandLineIsNamedWithTheOption(String set, List<String> expected)
      throws IOException {
    assertRefused(GOOD, List.of(set), expected);
  }

  @Test
  void allMistakesAreListedOneALine() throws IOException {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> load(GOOD, List.of("seed=-1", "schedule.epochs=x", "optimizer.name=sdg")))
        .satisfies(e -> assertThat(e.getMessage().lines()).hasSize(3));
  }

  @Test
  void aListOfMistakesEndsBeforeItFillsTheScreen() throws IOException {
    var yaml = new StringBuilder(GOOD);
    for (int i = 0; i < 100; i++) {
      yaml.append("unknown").append(i).append(": 1\n");
    }

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> load(yaml.toString(), List.of()))
        .withMessageEndingWith("... and 80 more.");
  }

  @Test
  void aMissingFileIsNamed() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> loader.load(dir.resolve("none.yaml"), List.of()))
        .withMessageContaining("none.yaml: there is no such config file.");
  }

  @Test
  void aDirectoryIsNamed() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> loader.load(dir, List.of()))
        .withMessageContaining("it is a directory");
  }

  @Test
  void anEmptyFileIsRefused() throws IOException {
    assertRefused(
        "# nothing\n", List.of(), List.of("FILE: must hold keys and values", "not nothing."));
  }

  @Test
  void twoDocumentsAreRefused() throws IOException {
    assertRefused(GOOD + "---\nname: x\n", List.of(), List.of("is not valid YAML"));
  }

  @Test
  void aFileThatIsNotUtf8IsRefused() throws IOException {
    Path file =
        Files.write(dir.resolve("latin1.yaml"), "name: ä".getBytes(StandardCharsets.ISO_8859_1));

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> loader.load(file, List.of()))
        .withMessageEndingWith("is not UTF-8 text; save it as UTF-8.");
  }

  @Test
  void aHugeFileIsRefusedBeforeItIsParsed() throws IOException {
    assertRefused(
        GOOD + "#".repeat(YamlReader.MAX_BYTES), List.of(), List.of("is larger than 256 KiB"));
  }

  @Test
  void aliasesThatMultiplyAreRefused() throws IOException {
    var yaml = new StringBuilder("a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n");
    for (int i = 1; i <= 4; i++) {
      yaml.append(Text.of("a%d: &a%d [", i, i));
      yaml.append(Text.of("*a%d, ", i - 1).repeat(10)).append("1]\n");
    }

    assertRefused(yaml.toString(), List.of(), List.of("FILE: holds more than 20000 values."));
  }

  @Test
  void deepNestingIsRefused() throws IOException {
    assertRefused("a: " + "[".repeat(5000), List.of(), List.of("is not valid YAML: "));
  }

  @Test
  void aRingOfBasesIsNamed() throws IOException {
    Files.writeString(dir.resolve("other.yaml"), "extends: config.yaml\n");

    assertRefused(
        "extends: other.yaml\n",
        List.of(),
        List.of("FILE: extends itself through config.yaml -> other.yaml; remove one link."));
  }

  @Test
  void aMistakeInTheBaseIsNamedThere() throws IOException {
    Files.writeString(dir.resolve("base.yaml"), GOOD + "  tempertaure: 1\n");

    assertRefused(
        "extends: base.yaml\n",
        List.of(),
        List.of("base.yaml:8: method.tempertaure: unknown key; did you mean \"temperature\"?"));
  }

  @Test
  void dataThatIsTooSmallIsRefusedWithTheLineOfTheKey() throws IOException {
    LoadedConfig loaded =
        load(
            GOOD,
            List.of(
                "evaluation.queryLimit=900",
                "data.trainLimit=5000",
                "evaluation.k=200",
                "monitor.images=1000"));

    loaded.fitTo(5000, 1000);
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> loaded.fitTo(50, 10))
        .withMessageContaining(
            "--set data.trainLimit=5000: data.trainLimit: is 5000, but there are only 50 training images; lower it")
        .withMessageContaining(
            "config.yaml:4: data.batchSize: is 64, but there are only 50 training images")
        .withMessageContaining(
            "--set evaluation.k=200: evaluation.k: is 200, but there are only 50 images in the bank")
        .withMessageContaining(
            "--set evaluation.queryLimit=900: evaluation.queryLimit: is 900, but there are only 10 held-out images")
        .withMessageContaining(
            "--set monitor.images=1000: monitor.images: is 1000, but there are only 10 held-out images");
  }

  @Test
  void anEvaluationThatNeverHappensNeedsNoBank() throws IOException {
    assertThat(
            load(GOOD, List.of("evaluation.everyEpochs=0", "evaluation.k=200"))
                .fitTo(100, 1000)
                .fitted())
        .isEmpty();
  }

  private static Arguments edit(String from, String to, String... expected) {
    return Arguments.of(from, to, List.of(expected));
  }

  private static Arguments set(String set, String... expected) {
    return Arguments.of(set, List.of(expected));
  }

  private void assertRefused(String yaml, List<String> sets, List<String> expected)
      throws IOException {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> load(yaml, sets))
        .satisfies(
            e ->
                assertThat(e.getMessage().replace(dir.resolve("config.yaml").toString(), "FILE"))
                    .contains(expected));
  }

  private LoadedConfig load(String yaml, List<String> sets) throws IOException {
    return loader.load(Files.writeString(dir.resolve("config.yaml"), yaml), sets);
  }
}
