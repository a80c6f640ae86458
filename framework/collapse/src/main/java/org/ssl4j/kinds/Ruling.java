package org.ssl4j.kinds;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.ArrayList;
import java.util.List;
import org.ssl4j.diagnose.Evidence;
import org.ssl4j.diagnose.Verdict;
import org.ssl4j.text.Text;

/** The verdict of a kind, and what speaks for it. */
public final class Ruling {

  private final Verdict verdict;
  private final String finding;
  private final boolean needsBaseline;
  private final List<Evidence> evidence = new ArrayList<>();

  private Ruling(Verdict verdict, String finding, boolean needsBaseline) {
    this.verdict = verdict;
    this.finding = finding;
    this.needsBaseline = needsBaseline;
  }

  /** Nothing wrong was found. */
  public static Ruling healthy() {
    return new Ruling(Verdict.HEALTHY, Verdict.HEALTHY.title(), false);
  }

  /** The numbers are too few or contradict each other, and no baseline would help. */
  public static Ruling uncertain() {
    return new Ruling(Verdict.UNCERTAIN, Verdict.UNCERTAIN.title(), false);
  }

  /**
   * Too few to tell.
   *
   * @param things what there is too little of
   */
  static Ruling tooFew(String measure, double value, int fewest, String things) {
    return uncertain()
        .because(
            measure,
            value,
            fewest,
            "there are %.0f %s, too few to tell; %d are needed",
            value,
            things,
            fewest);
  }

  /** A baseline decides. */
  public static Ruling baselineDecides() {
    return new Ruling(Verdict.UNCERTAIN, Verdict.UNCERTAIN.title(), true);
  }

  /**
   * Something is wrong.
   *
   * @param finding what the field calls it: {@code posterior collapse}
   */
  public static Ruling of(Verdict verdict, String finding) {
    return new Ruling(verdict, finding, false);
  }

  /**
   * Adds evidence.
   *
   * @param sentence format of a sentence, without a full stop
   */
  @FormatMethod
  public Ruling because(
      String measure,
      double value,
      double threshold,
      @FormatString String sentence,
      Object... values) {
    evidence.add(new Evidence(measure, value, threshold, null, Text.of(sentence, values)));
    return this;
  }

  Verdict verdict() {
    return verdict;
  }

  String finding() {
    return finding;
  }

  boolean needsBaseline() {
    return needsBaseline;
  }

  List<Evidence> evidence() {
    return evidence;
  }
}
