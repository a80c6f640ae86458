package org.ssl4j.study;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.ssl4j.diagnose.Verdict;

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

  /** The standard error of a measure's mean; {@link StandardError#NONE} where it is not known. */
  StandardError error(Measure measure) {
    return error(measure, statistic(measure));
  }

  /**
   * The standard error of a mean over these runs. The seeds show how far training scatters. An
   * accuracy has a second error, which all seeds share and therefore cannot show: that of the test
   * images.
   *
   * @param mean the measure, or the same measure before training or on pixels; may be null
   */
  StandardError error(Measure measure, Statistic mean) {
    if (mean == null) {
      return StandardError.NONE;
    }
    StandardError seeds = mean.errorOfSeeds();
    Statistic images = measure.isAccuracy() ? statistic(run -> run.queries(measure)) : null;
    return images == null
        ? seeds
        : seeds.plus(StandardError.known(mean.mean() * (1 - mean.mean()) / images.mean()));
  }

  /** How often each verdict was given, the most frequent first. */
  Map<Verdict, Long> verdicts() {
    Map<Verdict, Long> counts =
        results().stream()
            .collect(
                Collectors.groupingBy(
                    RunResult::verdict, () -> new EnumMap<>(Verdict.class), Collectors.counting()));
    Map<Verdict, Long> sorted = new LinkedHashMap<>();
    counts.entrySet().stream()
        .sorted(Map.Entry.<Verdict, Long>comparingByValue().reversed())
        .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
    return sorted;
  }

  /** The verdict of all runs in words, or how often each was given; null before the first. */
  String verdict() {
    Map<Verdict, Long> counts = verdicts();
    if (counts.isEmpty()) {
      return null;
    }
    return counts.entrySet().stream()
        .map(entry -> (counts.size() == 1 ? "" : entry.getValue() + " ") + entry.getKey().title())
        .collect(Collectors.joining(", "));
  }

  /** The same for programs: {@code HEALTHY}, {@code UNCERTAIN x2, HEALTHY x1}. */
  String verdictNames() {
    Map<Verdict, Long> counts = verdicts();
    if (counts.isEmpty()) {
      return null;
    }
    return counts.entrySet().stream()
        .map(entry -> entry.getKey() + (counts.size() == 1 ? "" : " x" + entry.getValue()))
        .collect(Collectors.joining(", "));
  }
}
