package org.ssl4j.diagnose;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.ArrayList;
import java.util.List;

/** Evidence about one layer at one time, as the rules find it. */
final class Findings {

  private final Integer epoch;
  private final List<Evidence> evidence = new ArrayList<>();

  /**
   * @param epoch of the measures, or null without a run
   */
  Findings(Integer epoch) {
    this.epoch = epoch;
  }

  @FormatMethod
  void add(
      String measure,
      double value,
      double threshold,
      @FormatString String sentence,
      Object... values) {
    evidence.add(Evidence.of(measure, value, threshold, epoch, sentence, values));
  }

  /** Whether these are embeddings without a run. */
  boolean isRunless() {
    return epoch == null;
  }

  boolean isEmpty() {
    return evidence.isEmpty();
  }

  List<Evidence> evidence() {
    return evidence;
  }
}
