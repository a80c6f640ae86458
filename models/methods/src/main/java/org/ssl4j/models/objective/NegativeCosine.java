package org.ssl4j.models.objective;

import org.ssl4j.matrix.Matrix;

/**
 * Negative cosine similarity of predictions and targets, the loss of SimSiam (arXiv:2011.10566 eq.
 * 1 and 2): {@code D(p, z) = -mean_i cos(p_i, z_i)} and {@code (D(p1, z2) + D(p2, z1)) / 2}.
 *
 * <p>The stop-gradient is the caller's choice: leave out the gradients of the targets, or use them.
 * Terms: {@code p1z2} and {@code p2z1}, the two directions.
 */
public final class NegativeCosine {

  private static final CosineRegression LOSS = new CosineRegression(0, 1, 0.5);

  private NegativeCosine() {}

  /** Lowest value: every prediction points at its target. Complete collapse reaches it too. */
  public static double floor() {
    return -1;
  }

  /** Value of predictions that know nothing of their targets. */
  public static double chance() {
    return 0;
  }

  /**
   * One direction, D(p, z).
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
   * Both directions, halved; all four matrices [N, d], not normalised.
   *
   * @param targetGradients whether gradients for z1 and z2 are wanted (no stop-gradient)
   * @return gradients for p1, p2 and, if wanted, z1, z2
   */
  public static ObjectiveResult symmetric(
      Matrix p1, Matrix p2, Matrix z1, Matrix z2, boolean targetGradients) {
    return LOSS.symmetric(p1, p2, z1, z2, targetGradients);
  }
}
