package org.ssl4j.models.objective;

import java.util.function.Supplier;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.Pointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.executioner.OpExecutioner;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A row-major matrix of floats or doubles in memory that both BLAS and Java loops reach.
 *
 * <p>An objective is some products of matrices and much arithmetic on rows between them. An ND4J
 * operation costs tens of microseconds and a pass over the matrix, and a loss would take thirty;
 * loops over a row in the cache take none of that. What is written in terms of rows is computed in
 * double precision whatever the type.
 *
 * <p>Whole rows belong to one thread; pieces of different rows may be read and written by several.
 */
abstract sealed class HostMatrix permits FloatMatrix, DoubleMatrix {
  private final int rows;
  private final int columns;
  private final int stride;

  HostMatrix(int rows, int columns, int stride) {
    this.rows = rows;
    this.columns = columns;
    this.stride = stride;
  }

  /** A matrix on memory that outlives it. */
  static HostMatrix on(Pointer memory, DataType type, int rows, int columns) {
    return type == DataType.DOUBLE
        ? new DoubleMatrix(new DoublePointer(memory), rows, columns, columns)
        : new FloatMatrix(new FloatPointer(memory), rows, columns, columns);
  }

  /**
   * An array's own memory if it is row-major and on the host, else a copy; to be read only.
   *
   * @param array float or double matrix
   */
  static HostMatrix reading(INDArray array, Scratch scratch) {
    int rows = Math.toIntExact(array.size(0));
    int columns = Math.toIntExact(array.size(1));
    if (!onHost()) {
      HostMatrix copy = scratch.matrix(array.dataType(), rows, columns);
      double[] values = array.dup('c').data().asDouble();
      double[] row = new double[columns];
      for (int i = 0; i < rows; i++) {
        System.arraycopy(values, i * columns, row, 0, columns);
        copy.write(i, row);
      }
      return copy;
    }
    boolean dense =
        (columns == 1 || array.stride(1) == 1) && (rows == 1 || array.stride(0) == columns);
    INDArray kept = dense ? array : array.dup('c');
    scratch.keep(kept);
    return of(kept, rows, columns);
  }

  /** A dense row-major array's own memory. */
  private static HostMatrix of(INDArray dense, int rows, int columns) {
    long from = dense.data().offset();
    Pointer memory = dense.data().pointer();
    return dense.dataType() == DataType.DOUBLE
        ? new DoubleMatrix(new DoublePointer(memory).getPointer(from), rows, columns, columns)
        : new FloatMatrix(new FloatPointer(memory).getPointer(from), rows, columns, columns);
  }

  /** Whether arrays lie in memory that Java and BLAS reach; not so on a GPU. */
  private static boolean onHost() {
    return Nd4j.getExecutioner().type() == OpExecutioner.ExecutionerType.NATIVE_CPU;
  }

  /** An uninitialised matrix, to be filled and then read as an array. */
  static Result result(DataType type, int rows, int columns, Scratch scratch) {
    if (!onHost()) {
      HostMatrix matrix = scratch.matrix(type, rows, columns);
      return new Result(matrix, matrix::toArray);
    }
    INDArray array = Nd4j.createUninitialized(type, new long[] {rows, columns}, 'c');
    return new Result(of(array, rows, columns), () -> array);
  }

  /**
   * @param matrix to be filled
   * @param finished gives the array once it is
   */
  record Result(HostMatrix matrix, Supplier<INDArray> finished) {
    INDArray array() {
      return finished.get();
    }
  }

  private INDArray toArray() {
    double[] values = new double[Math.multiplyExact(rows, columns)];
    double[] row = new double[columns];
    for (int i = 0; i < rows; i++) {
      read(i, row);
      System.arraycopy(row, 0, values, i * columns, columns);
    }
    return Nd4j.createFromArray(values).castTo(type()).reshape(rows, columns);
  }

  final int rows() {
    return rows;
  }

  final int columns() {
    return columns;
  }

  /** Elements from one row's start to the next one's. */
  final int stride() {
    return stride;
  }

  abstract DataType type();

  /** Copies a row. */
  abstract void read(int row, double[] target);

  /** Replaces a row, rounding to the matrix's type. */
  abstract void write(int row, double[] source);

  abstract double get(int row, int column);

  abstract void set(int row, int column, double value);

  /** Rows from (inclusive) to (exclusive), the same memory. */
  final HostMatrix slice(int from, int to) {
    return view((long) from * stride, to - from, columns, stride);
  }

  /** A dense matrix on the beginning of this dense one's memory. */
  final HostMatrix tile(int rows, int columns) {
    return view(0, rows, columns, columns);
  }

  /** Columns from (inclusive) to (exclusive), the same memory. */
  final HostMatrix columnSlice(int from, int to) {
    return view(from, rows, to - from, stride);
  }

  /** A matrix on this one's memory, from the value at an offset on. */
  abstract HostMatrix view(long offset, int rows, int columns, int stride);

  /**
   * {@code this := alpha op(a) op(b) + beta this}; memory that beta 0 replaces is not read.
   *
   * @param a of this matrix's type, as is b
   */
  abstract void multiply(
      HostMatrix a,
      boolean transposeA,
      HostMatrix b,
      boolean transposeB,
      double alpha,
      double beta);

  /** Sum of the squares of all elements. */
  final double squaredNorm() {
    double[] row = new double[columns];
    double sum = 0;
    for (int i = 0; i < rows; i++) {
      read(i, row);
      sum += Vectors.dot(row, row);
    }
    return sum;
  }
}
