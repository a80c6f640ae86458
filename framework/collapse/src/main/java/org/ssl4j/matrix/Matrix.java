package org.ssl4j.matrix;

import java.lang.ref.Reference;
import java.util.List;
import java.util.Objects;
import org.bytedeco.javacpp.Pointer;
import org.ssl4j.text.Text;

/**
 * A row-major matrix of floats or doubles in memory outside the Java heap, where BLAS, Java loops
 * and native engines reach it without a copy.
 *
 * <p>Rows are read and written as doubles, whatever the precision: writing rounds. A loop over rows
 * in the cache costs less than a chain of array operations, each of which passes over the whole
 * matrix.
 *
 * <p>Several threads may read a matrix at the same time, and may write to different elements.
 * Methods that check an index throw {@link IndexOutOfBoundsException}.
 */
public abstract sealed class Matrix permits FloatMatrix, DoubleMatrix {
  private final int rows;
  private final int columns;
  private final int stride;
  private final Object owner;

  Matrix(int rows, int columns, int stride, Object owner) {
    this.rows = rows;
    this.columns = columns;
    this.stride = stride;
    this.owner = owner;
  }

  /**
   * A new matrix of zeros. Its memory is freed when neither the matrix nor a view of it is
   * reachable, or by {@link #release}.
   *
   * @throws IllegalArgumentException if a side is below 1 or the matrix needs more than 2 GB
   */
  public static Matrix allocate(Precision precision, int rows, int columns) {
    Matrix matrix = uninitialised(precision, rows, columns);
    ((Memory) matrix.owner).clear();
    return matrix;
  }

  /** Like {@link #allocate}, but of any content: for a matrix that is filled at once. */
  public static Matrix uninitialised(Precision precision, int rows, int columns) {
    requireShape(precision, rows, columns);
    Memory memory = Memory.allocate((long) rows * columns * precision.bytes());
    return on(memory.address(), precision, rows, columns, memory);
  }

  /**
   * A matrix on memory that exists already; nothing is copied.
   *
   * @param address of the first of {@code rows * columns} numbers without gaps, aligned to a number
   * @param owner keeps the memory valid as long as it is reachable; the matrix and its views hold
   *     this reference. Null if the caller sees to it
   * @throws IllegalArgumentException if a side is below 1, the matrix needs more than 2 GB, or the
   *     address is 0
   */
  public static Matrix at(long address, Precision precision, int rows, int columns, Object owner) {
    requireShape(precision, rows, columns);
    if (address == 0) {
      throw new IllegalArgumentException("a matrix cannot lie at address 0");
    }
    return on(address, precision, rows, columns, owner);
  }

  /**
   * A new matrix of doubles.
   *
   * @param rows equally long
   * @throws IllegalArgumentException if there is no row, no column, or rows differ in length
   */
  public static Matrix of(double[][] rows) {
    Matrix matrix =
        uninitialised(Precision.DOUBLE, rows.length, rows.length == 0 ? 0 : rows[0].length);
    for (int i = 0; i < rows.length; i++) {
      if (rows[i].length != matrix.columns) {
        throw new IllegalArgumentException(
            Text.of(
                "row %d of the matrix has %d values, row 0 has %d: all rows must be equally long",
                i, rows[i].length, matrix.columns));
      }
      matrix.write(i, rows[i]);
    }
    return matrix;
  }

  /**
   * A new matrix of floats.
   *
   * @param values row by row
   * @throws IllegalArgumentException if there are not {@code rows * columns} values
   */
  public static Matrix of(float[] values, int rows, int columns) {
    requireCount(values.length, rows, columns);
    Matrix matrix = uninitialised(Precision.FLOAT, rows, columns);
    for (int i = 0; i < rows; i++) {
      matrix.writeFloats(i, 0, columns, values, i * columns);
    }
    return matrix;
  }

