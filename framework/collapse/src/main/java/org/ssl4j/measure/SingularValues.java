package org.ssl4j.measure;

/**
 * Singular values of a matrix [N, d], where a measure needs nothing else of it.
 *
 * @param values decreasing, min(N, d) of them
 * @param frobeniusNorm of the matrix as it is, not centred
 */
public record SingularValues(double[] values, double frobeniusNorm) {

  /** Of the rows minus their mean. */
  public static SingularValues centred(EmbeddingMatrix z) {
    var statistics = RowStatistics.of(z);
    return of(z, statistics.means(), statistics.frobeniusNorm());
  }

  /** Of the rows as they are. */
  public static SingularValues uncentred(EmbeddingMatrix z) {
    return of(z, new double[z.columns()], RowStatistics.of(z).frobeniusNorm());
  }

  private static SingularValues of(EmbeddingMatrix z, double[] shift, double norm) {
    var route = SpectralRoute.forShape(z.rows(), z.columns());
    return new SingularValues(SpectralAnalysis.values(z, shift, route), norm);
  }

  /** Whether they are zero up to a millionth of the norm, as those of equal rows are. */
  public boolean degenerate() {
    return Spectrum.degenerate(values, frobeniusNorm);
  }

  /** exp of the entropy of their shares (Roy and Vetterli, 2007); 0 when degenerate. */
  public double effectiveRank() {
    return degenerate() ? 0 : Spectrum.exponentialEntropy(values, 0);
  }

  /** The squares as shares of their sum, decreasing; all 0 if the matrix is zero. */
  public double[] varianceShares() {
    double sum = 0;
    for (double sigma : values) {
      double relative = values[0] == 0 ? 0 : sigma / values[0];
      sum += relative * relative;
    }
    double[] shares = new double[values.length];
    for (int i = 0; i < shares.length && sum > 0; i++) {
      double relative = values[i] / values[0];
      shares[i] = relative * relative / sum;
    }
    return shares;
  }
}
