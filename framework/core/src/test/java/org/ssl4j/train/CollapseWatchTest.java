package org.ssl4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.ssl4j.diagnose.Histories.Kind.HEALTHY;
import static org.ssl4j.diagnose.Histories.Kind.NARROW;
import static org.ssl4j.diagnose.Histories.Kind.POINT;
import static org.ssl4j.diagnose.Histories.Kind.UNTRAINED;

import org.junit.jupiter.api.Test;
import org.ssl4j.config.MonitorConfig;
import org.ssl4j.diagnose.Histories;
import org.ssl4j.diagnose.Histories.Kind;

/** When a run is stopped, and where it was last healthy. */
class CollapseWatchTest {

  private static CollapseWatch watch(Kind... epochs) {
    return watch(Integer.MAX_VALUE, epochs);
  }

  /**
   * @param drop step from which training batches are one point
   */
  private static CollapseWatch watch(int drop, Kind... epochs) {
    var config =
        new MonitorConfig(
            256, 1, MonitorConfig.OnCollapse.STOP, 2, MonitorConfig.OnDivergence.STOP, 0.5, 3);
    int steps = (epochs.length - 1) * Histories.EPOCH_STEPS;
    return new CollapseWatch(
        config, Histories.of(epochs).steps(steps, step -> step < drop ? 0.95 : 0.05).plain());
  }

  @Test
  void oneMeasurementOfACollapseDoesNotStopARunAndTwoDo() {
    assertThat(watch(1, UNTRAINED, POINT).stop()).isFalse();
    assertThat(watch(1, UNTRAINED, POINT, POINT).stop()).isTrue();
    assertThat(watch(25, UNTRAINED, HEALTHY, POINT).stop()).isFalse();
    assertThat(watch(25, UNTRAINED, HEALTHY, POINT, POINT).stop()).isTrue();
    assertThat(watch(UNTRAINED, HEALTHY, HEALTHY).stop()).isFalse();
  }

  @Test
  void whatIsDoubtfulIsNotTheLastHealthyStep() {
    assertThat(watch(UNTRAINED, HEALTHY, NARROW).healthyStep()).contains(20L);
    assertThat(watch(UNTRAINED, NARROW, NARROW).healthyStep()).isEmpty();
    assertThat(watch(UNTRAINED, HEALTHY, HEALTHY).healthyStep()).contains(40L);
  }

  /** The held-out measurement after epoch 1 was healthy still, the batches not any more. */
  @Test
  void theLastHealthyStepIsBeforeTheOnset() {
    assertThat(watch(45, UNTRAINED, HEALTHY, HEALTHY, POINT, POINT).healthyStep()).contains(40L);
    assertThat(watch(15, UNTRAINED, HEALTHY, POINT, POINT).healthyStep()).isEmpty();
  }

  /** Going back to it would be starting anew. */
  @Test
  void theUntrainedNetworkIsNeverTheLastHealthyOne() {
    assertThat(watch(UNTRAINED).healthyStep()).isEmpty();
    assertThat(watch(1, UNTRAINED, POINT, POINT).healthyStep()).isEmpty();
  }

  @Test
  void goingBackForgetsWhatCameAfter() {
    var watch = watch(25, UNTRAINED, HEALTHY, POINT, POINT);
    watch.onReturn(20);
    assertThat(watch.stop()).isFalse();
    assertThat(watch.healthyStep()).contains(20L);
    watch.onReturn(0);
    assertThat(watch.healthyStep()).isEmpty();
  }
}