  /**
   * Matrices one below the other: a view if they lie so in one memory already, as the views of
   * {@link #slice} do, else a new matrix.
   *
   * @param parts of one precision and one number of columns
   * @throws IllegalArgumentException if there is none, or they differ
   */
  public static Matrix stack(Matrix... parts) {
    if (parts.length == 0) {
      throw new IllegalArgumentException("there is no matrix to stack");
    }
    Matrix first = parts[0];
    int rows = 0;
    boolean together = true;
    for (Matrix part : parts) {
      if (part.precision() != first.precision() || part.columns != first.columns) {
        throw new IllegalArgumentException(
            "stacked matrices must have one precision and one number of columns, not "
                + List.of(parts));
      }
      together &=
          part.stride == first.stride
              && part.owner == first.owner
              && part.address()
                  == first.address() + (long) rows * first.stride * first.precision().bytes();
      rows = Math.addExact(rows, part.rows);
    }
    if (together) {
      return first.view(0, rows, first.columns, first.stride);
    }
    Matrix all = uninitialised(first.precision(), rows, first.columns);
    int from = 0;
    for (Matrix part : parts) {
      all.slice(from, from + part.rows).assign(part);
      from += part.rows;
    }
    return all;
  }

  private static Matrix on(long address, Precision precision, int rows, int columns, Object owner) {
    Pointer memory = Memory.pointer(address);
    return switch (precision) {
      case FLOAT -> new FloatMatrix(memory, rows, columns, columns, owner);
      case DOUBLE -> new DoubleMatrix(memory, rows, columns, columns, owner);
    };
  }

