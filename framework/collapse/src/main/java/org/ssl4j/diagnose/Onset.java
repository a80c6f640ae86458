package org.ssl4j.diagnose;

import org.ssl4j.text.Text;

/**
 * Since when it has been so.
 *
 * @param step first step (1-based) of what has not ended since; 0 if the untrained network was so
 * @param epoch of that step
 * @param signal what showed it
 */
public record Onset(long step, int epoch, String signal) {

  /** When, in words that follow "since". */
  public String words() {
    return step == 0 ? "before the first step" : Text.of("step %d (epoch %d)", step, epoch);
  }
}
