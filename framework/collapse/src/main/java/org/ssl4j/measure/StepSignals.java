package org.ssl4j.measure;

import org.ssl4j.matrix.Matrix;

/**
 * The signals of collapse that are cheap enough for every training step: O(N d) for the spread and
 * O(64 * 64 d) for the rank, against the O(N d^2) of the whole batch's spectrum.
 *
 * <p>All are NaN when the batch holds a NaN or an infinity, or fewer than two rows: stopping a
 * diverged run is the trainer's decision.
 *
 * @param stdRatio sqrt(d) times the mean standard deviation of the unit rows' columns
 * @param meanCosine mean cosine between different rows
 * @param effectiveRank exp of the entropy of the centred singular values' shares, of the first 64
 *     rows
 */
public record StepSignals(double stdRatio, double meanCosine, double effectiveRank) {

  /** Rows of a batch from which its rank is measured at most. */
  public static final int RANK_ROWS = SampleRank.ROWS;

  /** Of a batch that could not be measured. */
  public static final StepSignals UNKNOWN = new StepSignals(Double.NaN, Double.NaN, Double.NaN);

  /**
   * Takes the signals of many batches through one buffer, which is kept between them. Not for use
   * by several threads at once.
   */
  public static final class Meter {

    private final SampleRank rank = new SampleRank();
    private float[] values = {};

    /**
     * @param embeddings a batch [N, d]; not changed
     */
    public StepSignals measure(Matrix embeddings) {
      int n = embeddings.rows();
      int d = embeddings.columns();
      if (values.length < n * d) {
        values = new float[n * d];
      }
      for (int i = 0; i < n; i++) {
        embeddings.readFloats(i, 0, d, values, i * d);
      }
      return measure(n, d);
    }

    private StepSignals measure(int n, int d) {
      if (n < 2) {
        return UNKNOWN;
      }
      double[] sums = new double[d];
      double[] squares = new double[d];
      double firstScale = RowStatistics.inverseNorm(norm(0, d));
      double unitSquares = 0;
      for (int i = 0; i < n; i++) {
        double norm = norm(i * d, d);
        double scale = RowStatistics.inverseNorm(norm);
        unitSquares += (norm * scale) * (norm * scale);
        addRow(i * d, scale, firstScale, sums, squares);
      }
      double deviations = 0;
      double sumSquared = 0;
      for (int j = 0; j < d; j++) {
        double centred = squares[j] - sums[j] * sums[j] / n;
        deviations += Math.sqrt(Math.max(0, centred) / (n - 1));
        double sum = sums[j] + n * (values[j] * firstScale);
        sumSquared += sum * sum;
      }
      double stdRatio = Math.sqrt(d) * deviations / d;
      double meanCosine = (sumSquared - unitSquares) / (n * (n - 1.0));
      // A value that is not finite makes the cosine so.
      double effectiveRank = Double.isFinite(meanCosine) ? rank.of(values, n, d) : Double.NaN;
      return new StepSignals(stdRatio, meanCosine, effectiveRank);
    }

    private double norm(int from, int d) {
      // Four sums, because one would wait for each addition before it starts the next.
      double sum0 = 0;
      double sum1 = 0;
      double sum2 = 0;
      double sum3 = 0;
      int j = 0;
      for (; j + 3 < d; j += 4) {
        sum0 += (double) values[from + j] * values[from + j];
        sum1 += (double) values[from + j + 1] * values[from + j + 1];
        sum2 += (double) values[from + j + 2] * values[from + j + 2];
        sum3 += (double) values[from + j + 3] * values[from + j + 3];
      }
      for (; j < d; j++) {
        sum0 += (double) values[from + j] * values[from + j];
      }
      return Math.sqrt(sum0 + sum1 + sum2 + sum3);
    }

    /**
     * Adds a unit row to the column sums, taken about the first row: one pass is then as exact as
     * two when the rows are nearly equal, which is the case of interest.
     */
    private void addRow(
        int from, double scale, double firstScale, double[] sums, double[] squares) {
      for (int j = 0; j < sums.length; j++) {
        double shifted = values[from + j] * scale - values[j] * firstScale;
        sums[j] += shifted;
        squares[j] += shifted * shifted;
      }
    }
  }
}
