package org.ssl4j.models.objective;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.custom.SoftMax;
import org.nd4j.linalg.factory.Nd4j;

/** Softmax and log-sum-exp of rows in one go, without a second matrix. */
final class RowSoftmax {

  private RowSoftmax() {}

  /**
   * Replaces each row of logits by its softmax.
   *
   * <p>The log-sum-exp follows from the largest logit and the probability it becomes, {@code ln sum
   * exp s = s_max - ln p_max}: p_max is at least 1/K, so nothing under- or overflows at any
   * temperature.
   *
   * @param logits [N, K], overwritten
   * @return log-sum-exp of each row
   */
  static double[] inPlace(INDArray logits) {
    double[] largest = logits.max(1).toDoubleVector();
    Nd4j.exec(new SoftMax(logits, logits, 1));
    double[] probability = logits.max(1).toDoubleVector();
    for (int i = 0; i < largest.length; i++) {
      largest[i] -= Math.log(probability[i]);
    }
    return largest;
  }
}
