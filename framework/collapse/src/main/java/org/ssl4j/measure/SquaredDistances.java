package org.ssl4j.measure;

import org.bytedeco.javacpp.DoublePointer;

/**
 * Squared distances of all pairs of some rows.
 *
 * @param n rows
 * @param values row-major n * n, zero on the diagonal
 * @param mean over the pairs of different rows
 */
record SquaredDistances(int n, double[] values, double mean) {

  /** Of the rows as they are. */
  static SquaredDistances of(EmbeddingMatrix z) {
    // About the mean, so that a common offset costs no digits.
    double[] shift = RowStatistics.of(z).means();
    int n = z.rows();
    double[] values = new double[n * n];
    try (DoublePointer products = CrossProducts.ofRows(z, shift)) {
      products.get(values);
    }
    double[] squares = new double[n];
    for (int i = 0; i < n; i++) {
      squares[i] = values[i * n + i];
    }
    double sum = 0;
    for (int i = 0; i < n; i++) {
      values[i * n + i] = 0;
      for (int j = i + 1; j < n; j++) {
        double distance = Math.max(0, squares[i] + squares[j] - 2 * values[i * n + j]);
        values[i * n + j] = distance;
        values[j * n + i] = distance;
        sum += 2 * distance;
      }
    }
    return new SquaredDistances(n, values, sum / (n * (n - 1.0)));
  }

  double between(int i, int j) {
    return values[i * n + j];
  }
}
