package org.ssl4j.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ssl4j.config.SampleMethods.Contrast;

class ConfigLoaderTest {
  private static final String SMALLEST =
      """
      name: tiny
      data:
        dataset: shapes
      method:
        name: contrast
      """;

  @TempDir Path dir;

  private final ConfigLoader loader = SampleMethods.loader();

  @Test
  void everyKeyThatIsNotGivenHasTheDefaultOfItsRecord() throws IOException {
    ExperimentConfig config = load(SMALLEST).config();

    assertThat(config.name()).isEqualTo("tiny");
    assertThat(config.seed()).isZero();
    assertThat(config.data().batchSize()).isEqualTo(256);
    assertThat(config.data().trainLimit()).isNull();
    assertThat(config.optimizer().name()).isEqualTo(OptimizerConfig.Kind.SGD);
    assertThat(config.optimizer().epsilon()).isEqualTo(1e-8);
    assertThat(config.method())
        .isEqualTo(
            new Contrast(
                "contrast",
                new HeadConfig(
                    List.of(512, 128),
                    HeadConfig.BatchNormMode.AFFINE,
                    HeadConfig.BatchNormMode.NONE),
                0.5,
                new TargetConfig(TargetConfig.Kind.EMA, 0.996, TargetConfig.Schedule.COSINE)));
  }

  @Test
  void givenPartOfASection_whenItsDefaultHasKeys_thenTheOthersKeepTheDefault() throws IOException {
    var settings =
        (Contrast)
            load(SMALLEST, "method.target.tau=0.5", "method.projector.outputBatchNorm=plain")
                .config()
                .method();

    assertThat(settings.target().schedule()).isEqualTo(TargetConfig.Schedule.COSINE);
    assertThat(settings.target().tau()).isEqualTo(0.5);
    assertThat(settings.projector().layers()).containsExactly(512, 128);
  }

  @Test
  void givenExtends_thenSectionsMergeAndValuesAndListsReplace() throws IOException {
    write("base/_base.yaml", SMALLEST + "  temperature: 0.2\n  projector: {layers: [8, 8, 8]}\n");
    Path file =
        write(
            "mini/child.yaml",
            """
            extends: ../base/_base.yaml
            data: {trainLimit: 400}
            method:
              projector: {layers: [16]}
            """);

    ExperimentConfig config = loader.load(file, List.of()).config();

    assertThat(config.data().dataset()).isEqualTo("shapes");
    assertThat(config.data().trainLimit()).isEqualTo(400);
    var settings = (Contrast) config.method();
    assertThat(settings.temperature()).isEqualTo(0.2);
    assertThat(settings.projector().layers()).containsExactly(16);
  }

  @Test
  void givenAnotherMethodThanTheBase_thenNothingOfTheBaseMethodRemains() throws IOException {
    write("base.yaml", SMALLEST + "  temperature: 0.2\n");
    Path file =
        write(
            "child.yaml",
            "extends: base.yaml\nmethod: {name: predict, projector: {layers: [64, 128]}}\n");

    assertThat(loader.load(file, List.of()).config().method().name()).isEqualTo("predict");
  }

  @Test
  void givenNull_thenAnOptionalValueOfTheBaseIsReset() throws IOException {
    ExperimentConfig config =
        load(
                SMALLEST.replace("shapes", "shapes\n  trainLimit: 300"),
                "data.trainLimit=null",
                "views.view1.cropScale=~")
            .config();

    assertThat(config.data().trainLimit()).isNull();
    assertThat(config.views().view1().cropScale()).isNull();
    assertThat(config.views().view2().cropScale()).containsExactly(0.2, 1.0);
  }

  @Test
  void laterSetsWin() throws IOException {
    assertThat(
            load(SMALLEST, "schedule.epochs=3", "optimizer.learningRate=5e-2", "schedule.epochs=4")
                .config())
        .satisfies(
            config -> assertThat(config.schedule().epochs()).isEqualTo(4),
            config -> assertThat(config.optimizer().learningRate()).isEqualTo(0.05));
  }

  @Test
  void aPresetLiesUnderTheUsersOwnKeys() throws IOException {
    ViewsConfig views =
        load(SMALLEST, "views.preset=uneven", "views.view2.flip=0.25").config().views();

    assertThat(views.view2().solarize()).isEqualTo(0.2);
    assertThat(views.view2().flip()).isEqualTo(0.25);
    assertThat(views.view1().solarize()).isZero();
    assertThat(views.view1().saturation()).isEqualTo(0.2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "mini", "uneven"})
  void everyPresetLoads(String preset) throws IOException {
    assertThat(load(SMALLEST, "views.preset=" + preset).config().views().preset())
        .isEqualTo(preset);
  }

  @Test
  void theResolvedYamlLoadsToAnEqualConfigAndResolvesToItself() throws IOException {
    write("base.yaml", SMALLEST);
    Path file =
        write(
            "child.yaml",
            """
            extends: base.yaml
            data: {root: "ä: b #c\\n- 'x' 😀", dataset: folder}
            views: {preset: uneven, mean: [0.1, 1e-7, 0.3]}
            backbone: {blocks: [1, 1], name: "true"}
            """);

    LoadedConfig loaded = loader.load(file, List.of("seed=9007199254740993"));
    LoadedConfig again = load(loaded.resolvedYaml());

    assertThat(again.config()).isEqualTo(loaded.config());
    assertThat(again.resolvedYaml()).isEqualTo(loaded.resolvedYaml());
    assertThat(loaded.config().seed()).isEqualTo(9007199254740993L);
    assertThat(loaded.resolvedYaml()).doesNotContain("extends");
  }

  @Test
  void listsOfABoundConfigCannotBeChanged() throws IOException {
    List<Double> mean = load(SMALLEST, "views.mean=[0.1, 0.2, 0.3]").config().views().mean();

    assertThatThrownBy(() -> mean.set(0, 1.0)).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void onlyYaml12WordsAreBooleansAndOnlyDecimalsAreNumbers() throws IOException {
    assertThat(load(SMALLEST, "data.trainLimit=0400").config().data().trainLimit()).isEqualTo(400);
    assertThatThrownBy(() -> load(SMALLEST, "optimizer.nesterov=yes"))
        .hasMessageContaining("must be true or false, not \"yes\"");
  }

  @Test
  void aMethodWhoseSettingsAreNoNamedRecordIsRefused() {
    record Nameless(@Setting(doc = "x", defaultValue = "1") int x) implements MethodSettings {
      @Override
      public String name() {
        return "nameless";
      }
    }

    assertThatThrownBy(
            () -> new ConfigLoader(Map.of("nameless", Nameless.class), Map.of(), Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("nameless");
  }

  private LoadedConfig load(String yaml, String... sets) throws IOException {
    return loader.load(write("config.yaml", yaml), List.of(sets));
  }

  private Path write(String name, String text) throws IOException {
    Path file = dir.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
