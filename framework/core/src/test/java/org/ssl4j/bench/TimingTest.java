package org.ssl4j.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TimingTest {

  @Test
  void medianAndInterquartileRangeIgnoreOneDisturbedRound() {
    var timing = new Timing(new double[] {4, 2, 100, 1, 3});
    assertThat(timing.median()).isEqualTo(3);
    assertThat(timing.spread()).isEqualTo(2);
    assertThat(timing.rounds()).isEqualTo(5);
  }

  @Test
  void quantilesLieBetweenTheNearestRounds() {
    var timing = new Timing(new double[] {1, 2, 3, 6});
    assertThat(timing.median()).isEqualTo(2.5);
    assertThat(timing.spread()).isCloseTo(3.75 - 1.75, within(1e-12));
    assertThat(new Timing(new double[] {7}).spread()).isZero();
  }

  @Test
  void warmUpRoundsRunButDoNotCount() {
    var runs = new AtomicInteger();
    var timing = Timing.measure(2, 3, runs::incrementAndGet);
    assertThat(runs).hasValue(5);
    assertThat(timing.seconds()).hasSize(3);
    assertThat(timing.median()).isNotNegative();
  }

  @Test
  void aTimingWithoutRoundsIsRefused() {
    assertThatThrownBy(() -> Timing.measure(1, 0, () -> {}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
