package org.ssl4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.error.ConfigException;
import org.ssl4j.error.Ssl4jException;

/** Settings that a program gives: the same checks as those of a file, their paths for places. */
class GivenSettingsTest {

  private final ConfigLoader loader = SampleMethods.loader();

  private static Map<String, Object> smallest(Object... more) {
    Map<String, Object> settings = new LinkedHashMap<>();
    settings.put("name", "tiny");
    settings.put("data.dataset", "shapes");
    settings.put("method.name", "contrast");
    for (int i = 0; i < more.length; i += 2) {
      settings.put((String) more[i], more[i + 1]);
    }
    return settings;
  }

  private ConfigException refusal(Object... more) {
    return catchThrowableOfType(ConfigException.class, () -> loader.load(smallest(more)));
  }

  @Test
  void valuesOfJavaBecomeWhatAFileWouldHold(@TempDir Path directory) throws Exception {
    Path file =
        Files.writeString(
            directory.resolve("same.yaml"),
            """
            name: tiny
            convolution: direct
            data: {dataset: shapes, trainLimit: 400, root: "1", batchSize: 64}
            method: {name: contrast, temperature: 1e-3, projector: {layers: [8, 4]}}
            views: {view1: {cropScale: [0.25, 1.0]}}
            evaluation: {probe: {everyEpochs: 0}}
            """);

    var given =
        loader.load(
            smallest(
                "convolution",
                Convolution.DIRECT,
                "data.trainLimit",
                400L,
                "data.root",
                Path.of("1"),
                "data.batchSize",
                (short) 64,
                "method.temperature",
                1e-3,
                "method.projector.layers",
                new int[] {8, 4},
                "views",
                Map.of("view1", Map.of("cropScale", List.of(0.25f, 1.0))),
                "evaluation.probe.everyEpochs",
                0));

    assertThat(given.resolvedYaml()).isEqualTo(loader.load(file, List.of()).resolvedYaml());
    assertThat(given.isUsersOwn("data.batchSize")).isTrue();
    assertThat(given.isUsersOwn("data.workers")).isFalse();
  }

  @Test
  void everyMistakeIsASentenceThatBeginsWithItsPath() {
    var wrong =
        refusal(
            "data.batchSize", "64", "schedule.epoch", 3, "method.temperature", Double.NaN, "x", 1);

    assertThat(wrong).isInstanceOf(Ssl4jException.class);
    assertThat(wrong.getMessage().lines())
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("data.batchSize: must be a whole number")
                    .endsWith(", not \"64\"."))
        .anySatisfy(
            line ->
                assertThat(line)
                    .startsWith("schedule.epoch: unknown key; did you mean \"epochs\"?"))
        .contains("method.temperature: must be a finite number, not .nan.")
        .anySatisfy(line -> assertThat(line).startsWith("x: unknown key"))
        .hasSize(4);
    assertThat(wrong.paths())
        .containsExactlyInAnyOrder("data.batchSize", "schedule.epoch", "method.temperature", "x");
  }

  @Test
  void whatIsMissingIsNamedByItsPath() {
    var wrong =
        catchThrowableOfType(ConfigException.class, () -> loader.load(Map.of("name", "tiny")));

    assertThat(wrong.getMessage().lines())
        .allSatisfy(line -> assertThat(line).matches("(data|method): is missing; it is: .*"));
    assertThat(wrong.paths()).containsExactly("data", "method");
  }

  @Test
  void rulesBetweenSettingsNameThePathToo() {
    var wrong = refusal("name", "no name", "schedule.epochs", 2, "schedule.warmupEpochs", 5);

    assertThat(wrong.getMessage().lines())
        .anySatisfy(line -> assertThat(line).startsWith("name: must be 1 to 100 letters"))
        .anySatisfy(line -> assertThat(line).startsWith("schedule.warmupEpochs: is 5, but"));
    assertThat(wrong.paths()).containsExactly("name", "schedule.warmupEpochs");
  }

  @Test
  void whatNoSettingTakesIsRefusedByItsPath() {
    List<Object> endless = new ArrayList<>();
    endless.add(endless);

    assertThat(refusal("seed", Instant.EPOCH))
        .hasMessageStartingWith("seed: cannot be a java.time.Instant; give a text, a number")
        .extracting(ConfigException::paths)
        .isEqualTo(List.of("seed"));
    assertThat(refusal("views", Map.of(1, 2)))
        .hasMessageStartingWith("views: has the key 1, which is not a text");
    assertThat(refusal("name", endless)).hasMessageContaining("is nested too deeply");
    assertThat(refusal("data..root", 1))
        .hasMessage("\"data..root\" is not a key; write a key like schedule.epochs.");
    assertThat(refusal("extends", "a.yaml")).hasMessage("extends can only be given in a file.");
  }

  @Test
  void settingsLieOverAFileOrItsText(@TempDir Path directory) throws Exception {
    String yaml =
        "name: tiny\ndata: {dataset: shapes, batchSize: 32}\nmethod: {name: contrast}\nseed: -1\n";
    Path file = Files.writeString(directory.resolve("base.yaml"), yaml);
    Map<String, Object> set = Map.of("seed", 7, "method.temperature", 0.2);

    var overFile = loader.load(file, set).config();
    var overText = loader.loadText(yaml, set).config();

    assertThat(overFile).isEqualTo(overText);
    assertThat(overFile.seed()).isEqualTo(7);
    assertThat(overFile.data().batchSize()).isEqualTo(32);
    assertThatThrownBy(() -> loader.load(file, Map.of()))
        .hasMessage(file + ":4: seed: must be at least 0, not -1.");
    assertThatThrownBy(() -> loader.loadText(yaml, Map.of()))
        .hasMessage("yaml:4: seed: must be at least 0, not -1.");
    assertThatThrownBy(() -> loader.loadText("extends: base.yaml\n", Map.of()))
        .hasMessage("yaml:1: extends can only be given in a file; load the file instead.");
  }
}
