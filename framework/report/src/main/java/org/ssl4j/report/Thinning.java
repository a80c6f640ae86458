package org.ssl4j.report;

import java.util.Arrays;

/**
 * Fewer points of a curve that still look like the curve: peaks and dips are what a reader seeks.
 */
final class Thinning {

  private Thinning() {}

  /**
   * Positions to keep: the first, the last, and the least and the greatest value of each of equally
   * long pieces between them. A value that is not finite is never the least or the greatest.
   *
   * @param limit most positions to keep, at least 4
   */
  static int[] extremes(double[] values, int limit) {
    int n = values.length;
    if (n <= limit) {
      return all(n);
    }
    int pieces = (limit - 2) / 2;
    int[] kept = new int[2 * pieces + 2];
    int count = 0;
    kept[count++] = 0;
    for (int p = 0; p < pieces; p++) {
      int from = 1 + (int) ((long) p * (n - 2) / pieces);
      int to = 1 + (int) ((long) (p + 1) * (n - 2) / pieces);
      int least = from;
      int greatest = from;
      for (int i = from + 1; i < to; i++) {
        if (!(values[i] >= values[least])) {
          least = Double.isFinite(values[i]) ? i : least;
        }
        if (!(values[i] <= values[greatest])) {
          greatest = Double.isFinite(values[i]) ? i : greatest;
        }
      }
      kept[count++] = Math.min(least, greatest);
      if (least != greatest) {
        kept[count++] = Math.max(least, greatest);
      }
    }
    kept[count++] = n - 1;
    return Arrays.copyOf(kept, count);
  }

  /** Positions to keep, evenly spaced, with the first and the last. */
  static int[] even(int n, int limit) {
    if (n <= limit) {
      return all(n);
    }
    int[] kept = new int[limit];
    for (int i = 0; i < limit; i++) {
      kept[i] = (int) Math.round((double) i * (n - 1) / (limit - 1));
    }
    return kept;
  }

  /**
   * Positions to keep that lie evenly on a logarithmic axis as far as there are enough of them: the
   * first ones all, later ones ever further apart, and the last.
   */
  static int[] logarithmic(int n, int limit) {
    if (n <= limit) {
      return all(n);
    }
    int[] kept = new int[limit];
    int previous = -1;
    for (int i = 0; i < limit; i++) {
      int spread = (int) Math.round(Math.pow(n, (double) i / (limit - 1)) - 1);
      // At least one apart, and with room for those to come.
      previous = Math.min(Math.max(previous + 1, spread), n - limit + i);
      kept[i] = previous;
    }
    return kept;
  }

  private static int[] all(int n) {
    int[] kept = new int[n];
    Arrays.setAll(kept, i -> i);
    return kept;
  }
}
