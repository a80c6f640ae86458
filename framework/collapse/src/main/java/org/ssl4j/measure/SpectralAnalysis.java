package org.ssl4j.measure;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.openblas.global.openblas;
import org.ssl4j.natives.OpenBlas;

/**
 * What needs products of whole columns or rows: the spectrum and the correlation of dimensions.
 *
 * @param spectrum singular values
 * @param meanAbsoluteCorrelation null if fewer than two columns vary
 */
record SpectralAnalysis(Spectrum spectrum, Double meanAbsoluteCorrelation) {

  static {
    OpenBlas.prepare();
  }

  /**
   * @param route COVARIANCE requires N >= d, GRAM requires N < d
   */
  static SpectralAnalysis of(EmbeddingMatrix z, RowStatistics statistics, SpectralRoute route) {
    return switch (route) {
      case SVD -> direct(z, statistics);
      case COVARIANCE -> fromCovariance(z, statistics);
      case GRAM -> fromGram(z, statistics);
    };
  }

  /**
   * Singular values of the shifted matrix alone.
   *
   * @param shift subtracted from every row
   */
  static double[] values(EmbeddingMatrix z, double[] shift, SpectralRoute route) {
    return switch (route) {
      case SVD -> singularValues(z, shift);
      case COVARIANCE -> {
        try (DoublePointer products = CrossProducts.ofColumns(z, shift)) {
          yield roots(Lapack.symmetricEigenvalues(products, z.columns()));
        }
      }
      case GRAM -> gramRoots(z, shift);
    };
  }

  private static SpectralAnalysis direct(EmbeddingMatrix z, RowStatistics statistics) {
    double[] centred = singularValues(z, statistics.means());
    double[] uncentred = singularValues(z, new double[z.columns()]);
    return new SpectralAnalysis(
        spectrum(statistics, centred, uncentred), Correlation.meanAbsolute(z, statistics));
  }

  private static double[] singularValues(EmbeddingMatrix z, double[] shift) {
    try (DoublePointer matrix = CrossProducts.dense(z, shift)) {
      double[] values = Lapack.singularValues(matrix, z.rows(), z.columns());
      double floor = Math.ulp(1.0) * Math.max(z.rows(), z.columns()) * values[0];
      return withFloor(values, floor);
    }
  }

  private static SpectralAnalysis fromCovariance(EmbeddingMatrix z, RowStatistics statistics) {
    int d = z.columns();
    try (DoublePointer products = CrossProducts.ofColumns(z, statistics.means());
        DoublePointer uncentredProducts = new DoublePointer((long) d * d);
        DoublePointer means = new DoublePointer(statistics.means())) {
      Double correlation = Correlation.meanAbsolute(products, statistics);
      // Z^T Z = Zc^T Zc + N mean mean^T only adds, while the reverse would cancel under an offset.
      Pointer.memcpy(uncentredProducts, products, (long) d * d * Double.BYTES);
      openblas.cblas_dsyr(
          openblas.CblasRowMajor, openblas.CblasUpper, d, z.rows(), means, 1, uncentredProducts, d);
      double[] centred = roots(Lapack.symmetricEigenvalues(products, d));
      double[] uncentred = roots(Lapack.symmetricEigenvalues(uncentredProducts, d));
      return new SpectralAnalysis(spectrum(statistics, centred, uncentred), correlation);
    }
  }

  private static SpectralAnalysis fromGram(EmbeddingMatrix z, RowStatistics statistics) {
    double[] centred = gramRoots(z, statistics.means());
    double[] uncentred = gramRoots(z, new double[z.columns()]);
    return new SpectralAnalysis(
        spectrum(statistics, centred, uncentred), Correlation.meanAbsolute(z, statistics));
  }

  private static double[] gramRoots(EmbeddingMatrix z, double[] shift) {
    try (DoublePointer products = CrossProducts.ofRows(z, shift)) {
      return roots(Lapack.symmetricEigenvalues(products, z.rows()));
    }
  }

  /** Singular values from the eigenvalues of products; rounding, also below zero, becomes zero. */
  private static double[] roots(double[] eigenvalues) {
    double floor = Math.max(0, SpectralRoute.PRODUCT_FLOOR * eigenvalues[0]);
    double[] values = withFloor(eigenvalues, floor);
    for (int i = 0; i < values.length; i++) {
      values[i] = Math.sqrt(values[i]);
    }
    return values;
  }

  private static double[] withFloor(double[] values, double floor) {
    for (int i = 0; i < values.length; i++) {
      values[i] = values[i] <= floor ? 0 : values[i];
    }
    return values;
  }

  private static Spectrum spectrum(RowStatistics statistics, double[] centred, double[] uncentred) {
    return new Spectrum(
        statistics.rows(), statistics.columns(), centred, uncentred, statistics.frobeniusNorm());
  }
}
