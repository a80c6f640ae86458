package org.ssl4j.dl4j;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.ImageBatch;
import org.ssl4j.text.Text;

/**
 * The way between ND4J's arrays and what the rest of the program exchanges; also for programs of
 * their own that have arrays.
 */
public final class HostMemory {

  private HostMemory() {}

  /** The type in which ND4J keeps numbers of a precision. */
  static DataType type(Precision precision) {
    return precision == Precision.DOUBLE ? DataType.DOUBLE : DataType.FLOAT;
  }

  static Precision precision(DataType type) {
    return type == DataType.DOUBLE ? Precision.DOUBLE : Precision.FLOAT;
  }

  /** Whether arrays lie in memory that Java and BLAS reach; not so on a GPU. */
  private static boolean onHost() {
    return Nd4j.getEnvironment().isCPU();
  }

  /**
   * An array as a matrix: its own memory where that is row-major and on the host, else a copy. To
   * be read only, and only as long as the array's memory is its.
   *
   * @param array float or double, [N, d] or [P], which becomes [1, P]
   */
  public static Matrix view(INDArray array) {
    if (array.dataType() != DataType.FLOAT && array.dataType() != DataType.DOUBLE) {
      throw new IllegalArgumentException(
          Text.of("a matrix holds FLOAT or DOUBLE, not %s", array.dataType()));
    }
    int rows = array.rank() < 2 ? 1 : Math.toIntExact(array.size(0));
    int columns = Math.toIntExact(array.length() / rows);
    var precision = precision(array.dataType());
    if (!onHost()) {
      var copy = Matrix.allocate(precision, rows, columns);
      double[] values = array.dup('c').data().asDouble();
      double[] row = new double[columns];
      for (int i = 0; i < rows; i++) {
        System.arraycopy(values, i * columns, row, 0, columns);
        copy.write(i, row);
      }
      return copy;
    }
    boolean dense =
        array.rank() < 2
            ? array.length() == 1 || array.elementWiseStride() == 1
            : (columns == 1 || array.stride(1) == 1) && (rows == 1 || array.stride(0) == columns);
    var kept = dense ? array : array.dup('c');
    long address = kept.data().address() + kept.offset() * kept.dataType().width();
    return Matrix.at(address, precision, rows, columns, kept);
  }

  /** Overwrites an array with a matrix of as many values. */
  public static void copy(Matrix from, INDArray to) {
    if ((long) from.rows() * from.columns() != to.length()
        || precision(to.dataType()) != from.precision()) {
      throw new IllegalArgumentException(
          Text.of(
              "a matrix of %d x %d %s does not fit an array of %d %s",
              from.rows(), from.columns(), from.precision(), to.length(), to.dataType()));
    }
    if (!onHost()) {
      to.data().setData(from.toDoubles());
      return;
    }
    var dense = from.isDense() ? from : from.copy();
    long bytes = to.length() * to.dataType().width();
    Pointer.memcpy(
        new Place(to.data().address() + to.offset() * to.dataType().width()),
        new Place(dense.address()),
        bytes);
  }

  /**
   * An array's images for the networks of these engines; nothing is copied.
   *
   * @param array [N, C, H, W] in C order
   */
  public static ImageBatch images(INDArray array) {
    return new Dl4jImages(array);
  }

  /** A matrix as an array of its own. */
  public static INDArray array(Matrix matrix) {
    var array =
        Nd4j.createUninitialized(
            type(matrix.precision()), new long[] {matrix.rows(), matrix.columns()}, 'c');
    copy(matrix, array);
    return array;
  }

  /** An address for memcpy. */
  private static final class Place extends BytePointer {
    Place(long start) {
      address = start;
    }
  }
}
