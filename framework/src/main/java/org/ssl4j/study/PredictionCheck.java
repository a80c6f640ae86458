package org.ssl4j.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Holds predictions against what the cells show. */
final class PredictionCheck {

  /**
   * A difference of accuracies below this many standard errors decides nothing. Scores of one test
   * set vary together, so the true error of their difference is smaller: this errs towards "not
   * decided".
   */
  static final double DECISIVE_ERRORS = 2;

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
      return verdict(cell, label, run -> run.collapsed() == collapsed.expected(), collapsed.text());
    }
    if (rule instanceof Rule.VerdictIs is) {
      return verdict(cell, label, run -> is.verdicts().contains(run.verdict()), is.text());
    }
    return compared((Rule.Compared) rule, cell, label);
  }

  private static Finding verdict(
      CellOutcome cell,
      String label,
      java.util.function.Predicate<RunResult> fits,
      String expected) {
    List<RunResult> runs = cell.results();
    long fitting = runs.stream().filter(fits).count();
    String observed = label + ": " + cell.verdict();
    boolean holds = fitting == runs.size();
    return new Finding(
        holds,
        observed,
        runs.size() == 1
            ? "%s is %s".formatted(label, cell.verdict())
            : "%s: %s in %d of %d runs".formatted(label, expected, fitting, runs.size()));
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
   * @param squaredError of an accuracy
   */
  private record Reference(String name, Double mean, double squaredError) {}

  private static Reference ownReference(Rule.Compared rule, Measure measure, CellOutcome cell) {
    if (rule.reference() instanceof Rule.Reference.Constant) {
      return new Reference("", 1.0, 0);
    }
    boolean pixels = rule.reference() instanceof Rule.Reference.Pixels;
    Statistic statistic =
        cell.statistic(run -> pixels ? run.pixels(measure) : run.untrainedValue(measure));
    String name = pixels ? "pixels" : "untrained";
    if (statistic == null) {
      return new Reference(name, null, 0);
    }
    Statistic queries = cell.statistic(run -> run.queries(measure));
    double error =
        measure.isAccuracy() && queries != null
            ? CellOutcome.squaredError(statistic.mean(), queries.mean())
                + statistic.squaredErrorOfSeeds()
            : 0;
    return new Reference(name, statistic.mean(), error);
  }

  private static Reference otherReference(Measure measure, CellOutcome other) {
    Statistic statistic = other.statistic(measure);
    return new Reference(
        other.cell().label(),
        statistic == null || other.status() != RunStatus.DONE ? null : statistic.mean(),
        other.squaredError(measure));
  }

  private static Finding compare(
      Rule.Compared rule, Measure measure, CellOutcome cell, Statistic value, Reference reference) {
    String label = cell.cell().label();
    String observed = "%s: %s %s".formatted(label, measure.name(), text(value.mean()));
    if (reference.mean() == null) {
      return new Finding(
          null, observed, "%s has no %s to compare".formatted(reference.name(), measure.name()));
    }
    double bound = rule.factor() * reference.mean();
    double difference = value.mean() - bound;
    double error =
        measure.isAccuracy()
            ? Math.sqrt(
                cell.squaredError(measure)
                    + rule.factor() * rule.factor() * reference.squaredError())
            : 0;
    boolean ordered = rule.above() ? difference > 0 : difference < 0;
    boolean undecided = Math.abs(difference) < DECISIVE_ERRORS * error;
    String sentence =
        "%s has %s %s against %s".formatted(label, measure.name(), text(value.mean()), text(bound))
            + (reference.name().isEmpty()
                ? ""
                : rule.factor() == 1
                    ? " of " + reference.name()
                    : " (%s of %s)".formatted(text(rule.factor()), reference.name()))
            + (undecided
                ? ", within %s standard errors (%s)".formatted(text(DECISIVE_ERRORS), text(error))
                : "");
    return new Finding(undecided ? null : Boolean.valueOf(ordered), observed, sentence);
  }

  /** Four digits; small numbers keep theirs. */
  static String text(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e6) {
      return String.format(Locale.ROOT, "%.0f", value);
    }
    return Math.abs(value) >= 100
        ? String.format(Locale.ROOT, "%.1f", value)
        : Math.abs(value) >= 0.01
            ? String.format(Locale.ROOT, "%.3f", value)
            : String.format(Locale.ROOT, "%.2e", value);
  }
}
