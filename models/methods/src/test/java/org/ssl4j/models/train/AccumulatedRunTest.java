package org.ssl4j.models.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.ssl4j.error.ConfigException;
import org.ssl4j.models.method.TinyExperiments;
import org.ssl4j.run.RunDirectory;

/** Runs whose batches go through the networks in parts. */
class AccumulatedRunTest {

  private static final String[] WHOLE = {
    "schedule.epochs=2",
    "data.batchSize=8",
    "evaluation.probe.everyEpochs=0",
    // Batch norms see a part, so without them the numbers are the batch's.
    "backbone.name=convnet4",
    "backbone.blocks=null",
  };

  @TempDir Path root;

  private static String[] and(String[] settings, String... more) {
    var all = new String[settings.length + more.length];
    System.arraycopy(settings, 0, all, 0, settings.length);
    System.arraycopy(more, 0, all, settings.length, more.length);
    return all;
  }

  @ParameterizedTest
  @ValueSource(strings = {"simclr", "moco", "byol", "simsiam", "vicreg"})
  void stepsScheduleAndQueueCountUpdates(String method) {
    var harness = new RunHarness(root);
    var section = TinyExperiments.section(method);
    var whole = harness.train("whole", harness.config(section, WHOLE));
    var parts =
        harness.train("parts", harness.config(section, and(WHOLE, "schedule.accumulate=2")));

    var expected = RunHarness.lines(whole.steps());
    var steps = RunHarness.lines(parts.steps());
    assertThat(steps).hasSameSizeAs(expected).hasSize(10);
    for (int i = 0; i < steps.size(); i++) {
      assertThat(steps.get(i).get("step")).isEqualTo(expected.get(i).get("step"));
      assertThat(steps.get(i).get("learningRate")).isEqualTo(expected.get(i).get("learningRate"));
      assertThat(steps.get(i).get("tau")).isEqualTo(expected.get(i).get("tau"));
      assertThat(steps.get(i).get("loss").asDouble()).isFinite();
    }
  }

  @Test
  void aRunInPartsGoesOnWhereItStopped() {
    var harness = new RunHarness(root);
    var config =
        harness.config(TinyExperiments.section("moco"), and(WHOLE, "schedule.accumulate=4"));
    var undisturbed = harness.train("undisturbed", config);
    var stopped = RunDirectory.createAt(root.resolve("stopped"));
    harness.run(config, stopped, false, 3);
    harness.run(config, stopped, true, Long.MAX_VALUE);
    assertThat(RunHarness.text(stopped.steps())).isEqualTo(RunHarness.text(undisturbed.steps()));
    assertThat(RunHarness.weights(stopped)).isEqualTo(RunHarness.weights(undisturbed));
  }

  @Test
  void partsThatDoNotDivideTheBatchAreRefused() {
    var harness = new RunHarness(root);
    var config =
        harness.config(TinyExperiments.section("simclr"), and(WHOLE, "schedule.accumulate=3"));
    assertThatThrownBy(() -> harness.train("run", config))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("schedule.accumulate")
        .hasMessageContaining("8 images")
        .hasMessageContaining("3 equal parts");
  }
}
