package org.ssl4j.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;

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
    StepSignals signals = meter.measure(constant(8, 4, 0.1f));
    assertThat(signals.stdRatio()).isZero();
    assertThat(signals.meanCosine()).isCloseTo(1, within(1e-12));
  }

  @Test
  void givenZeroRows_thenAllAreZero() {
    assertThat(meter.measure(constant(8, 4, 0))).isEqualTo(new StepSignals(0, 0, 0));
  }

  @Test
  void givenNanInfinityOrOneRow_thenNan() {
    for (float bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
      Matrix batch = floats(gaussian(6, 4));
      batch.set(3, 2, bad);
      StepSignals signals = meter.measure(batch);
      assertThat(signals.stdRatio()).isNaN();
      assertThat(signals.meanCosine()).isNaN();
      assertThat(signals.effectiveRank()).isNaN();
    }
    assertThat(meter.measure(constant(1, 4, 1)).stdRatio()).isNaN();
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
    assertThat(meter.measure(constant(80, 4, 0.1f)).effectiveRank()).isZero();
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

  private static LayerMeasures measures(double[][] rows) {
    return CollapseMeasures.measure(EmbeddingMatrix.of(floats(rows))).measures();
  }

  private static Matrix floats(double[][] rows) {
    Matrix floats = Matrix.allocate(Precision.FLOAT, rows.length, rows[0].length);
    floats.assign(Matrix.of(rows));
    return floats;
  }

  private static Matrix constant(int rows, int columns, float value) {
    float[] values = new float[rows * columns];
    Arrays.fill(values, value);
    return Matrix.of(values, rows, columns);
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
