package org.ssl4j.models.objective;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;

/** Random matrices, arithmetic on them and numerical derivatives. */
final class Samples {

  private Samples() {}

  /** A matrix of standard normal numbers in double precision. */
  static Matrix gaussian(long seed, int rows, int columns) {
    Random random = new Random(seed);
    return mapped(constant(rows, columns, 0), zero -> random.nextGaussian());
  }

  /** A matrix of one number in double precision. */
  static Matrix constant(int rows, int columns, double value) {
    return mapped(Matrix.allocate(Precision.DOUBLE, rows, columns), zero -> value);
  }

  /** A new matrix of a function's values. */
  static Matrix mapped(Matrix matrix, DoubleUnaryOperator function) {
    Matrix result = matrix.copy();
    for (int i = 0; i < matrix.rows(); i++) {
      for (int j = 0; j < matrix.columns(); j++) {
        result.set(i, j, function.applyAsDouble(matrix.get(i, j)));
      }
    }
    return result;
  }

  static Matrix scaled(Matrix matrix, double factor) {
    return mapped(matrix, value -> factor * value);
  }

  static Matrix sum(Matrix a, Matrix b) {
    Matrix result = a.copy();
    for (int i = 0; i < a.rows(); i++) {
      for (int j = 0; j < a.columns(); j++) {
        result.set(i, j, a.get(i, j) + b.get(i, j));
      }
    }
    return result;
  }

  /** The numbers, rounded to a precision. */
  static Matrix in(Precision precision, Matrix matrix) {
    Matrix result = Matrix.allocate(precision, matrix.rows(), matrix.columns());
    result.assign(matrix);
    return result;
  }

  /** The same rows in another order. */
  static Matrix permuted(Matrix matrix, int[] order) {
    Matrix result = matrix.copy();
    for (int i = 0; i < order.length; i++) {
      result.slice(i, i + 1).assign(matrix.slice(order[i], order[i] + 1));
    }
    return result;
  }

  /** Central differences over every entry of a double matrix. */
  static Matrix numericalGradient(Matrix at, ToDoubleFunction<Matrix> loss) {
    double step = 1e-5;
    Matrix point = at.copy();
    Matrix gradient = Matrix.allocate(Precision.DOUBLE, at.rows(), at.columns());
    for (int i = 0; i < at.rows(); i++) {
      for (int j = 0; j < at.columns(); j++) {
        double value = point.get(i, j);
        point.set(i, j, value + step);
        double above = loss.applyAsDouble(point);
        point.set(i, j, value - step);
        double below = loss.applyAsDouble(point);
        point.set(i, j, value);
        gradient.set(i, j, (above - below) / (2 * step));
      }
    }
    return gradient;
  }

  /** Largest absolute entry; NaN if there is one. */
  static double largest(Matrix matrix) {
    double largest = 0;
    for (double value : matrix.toDoubles()) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  /** Largest absolute difference of two entries. */
  static double deviation(Matrix actual, Matrix expected) {
    return largest(sum(in(Precision.DOUBLE, actual), scaled(in(Precision.DOUBLE, expected), -1)));
  }

  /** Largest deviation, relative to the largest expected entry. */
  static double relativeDeviation(Matrix actual, Matrix expected) {
    return deviation(actual, expected) / largest(expected);
  }
}
