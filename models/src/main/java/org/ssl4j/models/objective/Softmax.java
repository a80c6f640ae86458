package org.ssl4j.models.objective;

import java.util.stream.IntStream;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * What contrastive losses do with a row of logits, in the row's own memory: log-sum-exp,
 * exponentials, and the weights of a symmetric matrix of logits. Belongs to one thread.
 */
abstract sealed class Softmax permits FloatSoftmax, DoubleSoftmax {

  /** Below it, handing rows to threads costs more than it saves. */
  private static final long PARALLEL_ELEMENTS = 1 << 18;

  /** No column. */
  static final int NONE = -1;

  /**
   * @param spread most that a logit lies below a log-sum-exp over it
   */
  static Softmax of(HostMatrix logits, double spread) {
    return logits.type() == DataType.DOUBLE
        ? new DoubleSoftmax((DoubleMatrix) logits)
        : new FloatSoftmax((FloatMatrix) logits, spread);
  }

  /**
   * {@code ln sum_j exp s_j}.
   *
   * @param excluded column that is left out of the sum, or NONE
   */
  abstract double logSumExp(int row, int excluded);

  /**
   * Replaces the logits by {@code exp(s_j - m)}, m the largest of them: nothing overflows, and the
   * largest becomes 1.
   *
   * @param sums receives m and the sum of the new row
   */
  abstract void exponentials(int row, double[] sums);

  /**
   * Replaces logits s by {@code exp(s_j - l) + exp(s_j - l_j)}: with the log-sum-exps l of all rows
   * of a symmetric matrix, the softmax of this row plus that of this column.
   *
   * @param own log-sum-exp of this row
   * @param others log-sum-exp of every column's row
   * @param excluded column that becomes 0
   */
  abstract void symmetricWeights(int row, double own, double[] others, int excluded);

  /** Rows one after another, with a softmax of one thread. */
  interface RowWork {
    void accept(Softmax softmax, int row);
  }

  /** Does the work for every row of a block, by all processors if it is large. */
  static void eachRow(HostMatrix logits, double spread, RowWork work) {
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

  private static void rows(HostMatrix logits, double spread, RowWork work, int from, int to) {
    Softmax softmax = of(logits, spread);
    for (int row = from; row < to; row++) {
      work.accept(softmax, row);
    }
  }
}
