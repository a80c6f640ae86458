package org.ssl4j.models.objective;

import org.ssl4j.matrix.Matrix;

/**
 * Squared distance of normalised predictions and targets, the loss of BYOL (arXiv:2006.07733 eq.
 * 2): {@code L(p, z) = mean_i |ph_i - zh_i|^2 = mean_i (2 - 2 cos(p_i, z_i))}, and {@code L(p1, z2)
 * + L(p2, z1)} without a factor.
 *
 * <p>On the same inputs it is 4 + 4 times {@link NegativeCosine}. Terms: {@code p1z2} and {@code
 * p2z1}, the two directions.
 */
public final class NormalizedRegression {

  private static final CosineRegression LOSS = new CosineRegression(2, 2, 1);

  private NormalizedRegression() {}

  /** Lowest symmetric value: every prediction is its target. Complete collapse reaches it too. */
  public static double floor() {
    return 0;
  }

  /** Symmetric value of predictions that know nothing of their targets. */
  public static double chance() {
    return 4;
  }

  /**
   * One direction, L(p, z), 0 to 4.
   *
   * @param p predictions [N, d], not normalised
   * @param z targets [N, d], not normalised
   * @param targetGradient whether the gradient for z is wanted too
   * @return gradients for p and, if wanted, z
   */
  public static ObjectiveResult oneDirection(Matrix p, Matrix z, boolean targetGradient) {
    return LOSS.oneDirection(p, z, targetGradient);
  }

  /**
   * Both directions, 0 to 8; all four matrices [N, d], not normalised.
   *
   * @param targetGradients whether gradients for z1 and z2 are wanted (no stop-gradient)
   * @return gradients for p1, p2 and, if wanted, z1, z2
   */
  public static ObjectiveResult symmetric(
      Matrix p1, Matrix p2, Matrix z1, Matrix z2, boolean targetGradients) {
    return LOSS.symmetric(p1, p2, z1, z2, targetGradients);
  }
}
