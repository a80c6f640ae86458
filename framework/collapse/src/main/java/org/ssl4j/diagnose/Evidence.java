package org.ssl4j.diagnose;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import org.ssl4j.text.Text;

/**
 * A measured number that speaks for a verdict.
 *
 * @param measure its name in {@code metrics.jsonl}
 * @param value what was measured; NaN or infinite values are written as null
 * @param threshold what it was compared with
 * @param epoch when, or null for embeddings without a run
 * @param sentence the same in words
 */
public record Evidence(
    String measure, double value, double threshold, Integer epoch, String sentence) {

  /**
   * @param sentence format of one sentence, in the root locale
   */
  @FormatMethod
  static Evidence of(
      String measure,
      double value,
      double threshold,
      Integer epoch,
      @FormatString String sentence,
      Object... values) {
    return new Evidence(measure, value, threshold, epoch, Text.of(sentence, values));
  }
}
