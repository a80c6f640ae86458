package org.ssl4j.faces;

import java.util.Arrays;
import org.ssl4j.error.DataException;
import org.ssl4j.measure.NumberArray;
import org.ssl4j.measure.SingularValues;
import org.ssl4j.stop.StopPoint;
import org.ssl4j.text.Text;

/**
 * Units that do not fire, or always say the same, and how many directions the activations use.
 *
 * @param rows inputs, N
 * @param scores mean |activation| of each unit, as a multiple of the mean over all units (Sokar et
 *     al., arXiv:2302.12902, eq. 1); all 0 if the matrix is 0
 * @param centredScores the same of |activation - its mean|; 0 for a unit that does not vary
 * @param singularValues of the matrix as it is, decreasing
 */
public record UnitActivity(
    int rows, double[] scores, double[] centredScores, double[] singularValues) {

  /** Score at or below which a unit counts as dormant. */
  public static final double TAU = 0.025;

  /** Share of the singular values' sum that srank has to reach: 1 - 0.01. */
  private static final double SRANK_SHARE = 0.99;

  /** Share of a unit's root mean square at or below which its deviation is rounding. */
  private static final double CONSTANT_SHARE = 1e-6;

  /**
   * @param array [N, D], N at least 2
   * @throws DataException if it is not, or a value is not finite
   */
  public static UnitActivity of(NumberArray array) {
    var activations = FiniteArray.of("activations", array);
    activations.requireAxes("inputs, units");
    int n = activations.axis(0);
    int d = activations.axis(1);
    if (n < 2) {
      throw new DataException(
          Text.of("%s has %d row; at least 2 are needed", activations.name(), n));
    }
    double[] absolute = new double[d];
    double[] means = new double[d];
    double[] squares = new double[d];
    double[] row = new double[d];
    for (int i = 0; i < n; i++) {
      activations.read((long) i * d, d, row, 0);
      for (int j = 0; j < d; j++) {
        absolute[j] += Math.abs(row[j]);
        means[j] += row[j];
        squares[j] += row[j] * row[j];
      }
    }
    StopPoint.check();
    for (int j = 0; j < d; j++) {
      absolute[j] /= n;
      means[j] /= n;
    }
    double[] deviations = new double[d];
    double[] centredSquares = new double[d];
    for (int i = 0; i < n; i++) {
      activations.read((long) i * d, d, row, 0);
      for (int j = 0; j < d; j++) {
        double centred = row[j] - means[j];
        deviations[j] += Math.abs(centred);
        centredSquares[j] += centred * centred;
      }
    }
    for (int j = 0; j < d; j++) {
      boolean constant =
          Math.sqrt(centredSquares[j]) <= CONSTANT_SHARE * Math.sqrt(squares[j]) || squares[j] == 0;
      deviations[j] = constant ? 0 : deviations[j] / n;
    }
    return new UnitActivity(
        n,
        relative(absolute),
        relative(deviations),
        SingularValues.uncentred(activations.rows()).values());
  }

  private static double[] relative(double[] means) {
    double mean = Arrays.stream(means).sum() / means.length;
    return mean == 0
        ? new double[means.length]
        : Arrays.stream(means).map(one -> one / mean).toArray();
  }

  public int units() {
    return scores.length;
  }

  /** Share of the units with a score of at most tau. */
  public double dormantShare(double tau) {
    return share(scores, tau);
  }

  /** Share of the units whose deviation from their mean is dormant at {@link #TAU}. */
  public double centredDormantShare() {
    return share(centredScores, TAU);
  }

  private static double share(double[] scores, double tau) {
    return (double) Arrays.stream(scores).filter(score -> score <= tau).count() / scores.length;
  }

  /**
   * srank: how many singular values make up 99 % of their sum (Kumar et al., arXiv:2010.14498,
   * section 3); 0 for a zero matrix.
   */
  public int srank() {
    double sum = Arrays.stream(singularValues).sum();
    double reached = 0;
    int rank = 0;
    while (sum > 0 && rank < singularValues.length && reached < SRANK_SHARE * sum) {
      reached += singularValues[rank++];
    }
    return rank;
  }
}
