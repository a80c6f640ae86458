package org.ssl4j.measure;

import java.util.Arrays;
import org.ssl4j.stop.StopPoint;

/**
 * How unevenly embeddings occur among each other's nearest neighbours by cosine (Radovanovic et
 * al., JMLR 11, 2010, section 2). Hubs are near to many, antihubs to none.
 *
 * <p>Of equal similarities the lower index is the nearer one, so many exact duplicates make hubs of
 * their first rows. Embeddings that are all equal have no neighbours worth counting: the caller
 * must not ask for them.
 *
 * @param neighbours counted for each row, min(k, N - 1)
 * @param occurrences for each row, in how many lists of neighbours it is
 */
public record Hubness(int neighbours, int[] occurrences) {

  /** Neighbours that are counted unless asked otherwise. */
  public static final int DEFAULT_K = 10;

  /**
   * Most rows whose neighbours are all searched; of more rows as many are drawn, and neighbours are
   * searched among them.
   */
  public static final int MOST_ROWS = 4096;

  private static final int TILE_ROWS = 512;

  /** Similarities are compared on this grid, so that rounding breaks no tie (9e-13). */
  private static final double GRID = 1L << 40;

  /**
   * @param z [N, d], N at least 2
   * @param k neighbours
   */
  public static Hubness of(EmbeddingMatrix z, int k) {
    int[] rows = RowSample.of(z.rows(), MOST_ROWS);
    EmbeddingMatrix sample = z.select(rows);
    int wanted = Math.min(k, rows.length - 1);
    int[] occurrences = new int[rows.length];
    try (var tile = CosineTile.within(TILE_ROWS, z.columns())) {
      for (int a = 0; a < rows.length; a += TILE_ROWS) {
        int aCount = Math.min(TILE_ROWS, rows.length - a);
        StopPoint.check();
        tile.left(sample, a, aCount);
        var nearest = new Nearest[aCount];
        Arrays.setAll(nearest, i -> new Nearest(wanted));
        double[] cosines = new double[TILE_ROWS];
        for (int b = 0; b < rows.length; b += TILE_ROWS) {
          int bCount = Math.min(TILE_ROWS, rows.length - b);
          tile.right(sample, b, bCount);
          tile.multiply();
          for (int i = 0; i < aCount; i++) {
            tile.cosines(i, cosines);
            nearest[i].offer(cosines, bCount, b, a + i);
          }
        }
        for (var one : nearest) {
          for (int index : one.indices) {
            occurrences[index]++;
          }
        }
      }
    }
    return new Hubness(wanted, occurrences);
  }

  /** Skewness of the occurrences: population moments, 0 if all are equal. */
  public double skewness() {
    double square = 0;
    double cube = 0;
    for (int occurrence : occurrences) {
      double difference = occurrence - neighbours;
      square += difference * difference;
      cube += difference * difference * difference;
    }
    double n = occurrences.length;
    return square == 0 ? 0 : cube / n / Math.pow(square / n, 1.5);
  }

  /** Most lists that one row is in. */
  public int largest() {
    return Arrays.stream(occurrences).max().orElse(0);
  }

  /** Share of rows that are nobody's neighbour. */
  public double antihubShare() {
    return (double) Arrays.stream(occurrences).filter(n -> n == 0).count() / occurrences.length;
  }

  /** The nearest rows so far, in decreasing order; rows must be offered in increasing order. */
  private static final class Nearest {

    private final double[] similarities;
    private final int[] indices;
    private int size;

    Nearest(int k) {
      similarities = new double[k];
      indices = new int[k];
    }

    void offer(double[] cosines, int count, int first, int self) {
      for (int j = 0; j < count; j++) {
        if (first + j == self) {
          continue;
        }
        double rounded = Math.rint(cosines[j] * GRID) / GRID;
        if (size < indices.length) {
          size++;
        } else if (rounded <= similarities[size - 1]) {
          continue;
        }
        int place = size - 1;
        while (place > 0 && similarities[place - 1] < rounded) {
          similarities[place] = similarities[place - 1];
          indices[place] = indices[place - 1];
          place--;
        }
        similarities[place] = rounded;
        indices[place] = first + j;
      }
    }
  }
}
