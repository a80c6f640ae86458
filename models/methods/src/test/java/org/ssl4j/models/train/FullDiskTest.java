package org.ssl4j.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.models.disk.Disk;
import org.ssl4j.models.disk.FaultyFileSystem;
import org.ssl4j.models.method.TinyExperiments;
import org.ssl4j.run.DiskException;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.storage.Checksums;

/**
 * The disk refuses at one change after the other of a whole run: nothing earlier is damaged, and
 * with room again the run ends as if nothing had been. {@code -Dssl4j.disk.stride=1} tries every
 * change, the default every 53rd.
 */
class FullDiskTest {

  private static final int STRIDE = Integer.getInteger("ssl4j.disk.stride", 53);

  /** Changes refused in a row before the disk takes data again by itself. */
  private static final int SHORT = 25;

  @TempDir Path root;

  private final Disk disk = new Disk();
  private final FaultyFileSystem system = new FaultyFileSystem(disk);
  private RunHarness harness;
  private RunDirectory undisturbed;
  private long operations;

  @BeforeEach
  void trainUndisturbed() {
    harness = new RunHarness(root);
    disk.refuse(Long.MAX_VALUE, Long.MAX_VALUE);
    undisturbed = fresh("undisturbed");
    harness.run(config(0), undisturbed, false, Long.MAX_VALUE);
    operations = disk.operations();
    assertThat(operations).isGreaterThan(200);
  }

  private LoadedConfig config(double patience) {
    return harness.config(
        TinyExperiments.section("moco"),
        "checkpoint.everySteps=4",
        "checkpoint.keep=2",
        "checkpoint.retrySeconds=0.001",
        "checkpoint.patienceSeconds=" + patience);
  }

  private RunDirectory fresh(String name) {
    return new RunDirectory(
        RunDirectory.createAt(system.wrap(root.resolve(name).toAbsolutePath())).path());
  }

  @Test
  void givenADiskThatFillsUp_thenNothingIsDamaged_andWithRoomTheRunGoesOn() throws IOException {
    int gaveUp = 0;
    for (long first = 1; first <= operations; first += STRIDE) {
      disk.refuse(Long.MAX_VALUE, Long.MAX_VALUE);
      var run = fresh("full-" + first);
      disk.refuse(first, Long.MAX_VALUE);
      boolean begun = true;
      try {
        harness.run(config(0), run, false, Long.MAX_VALUE);
      } catch (DiskException e) {
        gaveUp++;
        assertThat(e.getMessage()).contains("No space left on device").doesNotContain("\n");
        begun = Files.exists(run.config());
      }
      disk.mend();
      requireWholeCheckpoints(run);
      harness.run(config(0), run, begun, Long.MAX_VALUE);
      requireAsUndisturbed(run);
    }
    // Only the last changes of a run may be refused without an end in a sentence.
    assertThat(gaveUp).isGreaterThan((int) (operations / STRIDE) - 3);
  }

  @Test
  void givenADiskThatRefusesForAWhile_thenTheRunEndsAsIfNothingHadBeen() throws IOException {
    for (long first = 1; first <= operations; first += STRIDE) {
      disk.refuse(Long.MAX_VALUE, Long.MAX_VALUE);
      var run = fresh("short-" + first);
      disk.refuse(first, first + SHORT);
      boolean begun = true;
      try {
        harness.run(config(60), run, false, Long.MAX_VALUE);
      } catch (DiskException e) {
        // Before there is anything in memory that could be kept.
        assertThat(disk.refusals().get(0)).containsAnyOf("config.yaml", "provenance.json", "run");
        disk.mend();
        begun = false;
      }
      if (!begun) {
        harness.run(config(60), run, Files.exists(run.config()), Long.MAX_VALUE);
      }
      requireAsUndisturbed(run);
      requireWholeCheckpoints(run);
    }
  }

  @Test
  void givenADiskThatStaysFull_thenTheRunWaitsAndSaysSo() {
    disk.refuse(Long.MAX_VALUE, Long.MAX_VALUE);
    var run = fresh("waiting");
    disk.refuse(operations / 2, Long.MAX_VALUE);
    long start = System.nanoTime();
    assertThatThrownBy(() -> harness.run(config(0.5), run, false, Long.MAX_VALUE))
        .isInstanceOf(DiskException.class)
        .hasMessageMatching("cannot write the checkpoint of step 20 \\(No space left.*untouched");
    assertThat(System.nanoTime() - start).isGreaterThan(500_000_000L);
  }

  private static void requireWholeCheckpoints(RunDirectory run) throws IOException {
    if (!Files.isDirectory(run.checkpoints())) {
      return;
    }
    try (var checkpoints = Files.list(run.checkpoints())) {
      for (Path checkpoint : checkpoints.toList()) {
        if (checkpoint.getFileName().toString().matches("step-\\d+")) {
          assertThat(Checksums.verify(checkpoint)).contains("state.json", "online.array");
        }
      }
    }
  }

  private void requireAsUndisturbed(RunDirectory run) {
    for (Path file : List.of(run.steps(), run.spectra(), run.diagnosis())) {
      Path same = undisturbed.path().resolve(run.path().relativize(file));
      assertThat(RunHarness.text(file)).isEqualTo(RunHarness.text(same));
    }
    assertThat(RunHarness.timeless(run)).isEqualTo(RunHarness.timeless(undisturbed));
    assertThat(RunHarness.weights(run)).isEqualTo(RunHarness.weights(undisturbed));
    assertThat(run.encoder()).exists();
    assertThat(RunHarness.text(run.metricsCsv()))
        .hasSameSizeAs(RunHarness.text(undisturbed.metricsCsv()));
  }
}
