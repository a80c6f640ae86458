package org.ssl4j.eval;

import java.util.Arrays;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas;
import org.ssl4j.natives.OpenBlas;
import org.ssl4j.stop.StopPoint;
import org.ssl4j.text.Text;

/**
 * The curvature of {@link SoftmaxRegression} at zero weights, where all classes are equally likely:
 * (S / C + weightDecay I) for each class, with S the second moments of the features. As a
 * preconditioner it takes the correlation of the features, which is what makes raw pixels and
 * nearly collapsed features slow, out of the minimisation.
 */
final class SoftmaxCurvature implements AutoCloseable {

  /** Rows that suffice for an estimate, or {@link #ROWS_PER_DIMENSION} if that is more. */
  private static final int ENOUGH_ROWS = 10_000;

  private static final int ROWS_PER_DIMENSION = 4;

  /** Relative to the mean second moment; keeps the factorisation clear of rounding. */
  private static final double RIDGE = 1e-9;

  /** A row-major upper triangle is a column-major lower one. */
  private static final byte ROW_MAJOR_UPPER = (byte) 'L';

  private final int columns;
  private final int classes;
  private final double meanDiagonal;
  private final DoublePointer moments;
  private final DoublePointer factor;
  private final DoublePointer solution;

  /**
   * @param count rows of the regression to use, from the first on
   */
  SoftmaxCurvature(SoftmaxRegression regression, int count) {
    columns = regression.columns();
    classes = regression.classes();
    long square = (long) columns * columns;
    moments = new DoublePointer(square);
    factor = new DoublePointer(square);
    solution = new DoublePointer((long) classes * columns);
    int stride = Math.max(1, count / Math.max(ENOUGH_ROWS, ROWS_PER_DIMENSION * columns));
    int used = (count + stride - 1) / stride;
    // Rows i * stride form a matrix of the same width with a longer way from row to row.
    openblas.cblas_dsyrk(
        openblas.CblasRowMajor,
        openblas.CblasUpper,
        openblas.CblasTrans,
        columns,
        used,
        1.0 / used / classes,
        regression.features(),
        Math.multiplyExact(columns, stride),
        0,
        moments,
        columns);
    double trace = 0;
    for (int j = 0; j < columns; j++) {
      trace += moments.get((long) j * columns + j);
    }
    meanDiagonal = trace / columns;
  }

  /** Prepares {@link #solve} for a weight decay. */
  void factorise(double weightDecay) {
    StopPoint.check();
    OpenBlas.requireSound();
    Pointer.memcpy(factor, moments, (long) columns * columns * Double.BYTES);
    double added = weightDecay + RIDGE * meanDiagonal;
    for (int j = 0; j < columns; j++) {
      long diagonal = (long) j * columns + j;
      factor.put(diagonal, factor.get(diagonal) + added);
    }
    int info =
        openblas.LAPACKE_dpotrf(
            openblas.LAPACK_COL_MAJOR, ROW_MAJOR_UPPER, columns, factor, columns);
    if (info != 0) {
      throw new IllegalStateException(
          Text.of(
              "LAPACK's dpotrf failed with info %d on the second moments of the features", info));
    }
  }

  /** Divides a gradient by the curvature. */
  double[] solve(double[] gradient) {
    double[] result = Arrays.copyOf(gradient, gradient.length);
    solution.put(gradient, 0, classes * columns);
    int info =
        openblas.LAPACKE_dpotrs(
            openblas.LAPACK_COL_MAJOR,
            ROW_MAJOR_UPPER,
            columns,
            classes,
            factor,
            columns,
            solution,
            columns);
    if (info != 0) {
      throw new IllegalStateException("LAPACK's dpotrs failed with info " + info);
    }
    solution.get(result, 0, classes * columns);
    for (int c = 0; c < classes; c++) {
      result[classes * columns + c] *= classes;
    }
    return result;
  }

  @Override
  public void close() {
    moments.close();
    factor.close();
    solution.close();
  }
}
