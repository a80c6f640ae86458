package org.ssl4j.study;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ssl4j.collapse.Verdict;

/**
 * A cell as it stands.
 *
 * @param runs in the order of their seeds
 */
record CellOutcome(CellPlan cell, List<RunOutcome> runs) {

  CellOutcome {
    runs = List.copyOf(runs);
  }

  RunStatus status() {
    if (cell.refusal() != null) {
      return RunStatus.REFUSED;
    }
    if (runs.stream().anyMatch(run -> run.status() == RunStatus.FAILED)) {
      return RunStatus.FAILED;
    }
    return runs.stream().allMatch(run -> run.status() == RunStatus.DONE)
        ? RunStatus.DONE
        : RunStatus.PENDING;
  }

  /** Why it was refused or failed, or null. */
  String reason() {
    return cell.refusal() != null
        ? cell.refusal()
        : runs.stream().map(RunOutcome::reason).filter(Objects::nonNull).findFirst().orElse(null);
  }

  /** Results of the runs that are done. */
  List<RunResult> results() {
    return runs.stream().map(RunOutcome::result).filter(Objects::nonNull).toList();
  }

  /** A number over the seeds, or null if no run has it. */
  Statistic statistic(Function<RunResult, Double> number) {
    List<Double> values = new ArrayList<>();
    results().forEach(result -> values.add(number.apply(result)));
    return Statistic.of(values);
  }

  Statistic statistic(Measure measure) {
    return statistic(result -> result.value(measure));
  }

  /**
   * The squared standard error of an accuracy's mean: that of its test images and that of its
   * seeds. One seed says nothing about the second, so it is then too small.
   */
  double squaredError(Measure measure) {
    Statistic accuracy = statistic(measure);
    Statistic queries = statistic(result -> result.queries(measure));
    return accuracy == null || queries == null
        ? 0
        : squaredError(accuracy.mean(), queries.mean()) + accuracy.squaredErrorOfSeeds();
  }

  /** Squared standard error of one share. */
  static double squaredError(double share, double images) {
    return share * (1 - share) / images;
  }

  /** The verdict of all runs, or how often each was given; null before the first. */
  String verdict() {
    Map<Verdict, Long> counts =
        results().stream()
            .collect(
                Collectors.groupingBy(
                    RunResult::verdict, LinkedHashMap::new, Collectors.counting()));
    if (counts.isEmpty()) {
      return null;
    }
    if (counts.size() == 1) {
      return counts.keySet().iterator().next().name();
    }
    return counts.entrySet().stream()
        .map(entry -> entry.getKey() + " x" + entry.getValue())
        .collect(Collectors.joining(", "));
  }
}
