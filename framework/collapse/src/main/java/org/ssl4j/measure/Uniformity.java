package org.ssl4j.measure;

/**
 * Uniformity on the unit sphere: ln of the mean over pairs of exp(-2 |zh_i - zh_j|^2) (Wang and
 * Isola, arXiv:2005.10242, t = 2).
 */
public final class Uniformity {

  private static final double T = 2;

  /**
   * Most rows whose pairs are all taken (8.4 million pairs). Of more rows as many are drawn, in
   * order, by a fixed random sequence: a fixed stride could fall in step with data sorted by class.
   */
  public static final int MOST_ROWS = 4096;

  private static final int TILE_ROWS = 512;

  private Uniformity() {}

  /** Of embeddings of which nothing else is asked. */
  public static double of(EmbeddingMatrix z) {
    return of(z, RowStatistics.of(z));
  }

  static double of(EmbeddingMatrix z, RowStatistics statistics) {
    int[] rows = RowSample.of(z.rows(), MOST_ROWS);
    EmbeddingMatrix sample = z.select(rows);
    double[] squares = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      squares[i] = statistics.unitSquare(rows[i]);
    }
    double sum = 0;
    try (var tile = CosineTile.within(TILE_ROWS, z.columns())) {
      for (int a = 0; a < rows.length; a += TILE_ROWS) {
        int aCount = Math.min(TILE_ROWS, rows.length - a);
        tile.left(sample, a, aCount);
        for (int b = a; b < rows.length; b += TILE_ROWS) {
          int bCount = Math.min(TILE_ROWS, rows.length - b);
          tile.right(sample, b, bCount);
          tile.multiply();
          sum += pairSum(tile, squares, a, aCount, b, bCount);
        }
      }
    }
    double pairs = 0.5 * rows.length * (rows.length - 1.0);
    return Math.log(sum / pairs);
  }

  private static double pairSum(
      CosineTile tile, double[] squares, int a, int aCount, int b, int bCount) {
    double[] cosines = new double[bCount];
    double sum = 0;
    for (int i = 0; i < aCount; i++) {
      tile.cosines(i, cosines);
      double rowSum = 0;
      for (int j = Math.max(0, a + i + 1 - b); j < bCount; j++) {
        double squaredDistance = squares[a + i] + squares[b + j] - 2 * cosines[j];
        rowSum += Math.exp(-T * Math.max(0, squaredDistance));
      }
      sum += rowSum;
    }
    return sum;
  }
}
