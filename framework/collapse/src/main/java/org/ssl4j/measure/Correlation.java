package org.ssl4j.measure;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas;
import org.ssl4j.natives.OpenBlas;

/**
 * The mean absolute Pearson correlation between different dimensions: how redundant the features
 * are (the quantity VICReg's covariance term lowers, Bardes et al., arXiv:2105.04906).
 */
final class Correlation {

  static {
    OpenBlas.prepare();
  }

  /** Columns of a tile: 1024 * 1024 doubles are 8 MB. */
  private static final int TILE_COLUMNS = 1024;

  /** Rows read at a time for a tile. */
  private static final int TILE_ROWS = 512;

  private final double[] scales;
  private double sum;

  private Correlation(RowStatistics statistics) {
    scales = new double[statistics.columns()];
    for (int j = 0; j < scales.length; j++) {
      // A scale of zero takes a constant column out of every sum.
      scales[j] = statistics.constant(j) ? 0 : 1 / Math.sqrt(statistics.centredSquares()[j]);
    }
  }

  /**
   * From centred column products that are at hand.
   *
   * @param products upper triangle of Zc^T Zc, row-major d * d, left unchanged
   * @return null if fewer than two columns vary
   */
  static Double meanAbsolute(DoublePointer products, RowStatistics statistics) {
    var correlation = new Correlation(statistics);
    int d = statistics.columns();
    correlation.add(products, 0, d, 0, d);
    return correlation.mean(statistics);
  }

  /**
   * From the embeddings, tile by tile: bounded memory however many dimensions there are.
   *
   * @return null if fewer than two columns vary
   */
  static Double meanAbsolute(EmbeddingMatrix z, RowStatistics statistics) {
    var correlation = new Correlation(statistics);
    int d = z.columns();
    int width = Math.min(d, TILE_COLUMNS);
    long blockValues = (long) Math.min(z.rows(), TILE_ROWS) * width;
    try (DoublePointer left = new DoublePointer(blockValues);
        DoublePointer right = new DoublePointer(blockValues);
        DoublePointer tile = new DoublePointer((long) width * width)) {
      for (int a = 0; a < d; a += width) {
        int aCount = Math.min(width, d - a);
        for (int b = a; b < d; b += width) {
          int bCount = Math.min(width, d - b);
          for (int from = 0; from < z.rows(); from += TILE_ROWS) {
            int rows = Math.min(TILE_ROWS, z.rows() - from);
            CrossProducts.load(z, statistics.means(), from, rows, a, aCount, left);
            CrossProducts.load(z, statistics.means(), from, rows, b, bCount, right);
            openblas.cblas_dgemm(
                openblas.CblasRowMajor,
                openblas.CblasTrans,
                openblas.CblasNoTrans,
                aCount,
                bCount,
                rows,
                1,
                left,
                aCount,
                right,
                bCount,
                from == 0 ? 0 : 1,
                tile,
                bCount);
          }
          correlation.add(tile, a, aCount, b, bCount);
        }
      }
    }
    return correlation.mean(statistics);
  }

  /**
   * Adds |correlation| of the pairs j < k of a tile whose first row is column a, first column b.
   */
  private void add(DoublePointer tile, int a, int aCount, int b, int bCount) {
    double[] row = new double[bCount];
    for (int j = 0; j < aCount; j++) {
      tile.position((long) j * bCount).get(row, 0, bCount);
      double rowSum = 0;
      for (int k = Math.max(0, a + j + 1 - b); k < bCount; k++) {
        rowSum += Math.abs(row[k]) * scales[b + k];
      }
      sum += rowSum * scales[a + j];
    }
    tile.position(0);
  }

  private Double mean(RowStatistics statistics) {
    double varying = statistics.columns() - statistics.constantColumns();
    return varying < 2 ? null : 2 * sum / (varying * (varying - 1));
  }
}
