package org.ssl4j.network;

import org.ssl4j.text.Text;

/**
 * Equal, consecutive parts of a batch that have batch statistics of their own in a training pass.
 *
 * @param groups parts whose statistics follow one another in the running ones, as those of separate
 *     passes would: the number of stacked views when each keeps its own, 1 when they share
 * @param splits further equal parts inside each group, whose statistics are averaged (MoCo's split
 *     batch norm); 1 for none
 */
public record Partition(int groups, int splits) {

  /** The whole batch. */
  public static final Partition WHOLE = new Partition(1, 1);

  public Partition {
    if (groups < 1 || splits < 1) {
      throw new IllegalArgumentException(
          Text.of("a batch has at least 1 group of 1 split, not %d of %d", groups, splits));
    }
  }

  /** As many groups, not split further. */
  public static Partition groups(int count) {
    return new Partition(count, 1);
  }

  /** Parts of the batch that are normalised separately. */
  public int parts() {
    return groups * splits;
  }

  /**
   * Rows of each part.
   *
   * @param rows of the batch
   * @throws IllegalArgumentException if it does not divide evenly
   */
  public long rowsPerPart(long rows) {
    if (rows % parts() != 0) {
      throw new IllegalArgumentException(
          Text.of(
              "batch norm with %d groups of %d splits cannot divide %d rows evenly",
              groups, splits, rows));
    }
    return rows / parts();
  }
}
