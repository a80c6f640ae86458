package org.ssl4j.models.objective;

import org.ssl4j.matrix.Matrix;

/** In double precision, as one would write it down. */
final class DoubleSoftmax extends Softmax {
  private final Matrix logits;
  private final double[] values;

  DoubleSoftmax(Matrix logits) {
    this.logits = logits;
    values = new double[logits.columns()];
  }

  @Override
  double largest(int row, int excluded) {
    logits.read(row, values);
    double largest = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < values.length; j++) {
      largest = j == excluded ? largest : Math.max(largest, values[j]);
    }
    return largest;
  }

  @Override
  double sum(int row, int excluded, double shift) {
    logits.read(row, values);
    double sum = 0;
    for (int j = 0; j < values.length; j++) {
      sum += j == excluded ? 0 : Math.exp(values[j] - shift);
    }
    return sum;
  }

  @Override
  double exponentials(int row, double shift) {
    logits.read(row, values);
    double sum = 0;
    for (int j = 0; j < values.length; j++) {
      values[j] = Math.exp(values[j] - shift);
      sum += values[j];
    }
    logits.write(row, values);
    return sum;
  }

  @Override
  void symmetricWeights(int row, double own, Matrix others, int first, int excluded) {
    logits.read(row, values);
    for (int j = 0; j < values.length; j++) {
      values[j] = Math.exp(values[j] - own) + Math.exp(values[j] - others.get(0, first + j));
    }
    if (excluded != NONE) {
      values[excluded] = 0;
    }
    logits.write(row, values);
  }
}
