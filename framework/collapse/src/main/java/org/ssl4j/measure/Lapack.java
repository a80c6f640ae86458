package org.ssl4j.measure;

import java.util.Optional;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas;
import org.ssl4j.natives.OpenBlas;
import org.ssl4j.text.Text;

/**
 * The LAPACK decompositions that the measures need, for values only where a measure does not need
 * the vectors. Matrices are off-heap and are destroyed by the call.
 */
final class Lapack {

  private static final byte VALUES_ONLY = (byte) 'N';

  /** The vectors of the longer side go where the matrix was. */
  private static final byte OVERWRITE = (byte) 'O';

  /** A row-major upper triangle is a column-major lower one. */
  private static final byte ROW_MAJOR_UPPER = (byte) 'L';

  private Lapack() {}

  /**
   * Eigenvalues of a symmetric matrix by divide and conquer ({@code dsyevd}).
   *
   * @param matrix row-major {@code order * order}, of which the upper triangle is read
   * @return in decreasing order
   */
  static double[] symmetricEigenvalues(DoublePointer matrix, int order) {
    OpenBlas.requireSound();
    double[] values = new double[order];
    try (DoublePointer result = new DoublePointer(order)) {
      int info =
          openblas.LAPACKE_dsyevd(
              openblas.LAPACK_COL_MAJOR,
              VALUES_ONLY,
              ROW_MAJOR_UPPER,
              order,
              matrix,
              order,
              result);
      requireSuccess("dsyevd", info);
      result.get(values);
    }
    return reversed(values);
  }

  /**
   * Eigenvalues l of {@code a x = l b x} ({@code dsygvd}): those of b^(-1/2) a b^(-1/2).
   *
   * @param a symmetric, row-major upper triangle
   * @param b symmetric, row-major upper triangle
   * @return in decreasing order; empty if b is not positive definite in double precision
   */
  static Optional<double[]> generalisedEigenvalues(DoublePointer a, DoublePointer b, int order) {
    OpenBlas.requireSound();
    double[] values = new double[order];
    try (DoublePointer result = new DoublePointer(order)) {
      int info =
          openblas.LAPACKE_dsygvd(
              openblas.LAPACK_COL_MAJOR,
              1,
              VALUES_ONLY,
              ROW_MAJOR_UPPER,
              order,
              a,
              order,
              b,
              order,
              result);
      if (info > order) {
        return Optional.empty(); // the Cholesky decomposition of b ended at row info - order
      }
      requireSuccess("dsygvd", info);
      result.get(values);
    }
    return Optional.of(reversed(values));
  }

  /**
   * Singular values and left singular vectors of a wide matrix ({@code dgesdd}).
   *
   * @param matrix row-major {@code columns * rows}, that is, the transpose of the matrix meant;
   *     more columns than rows
   * @param vectors receives the rows * rows left singular vectors, one a row, in the order of the
   *     values
   * @return rows values in decreasing order
   */
  static double[] leftSingularVectors(
      DoublePointer matrix, int rows, int columns, DoublePointer vectors) {
    OpenBlas.requireSound();
    double[] values = new double[rows];
    try (DoublePointer result = new DoublePointer(rows);
        DoublePointer overwritten = new DoublePointer(1)) {
      int info =
          openblas.LAPACKE_dgesdd(
              openblas.LAPACK_COL_MAJOR,
              OVERWRITE,
              rows,
              columns,
              matrix,
              rows,
              result,
              vectors,
              rows,
              overwritten,
              rows);
      requireSuccess("dgesdd", info);
      result.get(values);
    }
    return values;
  }

  /**
   * Singular values ({@code dgesdd}).
   *
   * @param matrix row-major {@code rows * columns}
   * @return min(rows, columns) values in decreasing order
   */
  static double[] singularValues(DoublePointer matrix, int rows, int columns) {
    OpenBlas.requireSound();
    double[] values = new double[Math.min(rows, columns)];
    // The column-major reading is the transpose, which has the same singular values.
    try (DoublePointer result = new DoublePointer(values.length);
        DoublePointer noVectors = new DoublePointer(1)) {
      int info =
          openblas.LAPACKE_dgesdd(
              openblas.LAPACK_COL_MAJOR,
              VALUES_ONLY,
              columns,
              rows,
              matrix,
              columns,
              result,
              noVectors,
              1,
              noVectors,
              1);
      requireSuccess("dgesdd", info);
      result.get(values);
    }
    return values;
  }

  private static void requireSuccess(String routine, int info) {
    if (info != 0) {
      throw new IllegalStateException(
          Text.of("LAPACK's %s failed with info %d on finite embeddings", routine, info));
    }
  }

  private static double[] reversed(double[] ascending) {
    double[] descending = new double[ascending.length];
    for (int i = 0; i < ascending.length; i++) {
      descending[i] = ascending[ascending.length - 1 - i];
    }
    return descending;
  }
}
