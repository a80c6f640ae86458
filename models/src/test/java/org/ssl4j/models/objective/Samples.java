package org.ssl4j.models.objective;

import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Random matrices and numerical derivatives. */
final class Samples {

  private Samples() {}

  /** A matrix of standard normal numbers in double precision. */
  static INDArray gaussian(long seed, int rows, int columns) {
    Random random = new Random(seed);
    double[] values = new double[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextGaussian();
    }
    return Nd4j.createFromArray(values).reshape(rows, columns);
  }

  /** The same rows in another order. */
  static INDArray permuted(INDArray matrix, int[] order) {
    INDArray result = Nd4j.create(matrix.dataType(), matrix.shape());
    for (int i = 0; i < order.length; i++) {
      result.putRow(i, matrix.getRow(order[i]));
    }
    return result;
  }

  /** Central differences over every entry of a double matrix. */
  static INDArray numericalGradient(INDArray at, ToDoubleFunction<INDArray> loss) {
    double step = 1e-5;
    INDArray point = at.dup('c');
    INDArray gradient = Nd4j.create(DataType.DOUBLE, at.shape());
    for (long i = 0; i < at.rows(); i++) {
      for (long j = 0; j < at.columns(); j++) {
        double value = point.getDouble(i, j);
        point.putScalar(i, j, value + step);
        double above = loss.applyAsDouble(point);
        point.putScalar(i, j, value - step);
        double below = loss.applyAsDouble(point);
        point.putScalar(i, j, value);
        gradient.putScalar(i, j, (above - below) / (2 * step));
      }
    }
    return gradient;
  }

  /** Largest deviation, relative to the largest expected entry. */
  static double relativeDeviation(INDArray actual, INDArray expected) {
    double largest = expected.amaxNumber().doubleValue();
    double deviation = actual.sub(expected).amaxNumber().doubleValue();
    return deviation / largest;
  }
}
