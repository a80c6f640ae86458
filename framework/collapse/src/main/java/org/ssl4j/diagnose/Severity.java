package org.ssl4j.diagnose;

/** How much is lost. */
public enum Severity {
  /** Nothing. */
  NONE,
  /** Look again, or train on and watch. */
  MILD,
  /** Something has collapsed or does not learn, but labels say that the features are good. */
  MODERATE,
  /** The features are of little use; training on does not mend them. */
  SEVERE;

  /**
   * @param featuresHold whether labels say that the features are clearly better than untrained
   *     ones, or tell most images apart whoever trained them
   */
  static Severity of(Verdict verdict, boolean featuresHold) {
    return switch (verdict) {
      case HEALTHY -> NONE;
      case UNCERTAIN -> MILD;
      case DIVERGED -> SEVERE;
      default -> featuresHold ? MODERATE : SEVERE;
    };
  }
}
