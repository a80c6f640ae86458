package org.ssl4j.models.objective;

import org.ssl4j.matrix.Precision;

/** Losses at the lowest value they can have. */
final class Floors {

  /** Roundings in the exponent of one negative, generously. */
  private static final double ROUNDINGS = 64;

  private Floors() {}

  /**
   * Cosines are rounded and may be a little outside of -1 to 1, so the loss of a network at the
   * floor may be below it by its last digits: then it is the floor. A loss further below would be a
   * defect, and stays visible.
   *
   * @param size of what was rounded: the loss itself, or 1 where it is a difference of larger
   *     numbers
   */
  static double lift(
      double loss, double floor, double size, Precision precision, double temperature) {
    double digits = precision == Precision.DOUBLE ? Math.ulp(1.0) : Math.ulp(1f);
    double rounding = Math.min(1, ROUNDINGS * digits / temperature) * size;
    return loss < floor && floor - loss <= rounding ? floor : loss;
  }
}
