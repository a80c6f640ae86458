package org.ssl4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ssl4j.error.ConfigException;

/** How an {@code ablation:} block is bound, and how its cells become configs. */
class AblationFileTest {
  private static final String BASE =
      """
      name: base
      data: {dataset: shapes, batchSize: 64}
      method:
        name: contrast
        temperature: 0.5
      """;

  private static final String STUDY =
      """
      extends: base.yaml
      name: study
      schedule: {epochs: 3}
      ablation:
        title: A study
        seeds: [3, 4]
        axes:
          - path: method.temperature
            values: [0.1, 1]
        cells:
          - id: plain
          - id: other
            config: other.yaml
            set: {method.stopGradient: false, data.batchSize: 32}
        predictions:
          - statement: It cools.
            source: A paper
            expect:
              - cells: temperature=0.1
                rule: collapsed
      """;

  private static final String OTHER =
      """
      name: other
      data: {dataset: shapes, batchSize: 16, trainLimit: 1000}
      method: {name: predict, projector: {layers: [64, 128]}}
      schedule: {epochs: 50}
      """;

  @TempDir Path dir;

  private final ConfigLoader loader = SampleMethods.loader();

  @BeforeEach
  void bases() throws IOException {
    Files.writeString(dir.resolve("base.yaml"), BASE);
    Files.writeString(dir.resolve("other.yaml"), OTHER);
  }

  private Path write(String text) throws IOException {
    return Files.writeString(dir.resolve("study.yaml"), text);
  }

  private AblationFile load(String... sets) throws IOException {
    return loader.loadAblation(write(STUDY), List.of(sets));
  }

  private static Map<String, YamlValue> settings(Object... pathsAndValues) {
    Map<String, YamlValue> settings = new LinkedHashMap<>();
    for (int i = 0; i < pathsAndValues.length; i += 2) {
      settings.put(
          (String) pathsAndValues[i],
          YamlValue.parse((String) pathsAndValues[i + 1], "study.yaml:9"));
    }
    return settings;
  }

  @Test
  void theBlockIsBoundWithItsDefaults() throws IOException {
    var study = load();

    assertThat(study.name()).isEqualTo("study");
    var block = study.ablation();
    assertThat(block.title()).isEqualTo("A study");
    assertThat(block.description()).isNull();
    assertThat(block.seeds()).containsExactly(3L, 4L);
    assertThat(block.axes()).hasSize(1);
    assertThat(block.axes().get(0).values().stream().map(YamlValue::plain))
        .containsExactly(0.1, 1L);
    assertThat(block.cells().get(0).set()).isEmpty();
    assertThat(block.cells().get(1).set().keySet())
        .containsExactly("method.stopGradient", "data.batchSize");
    assertThat(block.predictions().get(0).expect().get(0).rule()).isEqualTo("collapsed");
    assertThat(block.published()).isNull();
  }

  @Test
  void aCellIsTheStudyOverWhatItExtendsWithItsSettingsAndSeedOnTop() throws IOException {
    var config = load().cell(0, settings("method.temperature", "0.1"), 3).config();

    assertThat(config.name()).isEqualTo("study");
    assertThat(config.seed()).isEqualTo(3);
    assertThat(config.schedule().epochs()).isEqualTo(3);
    assertThat(config.data().batchSize()).isEqualTo(64);
    assertThat(((SampleMethods.Contrast) config.method()).temperature()).isEqualTo(0.1);
  }

  @Test
  void aCellWithAConfigOfItsOwnStartsThereAndKeepsTheStudysKeys() throws IOException {
    var config = load().cell(1, settings("method.stopGradient", "false"), 0).config();

    assertThat(config.method()).isInstanceOf(SampleMethods.Predict.class);
    assertThat(config.data().trainLimit()).isEqualTo(1000);
    assertThat(config.data().batchSize()).isEqualTo(16);
    assertThat(config.schedule().epochs()).isEqualTo(3);
    assertThat(config.name()).isEqualTo("study");
  }

  @Test
  void setChangesEveryCellOrTheBlock() throws IOException {
    var study = load("schedule.epochs=1", "ablation.seeds=[7]");

    assertThat(study.ablation().seeds()).containsExactly(7L);
    assertThat(study.cell(0, Map.of(), 7).config().schedule().epochs()).isEqualTo(1);
    assertThat(study.cell(1, Map.of(), 7).config().schedule().epochs()).isEqualTo(1);
  }

