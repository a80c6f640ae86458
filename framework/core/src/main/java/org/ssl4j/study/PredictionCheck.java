package org.ssl4j.study;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ssl4j.diagnose.Verdict;
import org.ssl4j.text.Text;

/**
 * Holds predictions against what the cells show.
 *
 * <p>A difference decides when it is beyond the margin in which 95 % of such differences lie by
 * chance ({@link StandardError}). Scores of one test set vary together, and so do runs of one seed,
 * so the true margin is smaller: this errs towards "undecided".
 */
final class PredictionCheck {

  private final Map<String, CellOutcome> cells = new LinkedHashMap<>();

  PredictionCheck(List<CellOutcome> outcomes) {
    outcomes.forEach(outcome -> cells.put(outcome.cell().id(), outcome));
  }

  /** One rule in one cell. */
  private record Finding(Boolean holds, String observed, String evidence) {

    static Finding missing(String label, String why) {
      return new Finding(null, label + ": " + why, label + " " + why);
    }
  }

  PredictionOutcome check(Prediction prediction) {
    List<Finding> findings = new ArrayList<>();
    for (var expectation : prediction.expectations()) {
      for (String id : expectation.cellIds()) {
        findings.add(finding(expectation.rule(), cells.get(id)));
      }
    }
    boolean broken = findings.stream().anyMatch(f -> Boolean.FALSE.equals(f.holds()));
    boolean open = findings.stream().anyMatch(f -> f.holds() == null);
    Boolean reproduced = broken ? Boolean.FALSE : open ? null : Boolean.TRUE;
    String evidence =
        findings.stream()
            .filter(f -> reproduced == null ? f.holds() == null : reproduced.equals(f.holds()))
            .map(Finding::evidence)
            .distinct()
            .collect(Collectors.joining("; "));
    return new PredictionOutcome(
        prediction,
        prediction.expectations().stream()
            .map(Prediction.Expectation::text)
            .collect(Collectors.joining("; ")),
        findings.stream().map(Finding::observed).distinct().collect(Collectors.joining("; ")),
        reproduced,
        evidence);
  }

  private Finding finding(Rule rule, CellOutcome cell) {
    String label = cell.cell().label();
    if (cell.status() != RunStatus.DONE) {
      return Finding.missing(label, "is " + cell.status().word());
    }
    if (rule instanceof Rule.Collapsed collapsed) {
      return verdict(
          cell,
          label,
          verdict -> saysNothing(verdict) ? null : verdict.collapsed() == collapsed.expected(),
          collapsed.text());
    }
    if (rule instanceof Rule.VerdictIs is) {
      return verdict(
          cell,
          label,
          verdict ->
              is.verdicts().contains(verdict)
                  ? Boolean.TRUE
                  : saysNothing(verdict) ? null : Boolean.FALSE,
          is.text());
    }
    return compared((Rule.Compared) rule, cell, label);
  }

  /** Whether a verdict says neither that a run collapsed nor that it did not. */
  private static boolean saysNothing(Verdict verdict) {
    return verdict == Verdict.UNCERTAIN || verdict == Verdict.DIVERGED;
  }

  /**
   * All seeds must agree: a cell in which some seeds do what was predicted and others do not, or
   * cannot be judged, is undecided.
   *
   * @param fits whether a verdict is the expected one; null where it says nothing
   */
  private static Finding verdict(
      CellOutcome cell, String label, Function<Verdict, Boolean> fits, String expected) {
    List<Boolean> judged = new ArrayList<>();
    cell.results().forEach(run -> judged.add(fits.apply(run.verdict())));
    int runs = judged.size();
    int fitting = Collections.frequency(judged, true);
    int against = Collections.frequency(judged, false);
    String observed = label + ": " + cell.verdict();
    return new Finding(
        fitting == runs ? Boolean.TRUE : against == runs ? Boolean.FALSE : null,
        observed,
        runs == 1
            ? observed
            : Text.of("%s: %s in %d of %d runs", label, expected, fitting, runs)
                + (fitting == runs || against == runs ? "" : Text.of(" (%s)", cell.verdict())));
  }

