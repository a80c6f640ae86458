package org.ssl4j.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.shade.jackson.databind.JsonNode;
import org.nd4j.shade.jackson.databind.node.ObjectNode;
import org.ssl4j.models.method.TinyExperiments;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.text.Text;

/** The same config gives the same numbers: twice, on any number of workers, and across a stop. */
class ReproducibleRunsTest {

  /** 40 images in batches of 4. */
  private static final int STEPS_PER_EPOCH = 10;

  @TempDir Path root;

  private RunHarness harness;

  @BeforeEach
  void start() {
    harness = new RunHarness(root);
  }

  @Test
  void sameConfigTwiceAndAnyNumberOfWorkersGiveTheSameRun() {
    var section = TinyExperiments.section("simclr");
    var first = harness.train("first", harness.config(section));
    var second = harness.train("second", harness.config(section));
    var workers = harness.train("workers", harness.config(section, "data.workers=4"));

    assertThat(RunHarness.lines(first.steps())).hasSize(2 * STEPS_PER_EPOCH);
    assertThat(RunHarness.timeless(first)).hasSize(3);
    for (RunDirectory other : new RunDirectory[] {second, workers}) {
      assertThat(RunHarness.timeless(other)).isEqualTo(RunHarness.timeless(first));
      assertThat(RunHarness.text(other.steps())).isEqualTo(RunHarness.text(first.steps()));
    }
  }

  @Test
  void anotherSeedGivesAnotherRun() {
    var section = TinyExperiments.section("simclr");
    var first = harness.train("first", harness.config(section, "schedule.epochs=1"));
    var other = harness.train("other", harness.config(section, "schedule.epochs=1", "seed=12"));
    assertThat(RunHarness.timeless(other)).isNotEqualTo(RunHarness.timeless(first));
  }

  @Test
  void aProbeChangesNothingElse() {
    var section = TinyExperiments.section("byol");
    var with = harness.train("with", harness.config(section, "evaluation.probe.everyEpochs=1"));
    var without =
        harness.train("without", harness.config(section, "evaluation.probe.everyEpochs=0"));

    assertThat(RunHarness.text(with.steps())).isEqualTo(RunHarness.text(without.steps()));
    assertThat(arrays(with)).isEqualTo(arrays(without));
    var probed = RunHarness.lines(with.metrics());
    var unprobed = RunHarness.lines(without.metrics());
    for (int i = 0; i < probed.size(); i++) {
      assertThat(probed.get(i).at("/probe/top1").isNumber()).isTrue();
      assertThat(probed.get(i).at("/baselines/pixelsProbe").isNumber()).isTrue();
      assertThat(probed.get(i).at("/baselines/untrainedProbe").isNumber()).isTrue();
      assertThat(unprobed.get(i).at("/probe").isNull()).isTrue();
      assertThat(withoutProbe(probed.get(i))).isEqualTo(withoutProbe(unprobed.get(i)));
    }
  }

  private static ObjectNode withoutProbe(JsonNode line) {
    var node = ((ObjectNode) line).remove(List.of("imagesPerSecond", "dataWaitShare", "seconds"));
    ((ObjectNode) node.get("baselines")).remove(List.of("pixelsProbe", "untrainedProbe"));
    return node.remove(List.of("probe"));
  }

  @ParameterizedTest
  @CsvSource({
    "simclr, sgd, 7",
    "simclr, lars, 13",
    "moco, sgd, 13",
    "byol, sgd, 13",
    "simsiam, adamw, 3",
    "simsiam, sgd, 10",
    "vicreg, adamw, 17",
  })
  void givenAStop_whenResumed_thenTheRunEndsAsIfUndisturbed(
      String method, String optimizer, int stopAfter) {
    var config = harness.config(TinyExperiments.section(method), "optimizer.name=" + optimizer);
    var undisturbed = harness.train("undisturbed", config);

    var stopped = RunDirectory.createAt(root.resolve("stopped"));
    var outcome = harness.run(config, stopped, false, stopAfter);
    assertThat(outcome.interrupted()).isTrue();
    assertThat(outcome.steps()).isEqualTo(stopAfter);
    assertThat(outcome.checkpoint()).contains(RunHarness.newestCheckpoint(stopped));
    assertThat(stopped.encoder()).doesNotExist();
    var end = harness.run(config, stopped, true, Long.MAX_VALUE);

    assertThat(end.interrupted()).isFalse();
    assertThat(RunHarness.text(stopped.steps())).isEqualTo(RunHarness.text(undisturbed.steps()));
    assertThat(RunHarness.timeless(stopped)).isEqualTo(RunHarness.timeless(undisturbed));
    assertThat(RunHarness.text(stopped.spectra()))
        .isEqualTo(RunHarness.text(undisturbed.spectra()));
    assertThat(RunHarness.text(stopped.diagnosis()))
        .isEqualTo(RunHarness.text(undisturbed.diagnosis()));
    // Weights, target, optimizer and queue, byte for byte.
    assertThat(arrays(stopped)).isEqualTo(arrays(undisturbed)).isNotEmpty();
  }

  /** An error at any step is like a kill: nothing is saved at that moment. */
  @ParameterizedTest
  @ValueSource(strings = {"simclr", "moco", "byol", "simsiam", "vicreg"})
  void givenACrashAnywhere_whenResumed_thenTheRunEndsAsIfUndisturbed(String method) {
    var config = harness.config(TinyExperiments.section(method), "checkpoint.everySteps=3");
    var undisturbed = harness.train("undisturbed", config);
    var crashed = RunDirectory.createAt(root.resolve("crashed"));
    for (int step : new int[] {2, 5, 9, 10, 13, 20}) {
      assertThatThrownBy(
              () -> harness.crash(config, crashed, crashed.config().toFile().exists(), step))
          .hasMessage("crash");
    }
    harness.run(config, crashed, true, Long.MAX_VALUE);
    assertThat(RunHarness.text(crashed.steps())).isEqualTo(RunHarness.text(undisturbed.steps()));
    assertThat(RunHarness.timeless(crashed)).isEqualTo(RunHarness.timeless(undisturbed));
    assertThat(RunHarness.text(crashed.spectra()))
        .isEqualTo(RunHarness.text(undisturbed.spectra()));
    assertThat(arrays(crashed)).isEqualTo(arrays(undisturbed));
  }

  private static Map<String, Integer> arrays(RunDirectory run) {
    assertThat(RunHarness.newestCheckpoint(run).getFileName())
        .hasToString(Text.of("step-%08d", 2 * STEPS_PER_EPOCH));
    return RunHarness.weights(run);
  }
}
