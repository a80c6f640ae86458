package org.ssl4j.faces;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.natives.OpenBlas;

/**
 * Squared distances between two blocks of rows by one BLAS product, and how far each may be from
 * the true one: whoever compares a distance within that margin has to compute it from differences.
 * The rows are taken about a common point, so that an offset costs no digits.
 */
final class GramTile implements AutoCloseable {

  static {
    OpenBlas.prepare();
  }

  private static final double ROUNDING = Math.scalb(1.0, -53);

  private final int columns;
  private final double[] shift;
  private final DoublePointer left;
  private final DoublePointer right;
  private final DoublePointer products;
  private final double[] leftSquares;
  private final double[] rightSquares;
  private final double marginShare;
  private int leftCount;
  private int rightCount;

  /**
   * @param rows largest number of rows of a block
   * @param shift the common point
   */
  GramTile(int rows, double[] shift) {
    this.shift = shift;
    columns = shift.length;
    left = new DoublePointer((long) rows * columns);
    right = new DoublePointer((long) rows * columns);
    products = new DoublePointer((long) rows * rows);
    leftSquares = new double[rows];
    rightSquares = new double[rows];
    marginShare = marginShare(columns);
  }

  /**
   * Twice the bound on the rounding of |a|^2 + |b|^2 - 2 a.b in any order of summation, as a share
   * of |a|^2 + |b|^2.
   */
  static double marginShare(int columns) {
    return (4.0 * columns + 32) * ROUNDING;
  }

  void left(EmbeddingMatrix source, int from, int count) {
    load(source, from, count, left, leftSquares);
    leftCount = count;
  }

  void right(EmbeddingMatrix source, int from, int count) {
    load(source, from, count, right, rightSquares);
    rightCount = count;
  }

  private void load(
      EmbeddingMatrix source, int from, int count, DoublePointer target, double[] squares) {
    double[] row = new double[columns];
    for (int i = 0; i < count; i++) {
      source.read(from + i, 0, columns, row, 0);
      double square = 0;
      for (int j = 0; j < columns; j++) {
        row[j] -= shift[j];
        square += row[j] * row[j];
      }
      squares[i] = square;
      target.position((long) i * columns).put(row, 0, columns);
    }
    target.position(0);
  }

  void multiply() {
    openblas.cblas_dgemm(
        openblas.CblasRowMajor,
        openblas.CblasNoTrans,
        openblas.CblasTrans,
        leftCount,
        rightCount,
        columns,
        -2,
        left,
        columns,
        right,
        columns,
        0,
        products,
        rightCount);
  }

  /** Squared distances of one row on the left to all on the right; rounding may make them < 0. */
  void distances(int row, double[] target) {
    products.position((long) row * rightCount).get(target, 0, rightCount);
    products.position(0);
    for (int j = 0; j < rightCount; j++) {
      target[j] += leftSquares[row] + rightSquares[j];
    }
  }

  /** How far the squared distance of two rows may be from the true one. */
  double margin(int leftRow, int rightRow) {
    return marginShare * (leftSquares[leftRow] + rightSquares[rightRow]);
  }

  /** Squared distance of a row on the left from the common point. */
  double leftSquare(int row) {
    return leftSquares[row];
  }

  @Override
  public void close() {
    left.close();
    right.close();
    products.close();
  }
}
