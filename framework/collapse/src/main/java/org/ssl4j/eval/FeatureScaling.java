package org.ssl4j.eval;

import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.measure.InvalidEmbeddingsException;
import org.ssl4j.stop.StopPoint;
import org.ssl4j.text.Text;

/**
 * Moves features to mean zero and scales them, with the statistics of the training features.
 *
 * @param shift subtracted from each dimension
 * @param factor multiplied with each dimension; 0 where it does not vary, or rounding would be
 *     blown up into features
 */
record FeatureScaling(double[] shift, double[] factor) {

  /** A dimension whose deviation is below this share of its root mean square is constant. */
  private static final double CONSTANT_SHARE = 1e-6;

  /**
   * Measures the training features.
   *
   * @param perDimension whether every dimension gets variance 1; otherwise one common factor makes
   *     their mean variance 1, which leaves the geometry as it is and only fixes the unit in which
   *     the weight decay is given
   * @throws InvalidEmbeddingsException if a value is not finite
   */
  static FeatureScaling of(EmbeddingMatrix features, boolean perDimension) {
    int n = features.rows();
    int d = features.columns();
    double[] row = new double[d];
    double[] means = new double[d];
    for (int i = 0; i < n; i++) {
      StopPoint.check();
      read(features, i, row, "training features");
      for (int j = 0; j < d; j++) {
        means[j] += row[j] / n;
      }
    }
    double[] variances = new double[d];
    for (int i = 0; i < n; i++) {
      StopPoint.check();
      features.read(i, 0, d, row, 0);
      for (int j = 0; j < d; j++) {
        double centred = row[j] - means[j];
        variances[j] += centred * centred / n;
      }
    }
    double total = 0;
    for (int j = 0; j < d; j++) {
      if (Math.sqrt(variances[j])
          <= CONSTANT_SHARE * Math.hypot(Math.sqrt(variances[j]), means[j])) {
        variances[j] = 0;
      }
      total += variances[j];
    }
    double[] factors = new double[d];
    for (int j = 0; j < d; j++) {
      if (variances[j] > 0) {
        factors[j] = 1 / Math.sqrt(perDimension ? variances[j] : total / d);
      }
    }
    return new FeatureScaling(means, factors);
  }

  /** Reads a scaled row. */
  void scaled(EmbeddingMatrix features, int index, double[] row, String name) {
    read(features, index, row, name);
    for (int j = 0; j < row.length; j++) {
      row[j] = (row[j] - shift[j]) * factor[j];
    }
  }

  private static void read(EmbeddingMatrix features, int index, double[] row, String name) {
    features.read(index, 0, row.length, row, 0);
    for (int j = 0; j < row.length; j++) {
      if (!Double.isFinite(row[j])) {
        throw new InvalidEmbeddingsException(
            Text.of(
                "row %d of the %s holds %s in column %d: features must be finite",
                index, name, row[j], j));
      }
    }
  }
}
