package org.ssl4j.models.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.data.DataEnvironment;
import org.ssl4j.data.Progress;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.models.method.TinyExperiments;
import org.ssl4j.run.EpochRecord;
import org.ssl4j.run.Outcome;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunListener;
import org.ssl4j.run.RunPlan;
import org.ssl4j.run.StepRecord;
import org.ssl4j.train.TrainingRun;

/**
 * A stop that cuts off long work, wherever it falls, leaves a run that goes on to the very numbers
 * of one left alone.
 */
class StoppedRunTest {

  /** Longer than what work may take to end by itself. */
  private static final long LONG_MILLIS = 550;

  @TempDir Path root;

  @Test
  void aStepIsCutOffAndMadeAgain() {
    var run = goesOnAsIfUndisturbed(new Cut(When.STEP));
    assertThat(RunHarness.newestCheckpoint(run)).isNotNull();
  }

  @Test
  void aMeasurementIsCutOffAndMadeAgain() {
    goesOnAsIfUndisturbed(new Cut(When.MEASUREMENT));
  }

  @Test
  void theMeasurementOfTheUntrainedNetworkIsCutOffAndMadeAgain() {
    goesOnAsIfUndisturbed(new Cut(When.UNTRAINED));
  }

  @Test
  void sessionsOfALimitedTimeGoOnToTheNumbersOfOne() {
    var harness = new RunHarness(root);
    var section = TinyExperiments.section("byol");
    var undisturbed = harness.train("undisturbed", harness.config(section, "schedule.maxSteps=12"));
    // Over before the first step ends: a session makes one step, or one measurement that is owed.
    var config = harness.config(section, "schedule.maxSteps=12", "schedule.stopAfterMinutes=1e-7");
    var run = RunDirectory.createAt(root.resolve("sliced"));
    int sessions = 1;
    for (var outcome = harness.run(config, run, false, Long.MAX_VALUE);
        outcome.interrupted();
        outcome = harness.run(config, run, true, Long.MAX_VALUE)) {
      sessions++;
      assertThat(sessions).as("sessions that get on").isLessThan(30);
    }
    assertThat(sessions).isGreaterThanOrEqualTo(12);
    assertThat(RunHarness.text(run.steps())).isEqualTo(RunHarness.text(undisturbed.steps()));
    assertThat(RunHarness.timeless(run)).isEqualTo(RunHarness.timeless(undisturbed));
    assertThat(RunHarness.weights(run)).isEqualTo(RunHarness.weights(undisturbed));
  }

  private RunDirectory goesOnAsIfUndisturbed(Cut cut) {
    var harness = new RunHarness(root);
    var config = harness.config(TinyExperiments.section("byol"));
    var undisturbed = harness.train("undisturbed", config);

    var run = RunDirectory.createAt(root.resolve("stopped"));
    var outcome = run(config, run, cut);
    assertThat(outcome.interrupted()).isTrue();
    assertThat(cut.cutting).isTrue();

    harness.run(config, run, true, Long.MAX_VALUE);
    assertThat(RunHarness.timeless(run)).isEqualTo(RunHarness.timeless(undisturbed));
    assertThat(RunHarness.text(run.steps())).isEqualTo(RunHarness.text(undisturbed.steps()));
    assertThat(RunHarness.text(run.spectra())).isEqualTo(RunHarness.text(undisturbed.spectra()));
    assertThat(RunHarness.weights(run)).isEqualTo(RunHarness.weights(undisturbed));
    return run;
  }

  private Outcome run(LoadedConfig config, RunDirectory run, Cut cut) {
    return new TrainingRun(
            config,
            run,
            Optional.empty(),
            new DataEnvironment(Map.of(), root),
            Progress.NONE,
            List.of(cut),
            cut)
        .run(new MethodCatalog());
  }

  private enum When {
    UNTRAINED,
    STEP,
    MEASUREMENT
  }

  /** Wants a stop in the middle of one kind of work, and makes that work long. */
  private static final class Cut implements RunListener, BooleanSupplier {

    /** Questions that are asked between two steps, before the layers ask. */
    private static final int BETWEEN = 6;

    private final When when;
    private boolean armed;
    private boolean cutting;
    private int asked;

    Cut(When when) {
      this.when = when;
    }

    @Override
    public void onStart(RunPlan plan) {
      armed |= when == When.UNTRAINED;
    }

    @Override
    public void onEpoch(EpochRecord epoch) {
      armed |= when == When.STEP && epoch.epoch() == 1;
    }

    @Override
    public void onStep(StepRecord step) {
      armed |= when == When.MEASUREMENT && step.epoch() == 2;
    }

    @Override
    public boolean getAsBoolean() {
      if (!armed || ++asked < BETWEEN) {
        return false;
      }
      if (cutting) {
        pause();
      }
      cutting = true;
      return true;
    }

    private static void pause() {
      try {
        Thread.sleep(LONG_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
