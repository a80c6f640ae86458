package org.ssl4j.models.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.ssl4j.config.ConfigLoader;
import org.ssl4j.config.ExperimentConfig;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.train.TrainingRun;

/** Every config that is shipped loads, resolves to itself and fits the data it is meant for. */
class ShippedConfigsTest {
  private static final Path CONFIGS = Path.of("..", "..", "configs");

  @TempDir Path dir;

  private final MethodCatalog catalog = new MethodCatalog();
  private final ConfigLoader loader = catalog.configLoader();

  /** Files that begin with an underscore are there to be extended only. */
  static List<Path> experiments() throws IOException {
    try (Stream<Path> files = Files.walk(CONFIGS)) {
      return files
          .filter(file -> file.toString().endsWith(".yaml"))
          .filter(file -> !file.getFileName().toString().startsWith("_"))
          .filter(file -> ConfigLoader.purpose(file) == ConfigLoader.Purpose.EXPERIMENT)
          .sorted()
          .toList();
    }
  }

  @ParameterizedTest
  @MethodSource("experiments")
  void aShippedConfigLoadsAndItsResolvedFormLoadsToTheSame(Path file) throws IOException {
    LoadedConfig loaded = loader.load(file, List.of());
    TrainingRun.check(loaded, catalog);
    Path resolved = Files.writeString(dir.resolve("resolved.yaml"), loaded.resolvedYaml());

    assertThat(loader.load(resolved, List.of()).config()).isEqualTo(loaded.config());
  }

  @ParameterizedTest
  @CsvSource({"simclr,0.12", "moco,0.12", "byol,0.12", "simsiam,0.06", "vicreg,0.06"})
  void aMiniRecipeFitsCifar10AndHasTheRateOfItsMethod(String method, double learningRate) {
    LoadedConfig loaded = loader.load(CONFIGS.resolve("mini/" + method + ".yaml"), List.of());

    assertThat(loaded.fitTo(10_000, 10_000).fitted()).isEmpty();
    ExperimentConfig config = loaded.config();
    assertThat(config.method().name()).isEqualTo(method);
    assertThat(config.optimizer().learningRate()).isEqualTo(learningRate);
    assertThat(config.optimizer().scaleByBatch()).isFalse();
    assertThat(config.schedule().epochs()).isEqualTo(10);
    assertThat(config.evaluation().queryLimit()).isEqualTo(2000);
  }

  @ParameterizedTest
  @CsvSource({"simclr,0.12", "moco,0.12", "byol,0.12", "simsiam,0.03", "vicreg,0.06"})
  void aFullRecipeFitsCifar10AndHasTheRateOfItsMethod(String method, double learningRate) {
    LoadedConfig loaded = loader.load(CONFIGS.resolve("cifar10/" + method + ".yaml"), List.of());

    assertThat(loaded.fitTo(50_000, 10_000).fitted()).isEmpty();
    ExperimentConfig config = loaded.config();
    assertThat(config.views().preset()).isEqualTo(method);
    assertThat(config.optimizer().learningRate()).isEqualTo(learningRate);
    assertThat(config.optimizer().scaleByBatch()).isTrue();
    assertThat(config.data().batchSize()).isEqualTo(512);
    assertThat(config.schedule().epochs()).isEqualTo(800);
  }

  @Test
  void theListOfShippedConfigsIsComplete() throws IOException {
    Path list = Path.of("src/main/resources/META-INF/ssl4j/shipped-configs.txt");
    try (Stream<Path> files = Files.walk(CONFIGS)) {
      var there =
          files
              .filter(file -> file.toString().endsWith(".yaml"))
              .map(file -> CONFIGS.relativize(file).toString().replace('\\', '/'))
              .sorted()
              .toList();

      assertThat(Files.readAllLines(list)).as(list.toString()).containsExactlyElementsOf(there);
    }
  }

  @Test
  void theQuickstartNeedsNothingFromTheNetwork() {
    ExperimentConfig config = loader.load(CONFIGS.resolve("quickstart.yaml"), List.of()).config();

    assertThat(config.data().dataset()).isEqualTo("shapes");
  }
}
