package org.ssl4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.augment.ViewPresetCatalog;
import org.ssl4j.config.ConfigLoader;
import org.ssl4j.config.HeadConfig;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.config.MethodSettings;
import org.ssl4j.config.Setting;
import org.ssl4j.data.DataCatalog;
import org.ssl4j.error.ConfigException;
import org.ssl4j.run.MemoryEstimate;
import org.ssl4j.text.Text;

/** A training that cannot fit is refused before it begins, with a batch that does. */
class MemoryLimitTest {

  private static final long GB = 1_000_000_000L;

  /** A tenth of a gigabyte an image, and half of one in any case. */
  private static MemoryEstimate estimate(int batch) {
    return new MemoryEstimate(GB / 2, 0, batch * GB / 100, 0, batch * GB / 10, 0, true);
  }

  @TempDir private Path directory;

  /** A method without anything of its own. */
  public record Plain(
      @Setting(doc = "Name.") String name,
      @Setting(doc = "Projector.", defaultValue = "{layers: [8, 8]}") HeadConfig projector)
      implements MethodSettings {}

  @Test
  void whatFitsIsAccepted() throws IOException {
    var estimate = new MemoryLimit(10 * GB, 2 * GB).require(batch(64), MemoryLimitTest::estimate);

    assertThat(estimate.line(10 * GB))
        .isEqualTo(
            "memory: about 7.54 GB of the 10.00 GB that may be used (activations 6.40 GB, views 0.64 GB,"
                + " networks and optimizer 0.00 GB, images 0.00 GB, evaluation 0.00 GB)");
  }

  @Test
  void whatDoesNotFitIsRefusedWithABatchThatDoes() throws IOException {
    var loaded = batch(256);

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(
            () -> new MemoryLimit(10 * GB, 2 * GB).require(loaded, MemoryLimitTest::estimate))
        .withMessageContaining(
            "own.yaml:2: data.batchSize: is 256; training then needs about 28.66 GB")
        .withMessageContaining("64 fits with about 7.54 GB");
  }

  @Test
  void theHeapCountsByItself() throws IOException {
    var loaded = batch(64);

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(
            () -> new MemoryLimit(10 * GB, GB / 2).require(loaded, MemoryLimitTest::estimate))
        .withMessageContaining("32 fits");
  }

  @Test
  void withoutAnyBatchThatFitsOtherWaysAreNamed() throws IOException {
    var loaded = batch(64);

    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> new MemoryLimit(GB / 4, GB).require(loaded, MemoryLimitTest::estimate))
        .withMessageContaining("use smaller images (data.imageSize)");
  }

  @Test
  void thisProcessHasALimit() {
    var here = MemoryLimit.here();

    assertThat(here.process()).isGreaterThan(100_000_000L);
    assertThat(here.heap()).isEqualTo(Runtime.getRuntime().maxMemory());
  }

  private LoadedConfig batch(int size) throws IOException {
    Path file =
        Files.writeString(
            directory.resolve("own.yaml"),
            Text.of(
                """
                name: own
                data: {dataset: shapes, batchSize: %d}
                method: {name: plain}
                """,
                size));
    return new ConfigLoader(
            Map.of("plain", Plain.class),
            new DataCatalog().settingsTypes(),
            new ViewPresetCatalog().texts())
        .load(file, List.of());
  }
}
