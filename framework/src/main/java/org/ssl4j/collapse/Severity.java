package org.ssl4j.collapse;

/** How much is lost. */
public enum Severity {
  /** Nothing. */
  NONE,
  /** Look again, or train on and watch. */
  MILD,
  /** The features are of little use; training on does not mend them. */
  SEVERE;

  static Severity of(Verdict verdict) {
    return switch (verdict) {
      case HEALTHY -> NONE;
      case UNCERTAIN -> MILD;
      default -> SEVERE;
    };
  }
}
