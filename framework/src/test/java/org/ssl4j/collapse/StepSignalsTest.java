package org.ssl4j.collapse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class StepSignalsTest {

  private final StepSignals.Meter meter = new StepSignals.Meter();

  @Test
  void givenBatches_thenEqualToTheFullMeasures() {
    // The second is smaller than the first, so that the kept buffer is longer than needed; the
    // third has a zero first row, the reference of the column sums.
    for (double[][] rows : new double[][][] {gaussian(40, 31), gaussian(9, 5), firstRowZero()}) {
      LayerMeasures full = measures(rows);
      StepSignals signals = meter.measure(floats(rows));
      assertThat(signals.stdRatio()).isCloseTo(full.stdRatio(), within(1e-12));
      assertThat(signals.meanCosine()).isCloseTo(full.meanCosine(), within(1e-12));
    }
  }

  @Test
  void givenNearlyEqualRows_thenTheSmallDeviationIsStillExact() {
    double[][] rows = gaussian(64, 16);
    for (double[] row : rows) {
      for (int j = 0; j < row.length; j++) {
        row[j] = 3 + 1e-4 * row[j];
      }
    }
    LayerMeasures full = measures(rows);
    StepSignals signals = meter.measure(floats(rows));
    assertThat(full.stdRatio()).isBetween(1e-5, 1e-3);
    assertThat(signals.stdRatio()).isCloseTo(full.stdRatio(), within(1e-9 * full.stdRatio()));
    assertThat(signals.meanCosine()).isCloseTo(full.meanCosine(), within(1e-12));
  }

  @Test
  void givenEqualRows_thenStdRatioIsZeroAndCosineOne() {
    StepSignals signals = meter.measure(Nd4j.valueArrayOf(new long[] {8, 4}, 0.1f));
    assertThat(signals.stdRatio()).isZero();
    assertThat(signals.meanCosine()).isCloseTo(1, within(1e-12));
  }

  @Test
  void givenZeroRows_thenBothAreZero() {
    assertThat(meter.measure(Nd4j.zeros(DataType.FLOAT, 8, 4))).isEqualTo(new StepSignals(0, 0));
  }

  @Test
  void givenNanInfinityOrOneRow_thenNan() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      INDArray batch = floats(gaussian(6, 4));
      batch.putScalar(3, 2, bad);
      StepSignals signals = meter.measure(batch);
      assertThat(signals.stdRatio()).isNaN();
      assertThat(signals.meanCosine()).isNaN();
    }
    assertThat(meter.measure(Nd4j.ones(DataType.FLOAT, 1, 4)).stdRatio()).isNaN();
  }

  @Test
  void givenNoMatrix_thenRefused() {
    assertThatThrownBy(() -> meter.measure(Nd4j.zeros(DataType.FLOAT, 2, 3, 4)))
        .isInstanceOf(InvalidEmbeddingsException.class);
  }

  private static LayerMeasures measures(double[][] rows) {
    return CollapseMeasures.measure(EmbeddingMatrix.of(floats(rows))).measures();
  }

  private static INDArray floats(double[][] rows) {
    return Nd4j.createFromArray(rows).castTo(DataType.FLOAT);
  }

  private static double[][] gaussian(int n, int d) {
    var random = new Random(n);
    double[][] rows = new double[n][d];
    for (double[] row : rows) {
      Arrays.setAll(row, j -> random.nextGaussian());
    }
    return rows;
  }

  private static double[][] firstRowZero() {
    double[][] rows = gaussian(12, 7);
    Arrays.fill(rows[0], 0);
    return rows;
  }
}
