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
  void givenZeroRows_thenAllAreZero() {
    assertThat(meter.measure(Nd4j.zeros(DataType.FLOAT, 8, 4))).isEqualTo(new StepSignals(0, 0, 0));
  }

  @Test
  void givenNanInfinityOrOneRow_thenNan() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      INDArray batch = floats(gaussian(6, 4));
      batch.putScalar(3, 2, bad);
      StepSignals signals = meter.measure(batch);
      assertThat(signals.stdRatio()).isNaN();
      assertThat(signals.meanCosine()).isNaN();
      assertThat(signals.effectiveRank()).isNaN();
    }
    assertThat(meter.measure(Nd4j.ones(DataType.FLOAT, 1, 4)).stdRatio()).isNaN();
  }

  @Test
  void theRankIsThatOfTheFirstRows() {
    for (double[][] rows :
        new double[][][] {
          gaussian(40, 31), gaussian(9, 5), gaussian(2, 3), gaussian(150, 128), ofRank(3, 100, 256)
        }) {
      double[][] first = Arrays.copyOf(rows, Math.min(rows.length, StepSignals.RANK_ROWS));
      double expected = measures(first).effectiveRank();
      assertThat(meter.measure(floats(rows)).effectiveRank())
          .isCloseTo(expected, within(1e-4 * expected));
    }
  }

  @Test
  void aRankThatIsLostIsSeenInASampleAsInTheWholeBatch() {
    double[][] rows = ofRank(3, 256, 128);
    double whole = measures(rows).effectiveRank();
    assertThat(meter.measure(floats(rows)).effectiveRank()).isCloseTo(whole, within(0.1 * whole));
    // All its dimensions are used: the sample cannot show more directions than it has rows.
    assertThat(meter.measure(floats(gaussian(256, 128))).effectiveRank()).isBetween(50.0, 63.0);
  }

  @Test
  void theScaleOfEmbeddingsDoesNotChangeTheirRank() {
    double[][] rows = ofRank(5, 64, 16);
    double rank = meter.measure(floats(rows)).effectiveRank();
    for (double scale : new double[] {1e-15, 1e15}) {
      double[][] scaled =
          Arrays.stream(rows)
              .map(row -> Arrays.stream(row).map(value -> scale * value).toArray())
              .toArray(double[][]::new);
      assertThat(meter.measure(floats(scaled)).effectiveRank()).isCloseTo(rank, within(1e-3));
    }
  }

  @Test
  void equalRowsHaveNoRank() {
    assertThat(meter.measure(Nd4j.valueArrayOf(new long[] {80, 4}, 0.1f)).effectiveRank()).isZero();
  }

  /** Rows that vary in so many directions, around a mean that is not zero. */
  private static double[][] ofRank(int rank, int n, int d) {
    double[][] directions = gaussian(rank, d);
    double[][] weights = gaussian(n, rank);
    double[][] rows = new double[n][d];
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < d; j++) {
        rows[i][j] = 5;
        for (int k = 0; k < rank; k++) {
          rows[i][j] += weights[i][k] * directions[k][j];
        }
      }
    }
    return rows;
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
