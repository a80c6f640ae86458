package org.ssl4j.study;

import java.util.Locale;

/** How far a run or a cell has come. */
public enum RunStatus {
  /** Trained to the end. */
  DONE,
  /** Diverged, or ended with an error. */
  FAILED,
  /** Not trained to the end yet. */
  PENDING,
  /** No valid config. */
  REFUSED;

  /** As in study.json. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
