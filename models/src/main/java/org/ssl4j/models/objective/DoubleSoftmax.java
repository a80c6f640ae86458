package org.ssl4j.models.objective;

/** In double precision, as one would write it down. */
final class DoubleSoftmax extends Softmax {
  private final DoubleMatrix logits;
  private final double[] values;

  DoubleSoftmax(DoubleMatrix logits) {
    this.logits = logits;
    values = new double[logits.columns()];
  }

  private double largest(int excluded) {
    double largest = Double.NEGATIVE_INFINITY;
    for (int j = 0; j < values.length; j++) {
      largest = j == excluded ? largest : Math.max(largest, values[j]);
    }
    return largest;
  }

  @Override
  double logSumExp(int row, int excluded) {
    logits.read(row, values);
    double largest = largest(excluded);
    double sum = 0;
    for (int j = 0; j < values.length; j++) {
      sum += j == excluded ? 0 : Math.exp(values[j] - largest);
    }
    return largest + Math.log(sum);
  }

  @Override
  void exponentials(int row, double[] sums) {
    logits.read(row, values);
    double largest = largest(NONE);
    double sum = 0;
    for (int j = 0; j < values.length; j++) {
      values[j] = Math.exp(values[j] - largest);
      sum += values[j];
    }
    logits.write(row, values);
    sums[0] = largest;
    sums[1] = sum;
  }

  @Override
  void symmetricWeights(int row, double own, double[] others, int excluded) {
    logits.read(row, values);
    for (int j = 0; j < values.length; j++) {
      values[j] = Math.exp(values[j] - own) + Math.exp(values[j] - others[j]);
    }
    values[excluded] = 0;
    logits.write(row, values);
  }
}
