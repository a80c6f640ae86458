package org.ssl4j.models.objective;

import org.ssl4j.matrix.Precision;

/**
 * How the rows of a matrix that is never held as a whole are taken in turn.
 *
 * @param rows of the matrix
 * @param size rows of a block; the last may have fewer
 */
record RowBlocks(int rows, int size) {

  /** Large enough for BLAS to run at full speed, small beside what a network takes. */
  private static final long BYTES = 32L << 20;

  static RowBlocks of(int rows, int columns, Precision precision) {
    return ofAtMost(Math.max(1, BYTES / ((long) columns * precision.bytes())), rows);
  }

  /** Blocks of equal size: a last one of a few rows would waste a whole product. */
  static RowBlocks ofAtMost(long most, int rows) {
    long count = (rows + most - 1) / most;
    return new RowBlocks(rows, (int) ((rows + count - 1) / count));
  }

  boolean single() {
    return size >= rows;
  }

  /** Receives the first row and the row behind the last one. */
  interface Block {
    void accept(int from, int to);
  }

  void each(Block block) {
    for (int from = 0; from < rows; from += size) {
      block.accept(from, Math.min(rows, from + size));
    }
  }
}
