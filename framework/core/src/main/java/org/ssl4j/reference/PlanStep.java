package org.ssl4j.reference;

/**
 * What a training pass keeps of one node.
 *
 * @param result what the node computed
 * @param margin distance of the nearest decision from its turning point: the smallest |x| at a
 *     ReLU, the smallest lead of a maximum. Rounding errors below it do not change the gradient's
 *     path. Infinite where nothing is decided
 * @param back the way back
 */
record PlanStep(Values result, double margin, Formula.WayBack back) {

  /** A step without a decision. */
  static PlanStep smooth(Values result, Formula.WayBack back) {
    return new PlanStep(result, Double.POSITIVE_INFINITY, back);
  }
}
