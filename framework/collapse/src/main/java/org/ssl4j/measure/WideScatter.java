package org.ssl4j.measure;

import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas;
import org.ssl4j.natives.OpenBlas;

/**
 * LiDAR's eigenvalues where views of an image differ so much that the ridge vanishes in the
 * rounding of S_w, and S_w + delta I has no Cholesky decomposition any more.
 *
 * <p>The products S_w and S_b are never formed, because squaring loses half of the digits. With the
 * singular value decomposition D = U Sigma V^T of the deviations, S_w + delta I = V (Sigma^2 +
 * delta) V^T, and the eigenvalues wanted are the squared singular values of Mc V (Sigma^2 +
 * delta)^(-1/2), where Mc holds the centred means; both D and Mc are divided by the square roots of
 * their degrees of freedom. Everything is divided by one number first, so that the unit of length
 * cannot matter. What lies below the rounding of D or of Mc counts as that rounding and as zero.
 */
final class WideScatter {

  private WideScatter() {}

  /**
   * @param embeddings [n * q, d], the views of image 0, then those of image 1
   * @param imageMeans n rows
   * @param means the same as a matrix
   * @param statistics of the means
   * @return d eigenvalues, decreasing
   */
  static double[] eigenvalues(
      EmbeddingMatrix embeddings,
      double[][] imageMeans,
      EmbeddingMatrix means,
      RowStatistics statistics) {
    OpenBlas.requireSound();
    int n = means.rows();
    int d = means.columns();
    int views = embeddings.rows();
    var deviations = new LidarRank.Deviations(embeddings, imageMeans, views / n);
    double unit = largest(deviations);
    double ridge = LidarRank.DELTA / unit / unit;
    try (DoublePointer vectors = new DoublePointer((long) d * d);
        DoublePointer within = scaled(deviations, new double[d], unit * root(views - n), d + 1);
        DoublePointer between = scaled(means, statistics.means(), unit * root(n - 1), n);
        DoublePointer projected = new DoublePointer((long) n * d)) {
      double[] sigma = Lapack.leftSingularVectors(within, d, Math.max(views, d + 1), vectors);
      openblas.cblas_dgemm(
          openblas.CblasRowMajor,
          openblas.CblasNoTrans,
          openblas.CblasTrans,
          n,
          d,
          d,
          1,
          between,
          d,
          vectors,
          d,
          0,
          projected,
          d);
      whiten(projected, n, sigma, ridge, Math.ulp(1.0) * Math.max(views, d));
      double[] roots = Lapack.singularValues(projected, n, d);
      double[] eigenvalues = new double[d];
      for (int i = 0; i < roots.length; i++) {
        eigenvalues[i] = roots[i] * roots[i];
      }
      return eigenvalues;
    }
  }

  /** Divides every column by the deviation within images along it. */
  private static void whiten(
      DoublePointer projected, int n, double[] sigma, double ridge, double precision) {
    int d = sigma.length;
    double[] row = new double[d];
    double[] squares = new double[d];
    for (int i = 0; i < n; i++) {
      projected.position((long) i * d).get(row);
      for (int j = 0; j < d; j++) {
        squares[j] += row[j] * row[j];
      }
    }
    double rounding = precision * Math.sqrt(Arrays.stream(squares).sum());
    double[] factors = new double[d];
    for (int j = 0; j < d; j++) {
      double deviation = Math.max(sigma[j], precision * sigma[0]);
      factors[j] =
          Math.sqrt(squares[j]) <= rounding ? 0 : 1 / Math.sqrt(deviation * deviation + ridge);
    }
    for (int i = 0; i < n; i++) {
      projected.position((long) i * d).get(row);
      for (int j = 0; j < d; j++) {
        row[j] *= factors[j];
      }
      projected.put(row);
    }
    projected.position(0);
  }

  /** The shifted rows divided by a number, filled up with rows of zeros. */
  private static DoublePointer scaled(
      EmbeddingMatrix z, double[] shift, double divisor, int fewestRows) {
    int d = z.columns();
    int rows = Math.max(z.rows(), fewestRows);
    DoublePointer target = new DoublePointer((long) rows * d);
    double[] row = new double[d];
    for (int i = 0; i < rows; i++) {
      Arrays.fill(row, 0);
      if (i < z.rows()) {
        z.read(i, 0, d, row, 0);
        for (int j = 0; j < d; j++) {
          row[j] = (row[j] - shift[j]) / divisor;
        }
      }
      target.position((long) i * d).put(row);
    }
    return target.position(0);
  }

  private static double largest(EmbeddingMatrix z) {
    double[] row = new double[z.columns()];
    double largest = 0;
    for (int i = 0; i < z.rows(); i++) {
      z.read(i, 0, row.length, row, 0);
      for (double value : row) {
        largest = Math.max(largest, Math.abs(value));
      }
    }
    return largest == 0 ? 1 : largest;
  }

  private static double root(int degrees) {
    return Math.sqrt(degrees);
  }
}
