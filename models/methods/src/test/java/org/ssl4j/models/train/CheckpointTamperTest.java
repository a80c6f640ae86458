package org.ssl4j.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.models.method.TinyExperiments;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.storage.Checksums;

/**
 * Every byte of a checkpoint counts. {@code -Dssl4j.flips=n} tries n changes of single bytes at
 * random places, the default 2,500.
 */
class CheckpointTamperTest {

  private static final Logger LOG = LoggerFactory.getLogger(CheckpointTamperTest.class);

  private static final int FLIPS = Integer.getInteger("ssl4j.flips", 2500);

  @TempDir Path root;

  private RunHarness harness;
  private RunDirectory run;
  private Path checkpoint;

  @BeforeEach
  void train() {
    harness = new RunHarness(root);
    run = harness.train("run", harness.config(TinyExperiments.section("moco")));
    checkpoint = RunHarness.newestCheckpoint(run);
  }

  @Test
  void anyOtherByteAnywhereIsDetected() throws IOException {
    var files = files();
    var random = new Random(17);
    for (int i = 0; i < FLIPS; i++) {
      Path file = files[i % files.length];
      byte[] good = Files.readAllBytes(file);
      byte[] bad = good.clone();
      int at = random.nextInt(bad.length);
      bad[at] ^= (byte) (1 + random.nextInt(255));
      Files.write(file, bad);
      assertThatThrownBy(() -> Checksums.verify(checkpoint))
          .as("%s byte %d", file.getFileName(), at)
          .isInstanceOf(IOException.class)
          .hasMessageMatching(
              file.endsWith("SHA256SUMS") // where another name may have come about
                  ? "\\S+ (has been altered or cut short|is not listed in SHA256SUMS)"
                  : file.getFileName() + " has been altered or cut short");
      Files.write(file, good);
    }
    assertThat(Checksums.verify(checkpoint)).contains("state.json", "online.array");
    LOG.info("{} bytes changed, each detected", FLIPS);
  }

  @Test
  void shorterLongerMissingAndAddedFilesAreDetected() throws IOException {
    for (Path file : files()) {
      byte[] good = Files.readAllBytes(file);
      for (int length : new int[] {0, 1, good.length / 2, good.length - 1, good.length + 1}) {
        Files.write(file, java.util.Arrays.copyOf(good, length));
        assertThatThrownBy(() -> Checksums.verify(checkpoint)).isInstanceOf(IOException.class);
      }
      Files.delete(file);
      assertThatThrownBy(() -> Checksums.verify(checkpoint))
          .isInstanceOf(IOException.class)
          .hasMessageContaining(file.getFileName() + " is missing");
      Files.write(file, good);
    }
    Files.writeString(checkpoint.resolve("more.array"), "x");
    assertThatThrownBy(() -> Checksums.verify(checkpoint))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("more.array is not listed in SHA256SUMS");
  }

  @Test
  void aRunNeverGoesOnFromAnAlteredCheckpoint() throws IOException {
    var config = harness.config(TinyExperiments.section("moco"));
    var weights = RunHarness.weights(run);
    var random = new Random(23);
    for (Path file : files()) {
      byte[] bad = Files.readAllBytes(file);
      bad[random.nextInt(bad.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(file, bad);
      harness.run(config, run, true, Long.MAX_VALUE);
      assertThat(RunHarness.object(run.provenance()).get("resumed"))
          .last()
          .extracting(entry -> entry.get("from").asText())
          .isEqualTo("step-00000010");
      assertThat(RunHarness.weights(run)).as("%s", file).isEqualTo(weights);
    }
  }

  private Path[] files() throws IOException {
    try (Stream<Path> files = Files.list(checkpoint)) {
      return files.sorted().toArray(Path[]::new);
    }
  }
}
