package org.ssl4j.collapse;

/** How much is lost. */
public enum Severity {
  /** Nothing. */
  NONE,
  /** Look again, or train on and watch. */
  MILD,
  /** The projector has collapsed; the backbone has not, and its features beat untrained ones. */
  MODERATE,
  /** The features are of little use; training on does not mend them. */
  SEVERE;

  /**
   * @param featuresHold whether the backbone is healthy and its features are clearly better than
   *     those of the untrained network
   */
  static Severity of(Verdict verdict, boolean featuresHold) {
    return switch (verdict) {
      case HEALTHY -> NONE;
      case UNCERTAIN -> MILD;
      case COMPLETE_COLLAPSE, DIMENSIONAL_COLLAPSE, CLUSTER_COLLAPSE ->
          featuresHold ? MODERATE : SEVERE;
      case NOT_LEARNING, SHORTCUT, DIVERGED -> SEVERE;
    };
  }
}
