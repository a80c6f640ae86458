package org.ssl4j.diagnose;

/**
 * A value among a method's own settings that can explain why a run went wrong.
 *
 * @param cause in words: {@code the variance weight is 0: nothing keeps the embeddings apart}
 * @param setting its key in the config: {@code method.variance}
 * @param confidence from 0 to 1; ranks causes, and is no probability. 0.95 for a safeguard that is
 *     off, 0.5 for a doubtful value
 * @param test the change that would show whether this is it: {@code raise it: method.variance=25}
 * @param explains what it can explain
 */
public record SettingCause(
    String cause, String setting, double confidence, String test, Explains explains) {

  /** What a value can explain; it is no cause of anything else. */
  public enum Explains {
    /** Every collapse, and every doubt about one. */
    COLLAPSE,
    /** The same, but not that all embeddings are one point: something else keeps them apart. */
    PARTIAL_COLLAPSE,
    /** Everything that can be wrong with a run, divergence included. */
    EVERYTHING
  }
}
