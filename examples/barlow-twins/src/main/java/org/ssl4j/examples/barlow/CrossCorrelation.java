package org.ssl4j.examples.barlow;

import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Rows;
import org.ssl4j.text.Text;

/**
 * The loss of Barlow Twins (arXiv:2103.03230 eq. 1 and 2) and its gradient.
 *
 * <pre>
 * A, B = z1, z2 with columns of mean 0 and variance 1
 * C    = A' B / N                                            the cross-correlation matrix, [d, d]
 * L    = sum_j (C_jj - 1)^2 + lambda sum_j sum_(k != j) C_jk^2
 * </pre>
 *
 * @param loss the total
 * @param invariance first sum: 0 for views that agree, d for constant or unrelated embeddings
 * @param redundancy second sum, un-weighted: 0 for uncorrelated dimensions, d (d - 1) for equal
 *     ones
 * @param gradient dL/dz1 above dL/dz2, [2N, d], in the precision of the inputs
 */
public record CrossCorrelation(double loss, double invariance, double redundancy, Matrix gradient)
    implements AutoCloseable {

  /**
   * Computes both.
   *
   * @param z1 first view [N, d], N at least 2
   * @param z2 second view [N, d], row by row the same images
   * @param lambda weight of the redundancy reduction term
   * @throws IllegalArgumentException if the views differ in shape or precision, or N is 1
   */
  public static CrossCorrelation of(Matrix z1, Matrix z2, double lambda) {
    if (z1.rows() != z2.rows()
        || z1.columns() != z2.columns()
        || z1.precision() != z2.precision()) {
      throw new IllegalArgumentException(
          Text.of("the views must be of one shape and precision, not %s and %s", z1, z2));
    }
    if (z1.rows() < 2) {
      throw new IllegalArgumentException(
          "Barlow Twins needs at least 2 images to have a correlation, not 1");
    }
    int n = z1.rows();
    int d = z1.columns();
    Matrix c = Matrix.uninitialised(z1.precision(), d, d);
    try (var a = Standardised.of(z1);
        var b = Standardised.of(z2)) {
      c.multiply(a.values(), true, b.values(), false, 1.0 / n, 0);
      double[] sums = differentiate(c, lambda);
      Matrix gradient = Matrix.uninitialised(z1.precision(), 2 * n, d);
      Matrix toFirst = gradient.slice(0, n);
      Matrix toSecond = gradient.slice(n, 2 * n);
      toFirst.multiply(b.values(), false, c, true, 1.0 / n, 0);
      toSecond.multiply(a.values(), false, c, false, 1.0 / n, 0);
      a.backward(toFirst);
      b.backward(toSecond);
      return new CrossCorrelation(sums[0] + lambda * sums[1], sums[0], sums[1], gradient);
    } finally {
      c.release();
    }
  }

  /** Replaces C by dL/dC and returns both sums. */
  private static double[] differentiate(Matrix c, double lambda) {
    double[] row = new double[c.columns()];
    double invariance = 0;
    double redundancy = 0;
    for (int j = 0; j < row.length; j++) {
      c.read(j, row);
      double shortfall = row[j] - 1;
      row[j] = 0;
      invariance += shortfall * shortfall;
      redundancy += Rows.dot(row, row);
      for (int k = 0; k < row.length; k++) {
        row[k] *= 2 * lambda;
      }
      row[j] = 2 * shortfall;
      c.write(j, row);
    }
    return new double[] {invariance, redundancy};
  }

  /** Frees the gradient. */
  @Override
  public void close() {
    gradient.release();
  }
}