  private Finding compared(Rule.Compared rule, CellOutcome cell, String label) {
    Measure measure = Measure.of(rule.measure());
    Statistic value = cell.statistic(measure);
    if (value == null) {
      return Finding.missing(label, "has no " + measure.name());
    }
    if (!(rule.reference() instanceof Rule.Reference.Cells others)) {
      return compare(rule, measure, cell, value, ownReference(rule, measure, cell));
    }
    List<Finding> findings =
        others.ids().stream()
            .map(cells::get)
            .map(other -> compare(rule, measure, cell, value, otherReference(measure, other)))
            .toList();
    boolean broken = findings.stream().anyMatch(f -> Boolean.FALSE.equals(f.holds()));
    boolean open = findings.stream().anyMatch(f -> f.holds() == null);
    return new Finding(
        broken ? Boolean.FALSE : open ? null : Boolean.TRUE,
        findings.get(0).observed(),
        findings.stream().map(Finding::evidence).collect(Collectors.joining("; ")));
  }

  /**
   * What a number is compared with.
   *
   * @param mean null if it is not there
   */
  private record Reference(String name, Double mean, StandardError error) {}

  private static Reference ownReference(Rule.Compared rule, Measure measure, CellOutcome cell) {
    if (rule.reference() instanceof Rule.Reference.Constant) {
      return new Reference("", 1.0, StandardError.NONE);
    }
    boolean pixels = rule.reference() instanceof Rule.Reference.Pixels;
    Statistic statistic =
        cell.statistic(run -> pixels ? run.pixels(measure) : run.untrainedValue(measure));
    return new Reference(
        pixels ? "pixels" : "untrained",
        statistic == null ? null : statistic.mean(),
        cell.error(measure, statistic));
  }

  private static Reference otherReference(Measure measure, CellOutcome other) {
    Statistic statistic = other.statistic(measure);
    return new Reference(
        other.cell().label(),
        statistic == null || other.status() != RunStatus.DONE ? null : statistic.mean(),
        other.error(measure));
  }

  private static Finding compare(
      Rule.Compared rule, Measure measure, CellOutcome cell, Statistic value, Reference reference) {
    String label = cell.cell().label();
    String observed =
        Text.of("%s: %s %s", label, measure.name(), text(measure, value.mean()))
            + spread(measure, value);
    if (reference.mean() == null) {
      return new Finding(
          null, observed, Text.of("%s has no %s to compare", reference.name(), measure.name()));
    }
    double bound = rule.factor() * reference.mean();
    double difference = value.mean() - bound;
    StandardError error = cell.error(measure).plus(reference.error().times(rule.factor()));
    boolean decided = error.decides(difference);
    String sentence =
        Text.of(
                "%s has %s %s against %s",
                label, measure.name(), text(measure, value.mean()), text(measure, bound))
            + (reference.name().isEmpty()
                ? ""
                : rule.factor() == 1
                    ? " of " + reference.name()
                    : Text.of(" (%s of %s)", text(rule.factor()), reference.name()))
            + (error.margin() == 0
                ? ""
                : Text.of(
                    decided ? " (95 %% margin %s)" : ", within the 95 %% margin of %s",
                    margin(measure, error)));
    return new Finding(
        decided ? Boolean.valueOf(rule.above() == difference > 0) : null, observed, sentence);
  }

  /** What is known of a number's scatter between seeds. */
  private static String spread(Measure measure, Statistic value) {
    if (value.spread() != null) {
      String spread = measure.isAccuracy() ? Ranking.points(value.spread()) : text(value.spread());
      return Text.of(" +- %s in %d seeds", spread, value.n());
    }
    return measure.isAccuracy() ? " (one seed, its spread unknown)" : " (one seed, error unknown)";
  }

  private static String margin(Measure measure, StandardError error) {
    return measure.isAccuracy() ? Ranking.points(error.margin()) + " points" : text(error.margin());
  }

  /** Accuracies are shown in per cent, whatever rules say. */
  private static String text(Measure measure, double value) {
    return measure.isAccuracy() ? Ranking.points(value) + " %" : text(value);
  }

  /** Three digits behind the point, four of small numbers; very small ones keep theirs. */
  static String text(double value) {
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < 1e6) {
      return Text.of("%.0f", value);
    }
    return size < 0.001
        ? Text.of("%.2e", value)
        : Text.number(value, size >= 100 ? 1 : size >= 0.01 ? 3 : 4);
  }
}
