package org.ssl4j.faces;

import java.util.Arrays;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.stop.StopPoint;

/**
 * Distance of each row to its k-th nearest other row, exactly: a blocked product finds a few more
 * candidates than k, and their distances are computed from differences. A row whose other rows are
 * so nearly equally far that rounding might have hidden a nearer one is compared with all of them.
 */
final class Radii {

  /** Candidates beyond k: ties are rare, and each costs d operations. */
  private static final int SPARE = 8;

  static final int TILE_ROWS = 1024;

  private final EmbeddingMatrix z;
  private final int k;
  private final int kept;
  private final double[] worst;
  private final double[][] distances;
  private final int[][] indices;
  private final double[] squares;

  private Radii(EmbeddingMatrix z, int k) {
    this.z = z;
    this.k = k;
    kept = Math.min(k + SPARE, z.rows() - 1);
    int n = z.rows();
    worst = new double[n];
    Arrays.fill(worst, Double.POSITIVE_INFINITY);
    distances = new double[n][kept];
    for (double[] row : distances) {
      Arrays.fill(row, Double.POSITIVE_INFINITY);
    }
    indices = new int[n][kept];
    squares = new double[n];
  }

  /**
   * @param k at least 1, less than N
   */
  static double[] of(EmbeddingMatrix z, int k) {
    var radii = new Radii(z, k);
    radii.search();
    double largest = Arrays.stream(radii.squares).max().orElseThrow();
    double[] result = new double[z.rows()];
    double[] row = new double[z.columns()];
    double[] other = new double[z.columns()];
    for (int i = 0; i < result.length; i++) {
      if (i % TILE_ROWS == 0) {
        StopPoint.check();
      }
      result[i] = radii.radius(i, largest, row, other);
    }
    return result;
  }

  /** The mean of the rows: what distances are computed about. */
  static double[] centre(EmbeddingMatrix z) {
    double[] centre = new double[z.columns()];
    double[] row = new double[z.columns()];
    for (int i = 0; i < z.rows(); i++) {
      z.read(i, 0, row.length, row, 0);
      for (int j = 0; j < row.length; j++) {
        centre[j] += row[j] / z.rows();
      }
    }
    return centre;
  }

  private void search() {
    int n = z.rows();
    int rows = Math.min(TILE_ROWS, n);
    double[] block = new double[rows];
    try (var tile = new GramTile(rows, centre(z))) {
      for (int a = 0; a < n; a += rows) {
        int aCount = Math.min(rows, n - a);
        tile.left(z, a, aCount);
        for (int i = 0; i < aCount; i++) {
          squares[a + i] = tile.leftSquare(i);
        }
        for (int b = a; b < n; b += rows) {
          int bCount = Math.min(rows, n - b);
          StopPoint.check();
          tile.right(z, b, bCount);
          tile.multiply();
          for (int i = 0; i < aCount; i++) {
            tile.distances(i, block);
            offer(a + i, b, bCount, block);
          }
        }
      }
    }
  }

  /** Pairs of one row with rows at or after it; each pair comes once. */
  private void offer(int row, int from, int count, double[] block) {
    for (int j = Math.max(0, row + 1 - from); j < count; j++) {
      if (block[j] < worst[row]) {
        keep(row, from + j, block[j]);
      }
      if (block[j] < worst[from + j]) {
        keep(from + j, row, block[j]);
      }
    }
  }

  private void keep(int row, int other, double distance) {
    double[] near = distances[row];
    int place = kept - 1;
    while (place > 0 && near[place - 1] > distance) {
      near[place] = near[place - 1];
      indices[row][place] = indices[row][place - 1];
      place--;
    }
    near[place] = distance;
    indices[row][place] = other;
    worst[row] = near[kept - 1];
  }

  private double radius(int i, double largestSquare, double[] row, double[] other) {
    z.read(i, 0, row.length, row, 0);
    double[] exact = new double[kept];
    for (int c = 0; c < kept; c++) {
      z.read(indices[i][c], 0, other.length, other, 0);
      exact[c] = squared(row, other);
    }
    Arrays.sort(exact);
    double margin = GramTile.marginShare(z.columns()) * (squares[i] + largestSquare);
    boolean allKept = kept == z.rows() - 1;
    boolean certain = Math.max(0, worst[i] - margin) >= exact[k - 1];
    return Math.sqrt(allKept || certain ? exact[k - 1] : amongAll(i, row, other));
  }

  private double amongAll(int i, double[] row, double[] other) {
    double[] near = new double[k];
    Arrays.fill(near, Double.POSITIVE_INFINITY);
    for (int j = 0; j < z.rows(); j++) {
      if (j != i) {
        z.read(j, 0, other.length, other, 0);
        double distance = squared(row, other);
        int place = k - 1;
        if (distance < near[place]) {
          while (place > 0 && near[place - 1] > distance) {
            near[place] = near[place - 1];
            place--;
          }
          near[place] = distance;
        }
      }
    }
    return near[k - 1];
  }

  /** From differences, in the order of the columns. */
  static double squared(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      double difference = a[j] - b[j];
      sum += difference * difference;
    }
    return sum;
  }
}