  private static void requireShape(Precision precision, int rows, int columns) {
    if (rows < 1 || columns < 1) {
      throw new IllegalArgumentException(
          Text.of("a matrix needs at least one row and one column, not [%d, %d]", rows, columns));
    }
    // Java's buffers on native memory end at 2 GB.
    if ((long) rows * columns * precision.bytes() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          Text.of(
              "a %s matrix of shape [%d, %d] needs more than the 2 GB that a matrix may have",
              precision, rows, columns));
    }
  }

  private static void requireCount(int count, int rows, int columns) {
    if ((long) rows * columns != count) {
      throw new IllegalArgumentException(
          Text.of("%d values do not fill a matrix of shape [%d, %d]", count, rows, columns));
    }
  }

  /** Number of rows. */
  public final int rows() {
    return rows;
  }

  /** Number of columns. */
  public final int columns() {
    return columns;
  }

  /** Numbers from one row's start to the next one's. */
  final int stride() {
    return stride;
  }

  final Object owner() {
    return owner;
  }

  /** Numbers from the first of the matrix to behind the last. */
  static int extent(int rows, int columns, int stride) {
    return (rows - 1) * stride + columns;
  }

  /** Whether the rows follow one another without gaps. */
  public final boolean isDense() {
    return rows == 1 || stride == columns;
  }

  /** Type of the numbers. */
  public abstract Precision precision();

  /** Address of the first number; valid while the matrix is reachable. */
  public abstract long address();

  /** One number. */
  public abstract double get(int row, int column);

  /** Replaces one number. */
  public abstract void set(int row, int column, double value);

  /** Copies a row to the beginning of an array. */
  public final void read(int row, double[] target) {
    read(row, 0, columns, target, 0);
  }

  /** Replaces a row by the beginning of an array. */
  public abstract void write(int row, double[] source);

  /**
   * Copies consecutive numbers of a row.
   *
   * @param column of the first
   * @param offset their first place in the target
   */
  public abstract void read(int row, int column, int count, double[] target, int offset);

  /**
   * Copies consecutive numbers of a row as floats; doubles are rounded.
   *
   * @param column of the first
   * @param offset their first place in the target
   */
  public abstract void readFloats(int row, int column, int count, float[] target, int offset);

  /**
   * Replaces consecutive numbers of a row.
   *
   * @param column of the first
   * @param offset place of the first in the source
   */
  public abstract void writeFloats(int row, int column, int count, float[] source, int offset);

  final int place(int row, int column, int count) {
    Objects.checkIndex(row, rows);
    Objects.checkFromIndexSize(column, count, columns);
    return row * stride + column;
  }

  final int place(int row, int column) {
    return Objects.checkIndex(row, rows) * stride + Objects.checkIndex(column, columns);
  }

  /**
   * Rows of the same memory.
   *
   * @param from first row
   * @param to behind the last row, above {@code from}
   */
  public final Matrix slice(int from, int to) {
    requireRange("rows", from, to, rows);
    return view((long) from * stride, to - from, columns, stride);
  }

  /**
   * Columns of the same memory.
   *
   * @param from first column
   * @param to behind the last column, above {@code from}
   */
  public final Matrix columnSlice(int from, int to) {
    requireRange("columns", from, to, columns);
    return view(from, rows, to - from, stride);
  }

  /**
   * A smaller dense matrix on the beginning of this dense one's memory.
   *
   * @throws IllegalArgumentException if it does not fit, or this matrix is not dense
   */
  public final Matrix tile(int rows, int columns) {
    requireShape(precision(), rows, columns);
    if (!isDense() || (long) rows * columns > (long) this.rows * this.columns) {
      throw new IllegalArgumentException(
          Text.of(
              "no dense matrix of shape [%d, %d] lies in the memory of %s", rows, columns, this));
    }
    return view(0, rows, columns, columns);
  }

  private void requireRange(String kind, int from, int to, int end) {
    if (from < 0 || from >= to || to > end) {
      throw new IndexOutOfBoundsException(
          Text.of("%s %d to %d are not a part of %s", kind, from, to, this));
    }
  }

  /** A matrix on this one's memory, from the number at an offset on. */
  abstract Matrix view(long offset, int rows, int columns, int stride);

  /** A new dense matrix with the same numbers. */
  public final Matrix copy() {
    Matrix copy = uninitialised(precision(), rows, columns);
    copy.assign(this);
    return copy;
  }

  /**
   * Takes over the numbers of a matrix, rounded if this one is of lower precision.
   *
   * @throws IllegalArgumentException if the shapes differ
   */
  public final void assign(Matrix source) {
    if (source.rows != rows || source.columns != columns) {
      throw new IllegalArgumentException(Text.of("%s does not fit into %s", source, this));
    }
    if (precision() == Precision.FLOAT) {
      float[] row = new float[columns];
      for (int i = 0; i < rows; i++) {
        source.readFloats(i, 0, columns, row, 0);
        writeFloats(i, 0, columns, row, 0);
      }
    } else {
      double[] row = new double[columns];
      for (int i = 0; i < rows; i++) {
        source.read(i, row);
        write(i, row);
      }
    }
  }

  /** All numbers row by row; doubles are rounded. */
  public final float[] toFloats() {
    float[] values = new float[Math.multiplyExact(rows, columns)];
    for (int i = 0; i < rows; i++) {
      readFloats(i, 0, columns, values, i * columns);
    }
    return values;
  }

  /** All numbers row by row. */
  public final double[] toDoubles() {
    double[] values = new double[Math.multiplyExact(rows, columns)];
    for (int i = 0; i < rows; i++) {
      read(i, 0, columns, values, i * columns);
    }
    return values;
  }

  /**
   * {@code this := alpha op(a) op(b) + beta this}, by BLAS; with beta 0 the old numbers are not
   * read.
   *
   * @param transposeA whether {@code op(a)} is a's transpose
   * @throws IllegalArgumentException if the shapes do not fit or the precisions differ
   */
  public final void multiply(
      Matrix a, boolean transposeA, Matrix b, boolean transposeB, double alpha, double beta) {
    int inner = transposeA ? a.rows : a.columns;
    boolean fits =
        a.precision() == precision()
            && b.precision() == precision()
            && (transposeA ? a.columns : a.rows) == rows
            && (transposeB ? b.columns : b.rows) == inner
            && (transposeB ? b.rows : b.columns) == columns;
    if (!fits) {
      throw new IllegalArgumentException(
          Text.of(
              "%s%s times %s%s is not %s",
              a, transposeA ? " transposed" : "", b, transposeB ? " transposed" : "", this));
    }
    try {
      product(a, transposeA, b, transposeB, inner, alpha, beta);
    } finally {
      Reference.reachabilityFence(a);
      Reference.reachabilityFence(b);
      Reference.reachabilityFence(this);
    }
  }

  /** {@link #multiply} of matrices that fit. */
  abstract void product(
      Matrix a,
      boolean transposeA,
      Matrix b,
      boolean transposeB,
      int inner,
      double alpha,
      double beta);

  /** Sum of the squares of all numbers, in double precision. */
  public final double squaredNorm() {
    double[] row = new double[columns];
    double sum = 0;
    for (int i = 0; i < rows; i++) {
      read(i, row);
      sum += Rows.dot(row, row);
    }
    return sum;
  }

  /**
   * Frees memory that {@link #allocate}, {@link #of}, {@link #copy} or {@link #stack} took, at once
   * instead of when the garbage collector finds it. Neither this matrix nor any other on the same
   * memory may be used afterwards. Memory of another owner stays as it is.
   */
  public final void release() {
    if (owner instanceof Memory memory) {
      memory.free();
    }
  }

  /** Precision and shape. */
  @Override
  public final String toString() {
    return Text.of("%s [%d, %d]", precision(), rows, columns);
  }
}
