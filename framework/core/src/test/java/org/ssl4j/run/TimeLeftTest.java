package org.ssl4j.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class TimeLeftTest {

  private static final int BATCH = 64;
  private static final int STEPS = 8;

  private final AtomicLong nanos = new AtomicLong();
  private final TimeLeft left = new TimeLeft(nanos::get);

  private void start(long firstStep, long lastStep) {
    left.onStart(new RunPlan(null, 5, STEPS, firstStep, lastStep, BATCH, 1000));
  }

  private void pass(double seconds) {
    nanos.addAndGet(Math.round(seconds * 1e9));
  }

  /** A step that takes so long, all steps of its epoch alike. */
  private void step(long step, double seconds) {
    pass(seconds);
    int epoch = (int) ((step - 1) / STEPS) + 1;
    left.onStep(
        new StepRecord(step, epoch, 1, Map.of(), 1, 0, 10, 1, 0.1, null, BATCH / seconds, 0));
  }

  private void epoch(int epoch, double training, double measuring) {
    pass(measuring);
    left.onEpoch(
        new EpochRecord(
            epoch,
            (long) STEPS * epoch,
            null,
            Map.of(),
            Map.of(),
            Map.of(),
            null,
            null,
            EpochRecord.Baselines.NONE,
            null,
            epoch == 0 ? null : STEPS * BATCH / training,
            null,
            training + measuring));
  }

  @Test
  void isKnownAfterTenStepsAndCountsEveryMeasurementToCome() {
    start(0, 40);
    epoch(0, 0, 3);
    step(1, 60); // compiles
    for (int s = 2; s <= 8; s++) {
      step(s, 0.5);
    }
    epoch(1, 63.5, 5);
    step(9, 0.5);
    assertThat(left.seconds()).isEmpty();
    assertThat(left.secondsPerEpoch()).isEmpty();

    step(10, 0.5);

    // 30 steps and the measurements of epochs 2 to 5.
    assertThat(left.seconds().orElseThrow()).isCloseTo(15 + 4 * 5, within(1e-6));
    assertThat(left.secondsPerEpoch().orElseThrow()).isCloseTo(4 + 5, within(1e-6));
  }

  @Test
  void theUntrainedMeasurementStandsForThoseToCome() {
    start(0, 16);
    epoch(0, 0, 3);
    long most = 8;
    for (long s = 1; s <= most; s++) {
      step(s, 1);
    }
    assertThat(left.seconds()).isEmpty();
    for (int s = 0; s < 3; s++) {
      left.onReturn(4);
      for (long t = 5; t <= most; t++) {
        step(t, 1);
      }
    }
    assertThat(left.seconds().orElseThrow()).isCloseTo(8 + 3, within(1e-6));
  }

  @Test
  void aRunThatGoesOnCountsFromWhereItIs() {
    start(20, 40);
    for (long s = 21; s <= 30; s++) {
      step(s, 2);
    }
    assertThat(left.seconds().orElseThrow()).isCloseTo(20, within(1e-6));
    for (long s = 31; s <= 40; s++) {
      step(s, 2);
    }
    assertThat(left.seconds().orElseThrow()).isZero();
  }

  @Test
  void nothingIsKnownBeforeTheRunStarts() {
    assertThat(left.seconds()).isEmpty();
    assertThat(left.secondsPerEpoch()).isEmpty();
  }

  @Test
  void lengthsOfTimeHaveOneOrTwoUnits() {
    assertThat(Durations.text(0.4)).isEqualTo("0 s");
    assertThat(Durations.text(119)).isEqualTo("119 s");
    assertThat(Durations.text(121)).isEqualTo("2 min");
    assertThat(Durations.text(7100)).isEqualTo("118 min");
    assertThat(Durations.text(12_000)).isEqualTo("3 h 20 min");
    assertThat(Durations.text(7200)).isEqualTo("2 h");
    assertThat(Durations.text(200_000)).isEqualTo("2 d 8 h");
  }
}