  @Test
  void anInvalidCellIsRefusedWithThePlaceOfItsSetting() throws IOException {
    var study = load();

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> study.cell(0, settings("method.stopGradient", "true"), 0))
        .withMessageContaining("study.yaml:9: method.stopGradient: unknown key.")
        .withMessageContaining("Allowed here: name, projector, temperature, target.");
  }

  @Test
  void anotherMethodTakesNothingOfTheSettingsOfTheFirst() throws IOException {
    var study = load();

    var config =
        study
            .cell(-1, settings("method.name", "predict", "method.projector.layers", "[64, 128]"), 0)
            .config();

    assertThat(config.method()).isInstanceOf(SampleMethods.Predict.class);
  }

  static Stream<Arguments> edits() {
    return Stream.of(
        Arguments.of(
            "  axes:",
            "  axis:",
            "study.yaml:7: ablation.axis: unknown key; did you mean \"axes\"?"),
        Arguments.of(
            "seeds: [3, 4]",
            "seeds: [-1]",
            "study.yaml:6: ablation.seeds[0]: must be at least 0, not -1."),
        Arguments.of(
            "seeds: [3, 4]",
            "seeds: 3",
            "study.yaml:6: ablation.seeds: must be a list such as [1, 2], not 3."),
        Arguments.of(
            "values: [0.1, 1]",
            "value: 1",
            "study.yaml:9: ablation.axes[0].value: unknown key; did you mean \"values\"?"),
        Arguments.of(
            "    - path: method.temperature\n      values: [0.1, 1]",
            "    - method.temperature",
            "study.yaml:8: ablation.axes[0]: must be a section of keys, not \"method.temperature\"."),
        Arguments.of(
            "    - id: plain",
            "    - label: plain",
            "ablation.cells[0].id: is missing; it is: Name of the cell"),
        Arguments.of(
            "method.stopGradient: false, data.batchSize: 32",
            "seed: 1",
            "study.yaml:14: ablation.cells[1].set.seed: \"seed\" is given by ablation.seeds."),
        Arguments.of(
            "path: method.temperature",
            "path: ablation.seeds",
            "study.yaml:8: ablation.axes[0].path: \"ablation.seeds\" cannot be varied by a cell."),
        Arguments.of(
            "{method.stopGradient: false, data.batchSize: 32}",
            "[1]",
            "ablation.cells[1].set: must be a section of dotted keys and their values, not a list."),
        Arguments.of(
            "                rule: collapsed\n",
            "",
            "ablation.predictions[0].expect[0].rule: is missing"),
        Arguments.of(
            "name: study\n",
            "name: a/b\n",
            "name: the study needs a name; it must be 1 to 100 letters"),
        Arguments.of("ablation:", "ablations:", "holds no ablation: block"));
  }

  @ParameterizedTest
  @MethodSource("edits")
  void aWrongBlockIsRefusedWithPlaceAndHint(String from, String to, String expected)
      throws IOException {
    String text = STUDY.replace(from, to);
    // Text blocks lose their common indentation, so a pattern may be indented less than here.
    text = text.equals(STUDY) ? STUDY.replace(from.stripLeading(), to) : text;
    assertThat(text).isNotEqualTo(STUDY);
    Path file = write(text);

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> loader.loadAblation(file, List.of()))
        .withMessageContaining(expected);
  }

  @Test
  void aConfigThatIsMissingIsNamedWithItsPlace() throws IOException {
    var study = loader.loadAblation(write(STUDY.replace("other.yaml", "nowhere.yaml")), List.of());

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> study.cell(1, Map.of(), 0))
        .withMessageContaining("study.yaml:13: ablation.cells[1].config: there is no config file");
  }

  @Test
  void aStudyIsNoExperimentAndSaysHowToStartIt() throws IOException {
    Path file = write(STUDY);

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> loader.load(file, List.of()))
        .withMessageContaining("study.yaml:4: this is a study of several runs")
        .withMessageContaining("ssl4j ablate");
    assertThat(ConfigLoader.purpose(file)).isEqualTo(ConfigLoader.Purpose.ABLATION);
    assertThat(ConfigLoader.purpose(dir.resolve("base.yaml")))
        .isEqualTo(ConfigLoader.Purpose.EXPERIMENT);
  }

  @Test
  void aSuiteLaysItsSettingsOverEveryConfig() throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("suite.yaml"),
            """
            suite:
              name: both
              configs: [base.yaml, other.yaml]
              set: {schedule.epochs: 4, data.trainLimit: null}
              seeds: [1, 2]
            """);
    var suite = loader.loadSuite(file, List.of("data.batchSize=8", "suite.name=renamed"));

    assertThat(suite.suite().name()).isEqualTo("renamed");
    assertThat(suite.files()).containsExactly(dir.resolve("base.yaml"), dir.resolve("other.yaml"));
    var config = suite.config(1, 2).config();
    assertThat(config.seed()).isEqualTo(2);
    assertThat(config.schedule().epochs()).isEqualTo(4);
    assertThat(config.data().trainLimit()).isNull();
    assertThat(config.data().batchSize()).isEqualTo(8);
    assertThat(ConfigLoader.purpose(file)).isEqualTo(ConfigLoader.Purpose.SUITE);
  }

  @Test
  void aSuiteWithAMissingConfigOrAStrayKeyIsRefused() throws IOException {
    Path missing =
        Files.writeString(
            dir.resolve("suite.yaml"), "suite:\n  name: x\n  configs: [base.yaml, nowhere.yaml]\n");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> loader.loadSuite(missing, List.of()))
        .withMessageContaining("suite.yaml:3: suite.configs[1]: there is no config file");

    Path stray =
        Files.writeString(
            dir.resolve("stray.yaml"),
            "suite:\n  name: x\n  configs: [base.yaml]\nschedule: {epochs: 1}\n");
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> loader.loadSuite(stray, List.of()))
        .withMessageContaining("stray.yaml:4: schedule: unknown key beside suite:");
  }
}
