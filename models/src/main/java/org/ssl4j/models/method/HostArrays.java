package org.ssl4j.models.method;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;

/** The way between the networks' arrays and the matrices of the objectives. */
final class HostArrays {

  private HostArrays() {}

  /**
   * An array's own memory if it is row-major and in the host's memory, else a copy; to be read only
   * and only as long as the array is valid.
   *
   * @param array float or double [N, d]
   */
  static Matrix matrix(INDArray array) {
    int rows = Math.toIntExact(array.size(0));
    int columns = Math.toIntExact(array.size(1));
    boolean dense =
        (columns == 1 || array.stride(1) == 1) && (rows == 1 || array.stride(0) == columns);
    INDArray plain = dense ? array : array.dup('c');
    Precision precision = precision(array.dataType());
    if (onHost()) {
      return Matrix.at(plain.data().address(), precision, rows, columns, plain);
    }
    double[] values = plain.dup('c').data().asDouble();
    Matrix copy = Matrix.allocate(precision, rows, columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        copy.set(i, j, values[i * columns + j]);
      }
    }
    return copy;
  }

  /** A new array with a matrix's numbers, in the open workspace if there is one. */
  static INDArray array(Matrix matrix) {
    boolean single = matrix.precision() == Precision.FLOAT;
    var type = single ? DataType.FLOAT : DataType.DOUBLE;
    if (onHost()) {
      INDArray array =
          Nd4j.createUninitialized(type, new long[] {matrix.rows(), matrix.columns()}, 'c');
      matrix(array).assign(matrix);
      return array;
    }
    INDArray flat =
        single ? Nd4j.createFromArray(matrix.toFloats()) : Nd4j.createFromArray(matrix.toDoubles());
    return flat.reshape(matrix.rows(), matrix.columns());
  }

  static Precision precision(DataType type) {
    return type == DataType.DOUBLE ? Precision.DOUBLE : Precision.FLOAT;
  }

  /** Whether arrays lie in memory that Java and BLAS reach; not so on a GPU. */
  private static boolean onHost() {
    return Nd4j.getExecutioner().type() == OpExecutioner.ExecutionerType.NATIVE_CPU;
  }
}
