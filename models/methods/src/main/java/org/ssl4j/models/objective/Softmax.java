package org.ssl4j.models.objective;

import java.util.stream.IntStream;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;

/**
 * What contrastive losses do with a row of a tile of logits, in the row's own memory. A row's sum
 * over all tiles is kept relative to the largest logit so far. Belongs to one thread.
 */
abstract sealed class Softmax permits FloatSoftmax, DoubleSoftmax {

  /** Below it, handing rows to threads costs more than it saves. */
  private static final long PARALLEL_ELEMENTS = 1 << 19;

  /** No column. */
  static final int NONE = -1;

  /**
   * @param spread most that a logit lies below a log-sum-exp over it
   */
  static Softmax of(Matrix logits, double spread) {
    return logits.precision() == Precision.DOUBLE
        ? new DoubleSoftmax(logits)
        : new FloatSoftmax(logits, spread);
  }

  /**
   * The largest logit of a row.
   *
   * @param excluded column that does not count, or NONE
   */
  abstract double largest(int row, int excluded);

  /**
   * {@code sum_j exp(s_j - shift)}.
   *
   * @param shift at least the largest logit
   * @param excluded column that is left out, or NONE
   */
  abstract double sum(int row, int excluded, double shift);

  /**
   * Replaces the logits by {@code exp(s_j - shift)}.
   *
   * @param shift at least the largest logit
   * @return sum of the new row
   */
  abstract double exponentials(int row, double shift);

  /**
   * Replaces logits s by {@code exp(s_j - l) + exp(s_j - l_j)}: with the log-sum-exps l of all rows
   * of a symmetric matrix, the softmax of this row plus that of this column.
   *
   * @param own log-sum-exp of this row
   * @param others one row: the log-sum-exps of all rows of the matrix
   * @param first place in it of this tile's first column
   * @param excluded column that becomes 0, or NONE
   */
  abstract void symmetricWeights(int row, double own, Matrix others, int first, int excluded);

  /** Rows one after another, with a softmax of one thread. */
  interface RowWork {
    void accept(Softmax softmax, int row);
  }

  /** Does the work for every row of a block, by all processors if it is large. */
  static void eachRow(Matrix logits, double spread, RowWork work) {
    boolean large = (long) logits.rows() * logits.columns() >= PARALLEL_ELEMENTS;
    int parts = large ? Math.min(logits.rows(), Runtime.getRuntime().availableProcessors()) : 1;
    if (parts == 1) {
      rows(logits, spread, work, 0, logits.rows());
    } else {
      IntStream.range(0, parts)
          .parallel()
          .forEach(
              part ->
                  rows(
                      logits,
                      spread,
                      work,
                      part * logits.rows() / parts,
                      (part + 1) * logits.rows() / parts));
    }
  }

  private static void rows(Matrix logits, double spread, RowWork work, int from, int to) {
    Softmax softmax = of(logits, spread);
    for (int row = from; row < to; row++) {
      work.accept(softmax, row);
    }
  }
}
