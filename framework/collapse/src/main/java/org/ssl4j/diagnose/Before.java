package org.ssl4j.diagnose;

import org.ssl4j.measure.LayerMeasures;

/** Whether a state was there before the first update. */
final class Before {

  private Before() {}

  /**
   * @param verdict on the layer after training
   * @param trainedHead whether spread is held to the limits of trained heads
   * @param untrained the same layer before training, or null
   */
  static boolean was(Verdict verdict, boolean trainedHead, LayerMeasures untrained) {
    if (untrained == null) {
      return false;
    }
    return switch (verdict) {
      case COMPLETE_COLLAPSE ->
          untrained.centredDegenerate() || mass(untrained) || narrow(trainedHead, untrained);
      case CLUSTER_COLLAPSE ->
          untrained.centredDegenerate() || untrained.clusters() != null || mass(untrained);
      case DIMENSIONAL_COLLAPSE ->
          untrained.centredDegenerate()
              || untrained.effectiveRank() < DirectionRules.collapsedRank(untrained.possibleRank());
      default -> false;
    };
  }

  private static boolean mass(LayerMeasures untrained) {
    return MassRules.share(untrained) >= MassRules.MOST;
  }

  private static boolean narrow(boolean trainedHead, LayerMeasures untrained) {
    return untrained.stdRatio() < LayerRules.stdLimit(trainedHead)
        && untrained.meanCosine() > LayerRules.cosineLimit(trainedHead);
  }
}
