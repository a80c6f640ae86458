package org.ssl4j.measure;

import java.util.Arrays;
import java.util.Optional;
import org.bytedeco.javacpp.DoublePointer;
import org.ssl4j.text.Text;

/**
 * LiDAR (Thilak et al., arXiv:2312.04000): the smooth rank of what tells images apart, measured in
 * units of what varies between views of one image. With M the matrix of the images' mean
 * embeddings, it is the exponential entropy of the eigenvalues of S_w^(-1/2) S_b S_w^(-1/2), where
 * S_b is the unbiased covariance of M, and S_w the pooled covariance within images plus a ridge.
 *
 * @param value LiDAR, from about 1 to d; 0 when all images have one mean
 * @param eigenvalues the d eigenvalues, decreasing, rounding below zero clipped
 */
public record LidarRank(double value, double[] eigenvalues) {

  /** Ridge added to the covariance within images. */
  public static final double DELTA = 1e-4;

  /** Added to each share of the eigenvalues. */
  private static final double EPSILON = 1e-8;

  /**
   * Largest rounding of the products within images, as a share of the ridge, with which they may be
   * added: beyond, the ridge no longer makes the sum positive definite, and its inverse is noise.
   */
  private static final double RIDGE_ERROR = 1e-3;

  /** Share of |M|_F at or below which the means count as equal. */
  private static final double DEGENERATE_SHARE = 1e-6;

  /**
   * @param embeddings [n * q, d]: the q views of image 0, then those of image 1, and so on
   * @param viewsPerImage q, at least 2
   * @throws InvalidEmbeddingsException if there are fewer than 2 images or views, if the rows are
   *     no multiple of q, or a value is not finite
   */
  public static LidarRank of(EmbeddingMatrix embeddings, int viewsPerImage) {
    int q = viewsPerImage;
    if (q < 2 || embeddings.rows() % q != 0 || embeddings.rows() / q < 2) {
      throw new InvalidEmbeddingsException(
          Text.of(
              "LiDAR needs at least 2 images with at least 2 views of each, image by image, but there are %d rows with %d views per image",
              embeddings.rows(), q));
    }
    int n = embeddings.rows() / q;
    int d = embeddings.columns();
    double[][] imageMeans = imageMeans(embeddings, n, q);
    EmbeddingMatrix means = EmbeddingMatrix.of(imageMeans);
    RowStatistics statistics = RowStatistics.of(means);
    double deviation = Math.sqrt(Arrays.stream(statistics.centredSquares()).sum());
    if (deviation <= DEGENERATE_SHARE * statistics.frobeniusNorm()) {
      return new LidarRank(0, new double[d]);
    }
    try (DoublePointer between = CrossProducts.ofColumns(means, statistics.means());
        DoublePointer within =
            CrossProducts.ofColumns(new Deviations(embeddings, imageMeans, q), new double[d])) {
      rescale(between, d, 1.0 / (n - 1), 0);
      double largest = rescale(within, d, 1.0 / ((long) n * (q - 1)), DELTA);
      boolean ridgeHolds = Math.ulp(1.0) * d * largest <= RIDGE_ERROR * DELTA;
      double[] eigenvalues =
          (ridgeHolds
                  ? Lapack.generalisedEigenvalues(between, within, d)
                  : Optional.<double[]>empty())
              .orElseGet(() -> WideScatter.eigenvalues(embeddings, imageMeans, means, statistics));
      for (int i = 0; i < d; i++) {
        eigenvalues[i] = Math.max(0, eigenvalues[i]);
      }
      return new LidarRank(Spectrum.exponentialEntropy(eigenvalues, EPSILON), eigenvalues);
    }
  }

  private static double[][] imageMeans(EmbeddingMatrix embeddings, int n, int q) {
    int d = embeddings.columns();
    double[][] means = new double[n][d];
    double[] row = new double[d];
    for (int i = 0; i < n * q; i++) {
      embeddings.read(i, 0, d, row, 0);
      RowStatistics.finiteNorm(row, i, "embeddings");
      for (int j = 0; j < d; j++) {
        means[i / q][j] += row[j] / q;
      }
    }
    return means;
  }

  /** Returns the largest value on the diagonal, without the ridge. */
  private static double rescale(DoublePointer matrix, int order, double factor, double ridge) {
    double[] row = new double[order];
    double largest = 0;
    for (int i = 0; i < order; i++) {
      matrix.position((long) i * order).get(row);
      for (int j = i; j < order; j++) {
        row[j] *= factor;
      }
      largest = Math.max(largest, row[i]);
      row[i] += ridge;
      matrix.put(row);
    }
    matrix.position(0);
    return largest;
  }

  /** Every view minus the mean of its image. */
  record Deviations(EmbeddingMatrix views, double[][] imageMeans, int viewsPerImage)
      implements EmbeddingMatrix {
    @Override
    public int rows() {
      return views.rows();
    }

    @Override
    public int columns() {
      return views.columns();
    }

    @Override
    public void read(int row, int column, int count, double[] target, int offset) {
      views.read(row, column, count, target, offset);
      double[] mean = imageMeans[row / viewsPerImage];
      for (int j = 0; j < count; j++) {
        target[offset + j] -= mean[column + j];
      }
    }
  }
}
