package org.ssl4j.measure;

/**
 * How singular values are computed, which decides how small a one can be told from rounding.
 *
 * <p>A decomposition of the matrix itself errs by about 1e-16 of the largest singular value. A
 * decomposition of its cross products is several times cheaper and needs only d * d or N * N
 * memory, but squares the numbers: a singular value sigma carries an error of about 1e-16 sigma_1^2
 * / sigma, so that values below 1e-8 sigma_1 are noise. That matters for the effective rank, which
 * adds sigma, not sigma^2: 2,000 noise values of 1e-8 would raise the rank of a rank-one matrix by
 * 0.04 percent. Hence the first wherever it is quick, and a floor below which values count as zero.
 */
enum SpectralRoute {
  /** Singular value decomposition of the (centred) matrix. */
  SVD,
  /** Eigenvalues of the d * d products of columns, for N >= d. */
  COVARIANCE,
  /** Eigenvalues of the N * N products of rows, for N < d. */
  GRAM;

  /** Largest matrix, in values, that is decomposed directly: 32 MB as doubles. */
  private static final long DIRECT_VALUES = 4_000_000;

  /** Largest smaller side that is decomposed directly; takes about 0.1 s with 1,000 rows. */
  private static final int DIRECT_ORDER = 1024;

  /**
   * Eigenvalues of products at or below this share of the first are zero. Measured rounding of
   * rank-deficient matrices of order 32 to 2048 is at most 8.4e-16, so this is twelve times the
   * noise; in singular values it is 1e-7.
   */
  static final double PRODUCT_FLOOR = 1e-14;

  static SpectralRoute forShape(int rows, int columns) {
    boolean direct =
        (long) rows * columns <= DIRECT_VALUES && Math.min(rows, columns) <= DIRECT_ORDER;
    if (direct) {
      return SVD;
    }
    return rows >= columns ? COVARIANCE : GRAM;
  }
}
