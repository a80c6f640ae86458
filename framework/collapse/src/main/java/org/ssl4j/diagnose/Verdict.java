package org.ssl4j.diagnose;

import java.util.Locale;

/** What a layer or a run suffers from. Definitions and thresholds: {@code docs/METRICS.md}. */
public enum Verdict {
  /** Nothing wrong was found. */
  HEALTHY("healthy"),
  /** The evidence is contradictory, too young or too thin for a verdict. */
  UNCERTAIN("uncertain"),
  /** The pretext task is solved and the features are no better for it. */
  SHORTCUT(
      "a shortcut: the pretext task is solved, but the features are no better than untrained ones"),
  /** The loss stays where it is when nothing is told apart. */
  NOT_LEARNING("not learning"),
  /** Most embeddings lie on a few points. */
  CLUSTER_COLLAPSE("cluster collapse: most embeddings lie on a few points"),
  /** All embeddings lie in a few directions. */
  DIMENSIONAL_COLLAPSE("dimensional collapse: a few directions are left"),
  /** All embeddings are nearly the same. */
  COMPLETE_COLLAPSE("complete collapse: all embeddings are nearly the same"),
  /** Values are not finite. */
  DIVERGED("diverged to values that are not finite");

  private final String words;

  Verdict(String words) {
    this.words = words;
  }

  /** For people, to follow "the projector: ". */
  public String words() {
    return words;
  }

  /** Its name as people write it: {@code complete collapse}. */
  public String title() {
    return name().replace('_', ' ').toLowerCase(Locale.ROOT);
  }

  /** Whether it is one of the three collapses. */
  public boolean collapsed() {
    return switch (this) {
      case COMPLETE_COLLAPSE, DIMENSIONAL_COLLAPSE, CLUSTER_COLLAPSE -> true;
      default -> false;
    };
  }

  /**
   * Whether features with this verdict can be put to use. A gate lets through only these: beside
   * the three collapses, it stops what has diverged and what is no better than an untrained
   * network.
   */
  public boolean usable() {
    return this == HEALTHY || this == UNCERTAIN;
  }
}
