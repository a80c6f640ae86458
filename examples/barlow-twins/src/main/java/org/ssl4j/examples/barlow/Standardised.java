package org.ssl4j.examples.barlow;

import org.ssl4j.matrix.Matrix;

/**
 * A batch whose columns have mean 0 and variance 1, as batch norm without scale and shift gives it:
 * {@code a = (z - mean) / sqrt(variance + 1e-5)} with the biased variance (authors' code of
 * arXiv:2103.03230).
 *
 * @param values a, [N, d]
 * @param deviations of the columns, {@code sqrt(variance + 1e-5)}
 */
record Standardised(Matrix values, double[] deviations) implements AutoCloseable {

  /** Added to the variance under the root, so that a constant column becomes 0. */
  private static final double EPSILON = 1e-5;

  static Standardised of(Matrix z) {
    int n = z.rows();
    double[] row = new double[z.columns()];
    double[] means = new double[row.length];
    for (int i = 0; i < n; i++) {
      z.read(i, row);
      for (int j = 0; j < row.length; j++) {
        means[j] += row[j] / n;
      }
    }
    // A second pass, because the mean may be large beside the deviation.
    double[] deviations = new double[row.length];
    for (int i = 0; i < n; i++) {
      z.read(i, row);
      for (int j = 0; j < row.length; j++) {
        deviations[j] += (row[j] - means[j]) * (row[j] - means[j]) / n;
      }
    }
    for (int j = 0; j < row.length; j++) {
      deviations[j] = Math.sqrt(deviations[j] + EPSILON);
    }
    Matrix values = Matrix.uninitialised(z.precision(), n, row.length);
    for (int i = 0; i < n; i++) {
      z.read(i, row);
      for (int j = 0; j < row.length; j++) {
        row[j] = (row[j] - means[j]) / deviations[j];
      }
      values.write(i, row);
    }
    return new Standardised(values, deviations);
  }

  /**
   * Turns dLoss/da into dLoss/dz, in place: {@code g := (g - mean(g) - a mean(g a)) / deviation},
   * column by column.
   */
  void backward(Matrix gradient) {
    int n = gradient.rows();
    double[] a = new double[deviations.length];
    double[] g = new double[deviations.length];
    double[] means = new double[deviations.length];
    double[] products = new double[deviations.length];
    for (int i = 0; i < n; i++) {
      values.read(i, a);
      gradient.read(i, g);
      for (int j = 0; j < g.length; j++) {
        means[j] += g[j] / n;
        products[j] += g[j] * a[j] / n;
      }
    }
    for (int i = 0; i < n; i++) {
      values.read(i, a);
      gradient.read(i, g);
      for (int j = 0; j < g.length; j++) {
        g[j] = (g[j] - means[j] - a[j] * products[j]) / deviations[j];
      }
      gradient.write(i, g);
    }
  }

  @Override
  public void close() {
    values.release();
  }
}
