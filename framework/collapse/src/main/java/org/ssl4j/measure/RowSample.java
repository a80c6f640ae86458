package org.ssl4j.measure;

import java.util.SplittableRandom;

/** Rows for a measure whose cost is the square of their number. */
public final class RowSample {

  private static final long SEED = 4096;

  private RowSample() {}

  /**
   * All rows, or the given number of them in increasing order (selection sampling), always the same
   * ones: a fixed stride could fall in step with data sorted by class.
   */
  public static int[] of(int rows, int most) {
    int[] sample = new int[Math.min(rows, most)];
    var random = new SplittableRandom(SEED);
    int taken = 0;
    for (int i = 0; taken < sample.length; i++) {
      if (random.nextInt(rows - i) < sample.length - taken) {
        sample[taken++] = i;
      }
    }
    return sample;
  }
}
