package org.ssl4j.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.golden.Languages;
import org.ssl4j.models.method.TinyExperiments;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunException;
import org.ssl4j.storage.DurableFiles;
import org.ssl4j.train.Continuation;

/** A run that is to go on but has no checkpoint never loses what it has measured. */
class NoCheckpointTest {

  private static final String[] QUICK = {"schedule.epochs=2", "evaluation.probe.everyEpochs=0"};

  @TempDir Path root;

  private RunHarness harness;

  @BeforeEach
  void start() {
    harness = new RunHarness(root);
  }

  @Test
  void checkpointsWithTheDigitsOfAnotherLanguageAreRefused() throws Exception {
    Languages.assumeNamesOfEveryScript();
    var config = harness.config(TinyExperiments.section("vicreg"), QUICK);
    var run = stopped(config);
    for (Path checkpoint : checkpoints(run)) {
      String name = checkpoint.getFileName().toString();
      Files.move(checkpoint, checkpoint.resolveSibling(name.replace('0', '۰').replace('1', '۱')));
    }
    var lines = RunHarness.text(run.metrics());

    assertThatThrownBy(() -> harness.run(config, run, true, Long.MAX_VALUE))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("digits of the user's language")
        .hasMessageContaining("Start a new run");
    assertThatThrownBy(
            () ->
                harness.run(
                    config,
                    run,
                    Optional.of(new Continuation(Optional.of(checkpoints(run).get(0)), List.of())),
                    Long.MAX_VALUE))
        .hasMessageContaining("digits of the user's language");
    assertThat(RunHarness.text(run.metrics())).isEqualTo(lines).hasSizeGreaterThan(1);
  }

  @Test
  void checkpointsUnderOtherNamesAreRefused() throws Exception {
    var config = harness.config(TinyExperiments.section("vicreg"), QUICK);
    var run = stopped(config);
    for (Path checkpoint : checkpoints(run)) {
      Files.move(checkpoint, checkpoint.resolveSibling("my-" + checkpoint.getFileName()));
    }
    assertThatThrownBy(() -> harness.run(config, run, true, Long.MAX_VALUE))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("my-step-00000000")
        .hasMessageContaining("like step-00000390");
  }

  @Test
  void measurementsWithoutTheirCheckpointsAreRefused() throws Exception {
    var config = harness.config(TinyExperiments.section("vicreg"), QUICK);
    var run = stopped(config);
    DurableFiles.deleteRecursively(run.checkpoints());
    var lines = RunHarness.text(run.metrics());

    assertThatThrownBy(() -> harness.run(config, run, true, Long.MAX_VALUE))
        .isInstanceOf(RunException.class)
        .hasMessageContaining("up to step 10 but no checkpoint")
        .hasMessageContaining("start a new run in another directory");
    assertThat(RunHarness.text(run.metrics())).isEqualTo(lines);
  }

  @Test
  void aRunThatSavesNoneBeginsAnewAndKeepsWhatItWrote() {
    var config =
        harness.config(
            TinyExperiments.section("vicreg"),
            QUICK[0],
            QUICK[1],
            "checkpoint.everyEpochs=0",
            "checkpoint.everySteps=0");
    var run = RunDirectory.createAt(root.resolve("run"));
    assertThatThrownBy(() -> harness.crash(config, run, false, 13)).hasMessage("crash");
    assertThat(run.checkpoints()).doesNotExist();
    var steps = RunHarness.text(run.steps());
    var lines = RunHarness.text(run.metrics());

    harness.run(config, run, true, Long.MAX_VALUE);

    var kept = new RunDirectory(run.setAside().resolve("1"));
    assertThat(RunHarness.text(kept.metrics())).isEqualTo(lines).hasSize(2);
    assertThat(RunHarness.text(kept.steps())).isEqualTo(steps);
    assertThat(RunHarness.text(run.steps())).hasSize(20).startsWith(steps.toArray(String[]::new));
  }

  /** After the first of two epochs. */
  private RunDirectory stopped(LoadedConfig config) {
    var run = RunDirectory.createAt(root.resolve("run"));
    assertThat(harness.run(config, run, false, 12).interrupted()).isTrue();
    return run;
  }

  private static List<Path> checkpoints(RunDirectory run) throws Exception {
    try (var files = Files.list(run.checkpoints())) {
      return files.filter(Files::isDirectory).sorted().toList();
    }
  }
}
