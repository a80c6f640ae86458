package org.ssl4j.measure;

import java.util.Arrays;

/**
 * The singular values of embeddings Z [N, d], centred and as they are, and every measure that is a
 * function of them alone. All of them are invariant to rotation and to scaling.
 *
 * <p>When the centred matrix is numerically zero ({@link #degenerate}: all rows are equal), each
 * measure answers with the collapsed end of its scale: ranks 0, shares 1, no power-law fit.
 */
public final class Spectrum {

  /** Share of |Z|_F at or below which the largest centred singular value counts as zero. */
  private static final double DEGENERATE_SHARE = 1e-6;

  /** Share of the first eigenvalue below which another is near zero. */
  public static final double NEAR_SINGULAR_SHARE = 1e-4;

  /** Added to each share by RankMe (Garrido et al., arXiv:2210.02885, eq. 1). */
  private static final double RANKME_EPSILON = 1e-7;

  private final int rows;
  private final int columns;
  private final boolean degenerate;
  private final double[] centred;
  private final double[] uncentred;

  /**
   * @param centred singular values of Z minus its column means, decreasing, min(N, d) of them
   * @param uncentred singular values of Z, decreasing, as many
   * @param frobeniusNorm |Z|_F
   */
  Spectrum(int rows, int columns, double[] centred, double[] uncentred, double frobeniusNorm) {
    this.rows = rows;
    this.columns = columns;
    this.centred = centred;
    this.uncentred = uncentred;
    degenerate = degenerate(centred, frobeniusNorm);
  }

  /** Whether centred singular values are zero up to a millionth of the norm. */
  static boolean degenerate(double[] centred, double frobeniusNorm) {
    return frobeniusNorm == 0 || centred[0] <= DEGENERATE_SHARE * frobeniusNorm;
  }

  /** Number of embeddings, N. */
  public int rows() {
    return rows;
  }

  /** Dimensions, d. */
  public int columns() {
    return columns;
  }

  /** Whether all rows are equal up to a millionth of the norm. */
  public boolean degenerate() {
    return degenerate;
  }

  /** Singular values of the centred matrix, decreasing; min(N, d) of them. */
  public double[] singularValues() {
    return centred.clone();
  }

  /** Eigenvalues sigma^2 / (N - 1) of the covariance, decreasing; the min(N, d) possible ones. */
  public double[] eigenvalues() {
    return Arrays.stream(centred).map(sigma -> sigma * sigma / (rows - 1)).toArray();
  }

  /**
   * exp of the entropy of the centred singular values' shares (Roy and Vetterli, 2007); 0 when
   * degenerate.
   */
  public double effectiveRank() {
    return degenerate ? 0 : exponentialEntropy(centred, 0);
  }

  /**
   * RankMe: the same of the uncentred singular values, with 1e-7 added to each share (Garrido et
   * al., arXiv:2210.02885, eq. 1); about 1 when all rows are equal, 0 when all are zero.
   */
  public double rankMe() {
    return uncentred[0] == 0 ? 0 : exponentialEntropy(uncentred, RANKME_EPSILON);
  }

  /** (sum lambda)^2 / sum lambda^2; 0 when degenerate. */
  public double participationRatio() {
    if (degenerate) {
      return 0;
    }
    double sum = 0;
    double squares = 0;
    for (double sigma : centred) {
      double share = relativeEigenvalue(sigma);
      sum += share;
      squares += share * share;
    }
    return sum * sum / squares;
  }

  /**
   * IsoScore: how evenly the d directions are used, from 0 (one) to 1 (all alike); null for d = 1,
   * 0 when degenerate. Steps 2 to 7 of Rudman et al. (arXiv:2108.07344, section 3) come down to (P
   * - 1) / (d - 1), P the participation ratio.
   */
  public Double isoScore() {
    if (columns == 1) {
      return null;
    }
    return degenerate ? 0.0 : (participationRatio() - 1) / (columns - 1);
  }

  /** sum sigma^2 / sigma_1^2; 0 when degenerate. */
  public double stableRank() {
    return degenerate ? 0 : 1 / topEigenvalueShare();
  }

  /** lambda_1 / sum lambda; 1 when degenerate. */
  public double topEigenvalueShare() {
    return degenerate ? 1 : 1 / Arrays.stream(centred).map(this::relativeEigenvalue).sum();
  }

  /**
   * Share of the d covariance eigenvalues below 1e-4 of the first; the d - N missing ones of a wide
   * matrix count. 1 when degenerate.
   */
  public double nearSingularFraction() {
    if (degenerate) {
      return 1;
    }
    long large =
        Arrays.stream(centred)
            .filter(sigma -> relativeEigenvalue(sigma) >= NEAR_SINGULAR_SHARE)
            .count();
    return (double) (columns - large) / columns;
  }

  /**
   * lambda_1 / lambda_d of the covariance; null if it is singular, as it always is with fewer than
   * d + 1 rows.
   */
  public Double conditionNumber() {
    if (degenerate || rows <= columns || centred[columns - 1] == 0) {
      return null;
    }
    return 1 / relativeEigenvalue(centred[columns - 1]);
  }

  /**
   * Area under the curve of cumulative explained variation, as singular values (Li, Efros and
   * Pathak, arXiv:2209.15007); 1 when degenerate.
   */
  public double cevAuc() {
    if (degenerate) {
      return 1;
    }
    double cumulative = 0;
    double area = 0;
    for (double sigma : centred) {
      cumulative += sigma;
      area += cumulative;
    }
    return area / (cumulative * centred.length);
  }

  /** alpha-ReQ; without a fit and with 0 points when degenerate. */
  public PowerLawFit powerLaw() {
    return degenerate
        ? new PowerLawFit(null, null, 0)
        : PowerLawFit.of(eigenvalues(), rows, columns);
  }

  /** Relative to the first, which keeps tiny and huge embeddings within range. */
  private double relativeEigenvalue(double sigma) {
    double ratio = sigma / centred[0];
    return ratio * ratio;
  }

  /** exp(-sum p ln p) of the shares p = value / sum + epsilon; shares of zero are skipped. */
  static double exponentialEntropy(double[] values, double epsilon) {
    double sum = Arrays.stream(values).sum();
    double entropy = 0;
    for (double value : values) {
      double share = value / sum + epsilon;
      if (share > 0) {
        entropy -= share * Math.log(share);
      }
    }
    return Math.exp(entropy);
  }
}
