package org.ssl4j.study;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.ssl4j.config.DidYouMean;
import org.ssl4j.diagnose.Verdict;
import org.ssl4j.text.Text;

/** What must hold of a cell's numbers for a prediction to have come true. */
public sealed interface Rule {

  /** As it was written. */
  String text();

  /** {@code collapsed} or {@code not collapsed}. */
  record Collapsed(String text, boolean expected) implements Rule {}

  /** {@code verdict is HEALTHY or UNCERTAIN}. */
  record VerdictIs(String text, List<Verdict> verdicts) implements Rule {
    public VerdictIs {
      verdicts = List.copyOf(verdicts);
    }
  }

  /**
   * {@code knn below untrained}, {@code effectiveRank below 0.1 of kind=learned}.
   *
   * @param measure name of what is compared
   * @param above whether it must be larger than the value, otherwise smaller
   * @param factor what the reference is multiplied by
   */
  record Compared(String text, String measure, boolean above, double factor, Reference reference)
      implements Rule {}

  /** What a measure is compared with. */
  sealed interface Reference {

    /** The number one, so that the factor is the value. */
    record Constant() implements Reference {}

    /** The same network before training. */
    record Untrained() implements Reference {}

    /** The same accuracy on raw pixels. */
    record Pixels() implements Reference {}

    /** The mean of other cells. */
    record Cells(String selector, List<String> ids) implements Reference {
      public Cells {
        ids = List.copyOf(ids);
      }
    }
  }

  /** Words of a verdict. */
  List<String> VERDICTS = Arrays.stream(Verdict.values()).map(Verdict::name).toList();

  /**
   * Reads a rule.
   *
   * @param cells of the study, for rules that name some
   * @throws IllegalArgumentException with a clause that says what is wrong with it
   */
  static Rule parse(String text, List<CellPlan> cells) {
    String stripped = text.strip();
    if (stripped.equals("collapsed") || stripped.equals("not collapsed")) {
      return new Collapsed(stripped, stripped.equals("collapsed"));
    }
    List<String> words = new ArrayList<>(Arrays.asList(stripped.split("\\s+")));
    if (words.size() >= 3 && words.get(0).equals("verdict") && words.get(1).equals("is")) {
      return verdict(stripped, words.subList(2, words.size()));
    }
    if (words.size() >= 3 && (words.get(1).equals("above") || words.get(1).equals("below"))) {
      return compared(stripped, words, cells);
    }
    throw new IllegalArgumentException(
        Text.of(
            "is not a rule: \"%s\"; write collapsed, not collapsed, verdict is WORD, or MEASURE above (or below) VALUE",
            text));
  }

  private static Rule verdict(String text, List<String> words) {
    List<Verdict> verdicts = new ArrayList<>();
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      if (i % 2 == 1 ? !word.equals("or") : !VERDICTS.contains(word)) {
        throw new IllegalArgumentException(
            "unknown verdict \""
                + word
                + "\""
                + DidYouMean.hint(word, VERDICTS)
                + " Known: "
                + String.join(", ", VERDICTS)
                + "; several are joined by \"or\".");
      }
      if (i % 2 == 0) {
        verdicts.add(Verdict.valueOf(word));
      }
    }
    return new VerdictIs(text, verdicts);
  }

  private static Rule compared(String text, List<String> words, List<CellPlan> cells) {
    Measure measure = Measure.of(words.get(0));
    boolean above = words.get(1).equals("above");
    List<String> rest = words.subList(2, words.size());
    Optional<Double> number = number(rest.get(0));
    if (number.isPresent() && rest.size() == 1) {
      return new Compared(text, measure.name(), above, number.get(), new Reference.Constant());
    }
    double factor = 1;
    if (number.isPresent() && rest.size() > 2 && rest.get(1).equals("of")) {
      factor = number.get();
      rest = rest.subList(2, rest.size());
    }
    Reference reference = reference(String.join(" ", rest), cells);
    if (reference instanceof Reference.Pixels && !measure.isAccuracy()) {
      throw new IllegalArgumentException(
          Text.of(
              "compares %s with pixels, but only knn and linear are measured on pixels",
              measure.name()));
    }
    if (reference instanceof Reference.Untrained && measure.equals(Measure.LOSS)) {
      throw new IllegalArgumentException(
          Text.of(
              "compares %s with untrained, but it is not measured before training",
              measure.name()));
    }
    return new Compared(text, measure.name(), above, factor, reference);
  }

  private static Reference reference(String text, List<CellPlan> cells) {
    return switch (text) {
      case "untrained" -> new Reference.Untrained();
      case "pixels" -> new Reference.Pixels();
      default ->
          new Reference.Cells(
              text, CellSelector.select(text, cells).stream().map(CellPlan::id).toList());
    };
  }

  private static Optional<Double> number(String word) {
    return word.matches("[-+]?[0-9]*\\.?[0-9]+([eE][-+]?[0-9]+)?")
        ? Optional.of(Double.valueOf(word))
        : Optional.empty();
  }
}
