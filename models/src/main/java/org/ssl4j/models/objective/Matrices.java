package org.ssl4j.models.objective;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

/** Matrix operations on row-major arrays that ND4J offers only in column-major form. */
final class Matrices {

  private Matrices() {}

  /** An uninitialised row-major matrix. */
  static INDArray create(DataType type, long rows, long columns) {
    return Nd4j.createUninitialized(type, new long[] {rows, columns}, 'c');
  }

  /** A column vector [n, 1]. */
  static INDArray column(double[] values, DataType type) {
    return Nd4j.createFromArray(values).castTo(type).reshape(values.length, 1);
  }

  /**
   * {@code target := alpha * op(a) op(b) + beta * target} with a row-major target.
   *
   * <p>BLAS writes column-major results, so ND4J copies a row-major one there and back. The
   * transpose of a row-major matrix is column-major: (A B)' = B' A' is written instead.
   */
  static void multiply(
      INDArray a,
      boolean transposeA,
      INDArray b,
      boolean transposeB,
      INDArray target,
      double alpha,
      double beta) {
    Nd4j.gemm(b, a, target.transpose(), !transposeB, !transposeA, alpha, beta);
  }

  /** The main diagonal of a square row-major matrix, live. */
  static INDArray diagonal(INDArray square) {
    long n = square.rows();
    return square.reshape(n * n).get(NDArrayIndex.interval(0, n + 1, n * n));
  }

  /** Rows from (inclusive) to (exclusive), live. */
  static INDArray rows(INDArray matrix, long from, long to) {
    return matrix.get(NDArrayIndex.interval(from, to), NDArrayIndex.all());
  }

  static double mean(double[] values) {
    return Arrays.stream(values).sum() / values.length;
  }

  /**
   * Refuses inputs that are not float or double matrices of one shape and type.
   *
   * @param names of the inputs, for the message
   */
  static void requireAlike(String names, INDArray... matrices) {
    INDArray first = matrices[0];
    boolean real = first.dataType() == DataType.FLOAT || first.dataType() == DataType.DOUBLE;
    for (INDArray matrix : matrices) {
      boolean fits =
          real
              && matrix.rank() == 2
              && matrix.dataType() == first.dataType()
              && Arrays.equals(matrix.shape(), first.shape());
      if (!fits) {
        throw new IllegalArgumentException(
            "%s must be float or double matrices of one shape, not %s"
                .formatted(names, Arrays.stream(matrices).map(Matrices::describe).toList()));
      }
    }
  }

  static String describe(INDArray array) {
    return array.dataType() + " " + Arrays.toString(array.shape());
  }

  static void requireTemperature(double temperature) {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException("the temperature must be above 0, not " + temperature);
    }
  }
}
