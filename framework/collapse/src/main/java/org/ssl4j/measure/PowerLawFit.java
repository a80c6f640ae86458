package org.ssl4j.measure;

/**
 * Least-squares fit of lambda_i ~ i^(-alpha) to the decreasing covariance eigenvalues, the
 * alpha-ReQ of Agrawal et al. (NeurIPS 2022).
 *
 * @param alpha decay exponent; null with fewer than three points
 * @param r2 share of the variance of ln lambda that the line explains; null with fewer than three
 *     points
 * @param points eigenvalues used
 */
public record PowerLawFit(Double alpha, Double r2, int points) {

  /** The leading directions, which carry the task and not the tail, are left out from here on. */
  private static final int FIRST_INDEX = 11;

  /** First index of a spectrum too short for that. */
  private static final int FIRST_INDEX_SHORT = 2;

  private static final int SHORT_SPECTRUM = 50;

  /** Eigenvalues at or below this share of the first are not part of the law. */
  private static final double SMALLEST_SHARE = 1e-10;

  private static final int FEWEST_POINTS = 3;

  /** Variance of ln lambda per point below which the spectrum is flat and fits exactly. */
  private static final double FLAT = 1e-18;

  /**
   * @param eigenvalues decreasing, at least min(N - 1, d) of them
   * @param rows N
   * @param columns d
   */
  static PowerLawFit of(double[] eigenvalues, int rows, int columns) {
    int first = columns > SHORT_SPECTRUM ? FIRST_INDEX : FIRST_INDEX_SHORT;
    int last = Math.min(columns, rows - 1);
    int points = 0;
    double meanX = 0;
    double meanY = 0;
    for (int i = first; i <= last && eigenvalues[i - 1] > SMALLEST_SHARE * eigenvalues[0]; i++) {
      points++;
      meanX += Math.log(i);
      meanY += Math.log(eigenvalues[i - 1]);
    }
    if (points < FEWEST_POINTS) {
      return new PowerLawFit(null, null, points);
    }
    meanX /= points;
    meanY /= points;
    double xx = 0;
    double xy = 0;
    double yy = 0;
    for (int i = first; i < first + points; i++) {
      double x = Math.log(i) - meanX;
      double y = Math.log(eigenvalues[i - 1]) - meanY;
      xx += x * x;
      xy += x * y;
      yy += y * y;
    }
    double slope = xy / xx;
    double residual = 0;
    for (int i = first; i < first + points; i++) {
      double error = Math.log(eigenvalues[i - 1]) - meanY - slope * (Math.log(i) - meanX);
      residual += error * error;
    }
    double r2 = yy <= FLAT * points ? 1 : 1 - residual / yy;
    return new PowerLawFit(-slope, r2, points);
  }
}
