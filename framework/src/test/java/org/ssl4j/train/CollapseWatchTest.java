package org.ssl4j.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.ssl4j.collapse.CollapseMeasures;
import org.ssl4j.collapse.EmbeddingMatrix;
import org.ssl4j.collapse.LayerMeasures;
import org.ssl4j.collapse.RunHistory;
import org.ssl4j.config.MonitorConfig;

/** When a run is stopped, and where it was last healthy. */
class CollapseWatchTest {

  private static final int EPOCH_STEPS = 20;

  private static final LayerMeasures UNTRAINED = measures(Kind.UNTRAINED);
  private static final LayerMeasures HEALTHY = measures(Kind.HEALTHY);
  private static final LayerMeasures POINT = measures(Kind.POINT);

  /** A std ratio between those of a healthy and of a collapsed head. */
  private static final LayerMeasures NARROW = measures(Kind.NARROW);

  private enum Kind {
    UNTRAINED,
    HEALTHY,
    NARROW,
    POINT
  }

  private static LayerMeasures measures(Kind kind) {
    var random = new Random(8);
    double[][] rows = new double[256][32];
    for (double[] row : rows) {
      for (int j = 0; j < row.length; j++) {
        double noise = random.nextGaussian();
        row[j] =
            switch (kind) {
              case UNTRAINED -> 1 + 0.17 * noise;
              case HEALTHY -> noise;
              case NARROW -> 1 + 0.32 * noise;
              case POINT -> 1 + 0.01 * noise;
            };
      }
    }
    return CollapseMeasures.measure(EmbeddingMatrix.of(rows)).measures();
  }

  private static CollapseWatch watch(LayerMeasures... epochs) {
    return watch(Long.MAX_VALUE, epochs);
  }

  /**
   * @param drop step from which training batches are one point
   */
  private static CollapseWatch watch(long drop, LayerMeasures... epochs) {
    var config =
        new MonitorConfig(
            256, 1, MonitorConfig.OnCollapse.STOP, 2, MonitorConfig.OnDivergence.STOP, 0.5, 3);
    List<RunHistory.Epoch> lines = new ArrayList<>();
    List<RunHistory.StepPoint> steps = new ArrayList<>();
    for (int epoch = 0; epoch < epochs.length; epoch++) {
      lines.add(
          new RunHistory.Epoch(
              epoch,
              (long) epoch * EPOCH_STEPS,
              epoch == 0 ? null : 3.0,
              Map.of("projector", epochs[epoch]),
              null));
      for (int i = 1; i <= EPOCH_STEPS && epoch < epochs.length - 1; i++) {
        long step = (long) epoch * EPOCH_STEPS + i;
        double std = step < drop ? 0.95 : 0.05;
        steps.add(new RunHistory.StepPoint(step, epoch + 1, 3.0, std, 1 - std * std));
      }
    }
    return new CollapseWatch(config, new RunHistory(lines, steps, null, null, Map.of(), null));
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
    assertThat(watch(UNTRAINED, NARROW, NARROW).healthyStep()).contains(0L);
    assertThat(watch(UNTRAINED, HEALTHY, HEALTHY).healthyStep()).contains(40L);
  }

  /** The held-out measurement after epoch 1 was healthy still, the batches not any more. */
  @Test
  void theLastHealthyStepIsBeforeTheOnset() {
    assertThat(watch(45, UNTRAINED, HEALTHY, HEALTHY, POINT, POINT).healthyStep()).contains(40L);
    assertThat(watch(15, UNTRAINED, HEALTHY, POINT, POINT).healthyStep()).contains(0L);
  }

  @Test
  void goingBackForgetsWhatCameAfter() {
    var watch = watch(25, UNTRAINED, HEALTHY, POINT, POINT);
    watch.onReturn(20);
    assertThat(watch.stop()).isFalse();
    assertThat(watch.healthyStep()).contains(20L);
    watch.onReturn(0);
    assertThat(watch.healthyStep()).contains(0L);
  }
}
