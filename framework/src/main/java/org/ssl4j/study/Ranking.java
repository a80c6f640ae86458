package org.ssl4j.study;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Orders the cells of a comparison by an accuracy, and says what the order is worth. */
final class Ranking {

  private static final double PER_CENT = 100;

  private final Measure measure;
  private final List<CellOutcome> best;

  private Ranking(Measure measure, List<CellOutcome> best) {
    this.measure = measure;
    this.best = best;
  }

  /** Finished cells that have the accuracy, best first; equal ones in the order of the study. */
  static Ranking by(Measure measure, List<CellOutcome> cells) {
    return new Ranking(
        measure,
        cells.stream()
            .filter(cell -> cell.status() == RunStatus.DONE && cell.statistic(measure) != null)
            .sorted(
                Comparator.comparingDouble((CellOutcome cell) -> cell.statistic(measure).mean())
                    .reversed())
            .toList());
  }

  /** Rank from 1 by cell; equal accuracies share one. */
  Map<String, Integer> ranks() {
    Map<String, Integer> ranks = new LinkedHashMap<>();
    int rank = 0;
    double last = Double.NaN;
    for (int i = 0; i < best.size(); i++) {
      double mean = best.get(i).statistic(measure).mean();
      if (mean != last) {
        rank = i + 1;
      }
      ranks.put(best.get(i).cell().id(), rank);
      last = mean;
    }
    return ranks;
  }

  List<CellOutcome> best() {
    return best;
  }

  /**
   * Which is best, on what evidence, at what cost: one sentence.
   *
   * @param cells all cells of the study
   */
  static String answer(List<CellOutcome> cells) {
    Ranking linear = by(Measure.LINEAR, cells);
    Ranking knn = by(Measure.KNN, cells);
    // The probe is how the papers compare; it decides only if every finished cell has one.
    boolean probed = !linear.best.isEmpty() && linear.best.size() == knn.best.size();
    Ranking deciding = probed ? linear : knn;
    if (deciding.best.isEmpty()) {
      return "No run is finished yet, so there is nothing to compare.";
    }
    if (deciding.best.size() == 1) {
      CellOutcome only = deciding.best.get(0);
      return "Only %s is finished: %s.".formatted(only.cell().label(), deciding.score(only));
    }
    var sentence = new StringBuilder(deciding.first());
    if (probed) {
      sentence.append(knn.agrees(deciding));
    }
    sentence.append(deciding.cost());
    return sentence.append('.').toString();
  }

  private String first() {
    CellOutcome first = best.get(0);
    CellOutcome second = best.get(1);
    double difference = first.statistic(measure).mean() - second.statistic(measure).mean();
    double error = Math.sqrt(first.squaredError(measure) + second.squaredError(measure));
    boolean decided = difference > PredictionCheck.DECISIVE_ERRORS * error;
    int seeds = Math.min(first.statistic(measure).n(), second.statistic(measure).n());
    return "%s is %s by %s: %s against %s of %s, a difference of %s points with a standard error of %s (%s), %s"
        .formatted(
            first.cell().label(),
            decided ? "best" : "ahead, but not decisively,",
            name(),
            score(first),
            score(second),
            second.cell().label(),
            points(difference),
            points(error),
            seeds == 1 ? "one seed, so without the spread between seeds" : seeds + " seeds",
            decided ? "more than twice its error" : "less than twice its error");
  }

  private String agrees(Ranking deciding) {
    String winner = deciding.best.get(0).cell().label();
    String own = best.get(0).cell().label();
    return winner.equals(own)
        ? "; k-NN agrees"
        : "; k-NN puts %s first (%s)".formatted(own, score(best.get(0)));
  }

  private String cost() {
    CellOutcome first = best.get(0);
    Statistic seconds = first.statistic(RunResult::secondsPerEpoch);
    if (seconds == null) {
      return "";
    }
    CellOutcome fastest =
        best.stream()
            .filter(cell -> cell.statistic(RunResult::secondsPerEpoch) != null)
            .min(
                Comparator.comparingDouble(
                    cell -> cell.statistic(RunResult::secondsPerEpoch).mean()))
            .orElse(first);
    double least = fastest.statistic(RunResult::secondsPerEpoch).mean();
    String cost =
        "; it costs %s s per epoch".formatted(PredictionCheck.text(round(seconds.mean())));
    return fastest.cell().id().equals(first.cell().id())
        ? cost + ", the least of all"
        : cost
            + String.format(
                Locale.ROOT,
                ", %.1f times the cheapest (%s)",
                seconds.mean() / least,
                fastest.cell().label());
  }

  private static double round(double seconds) {
    return seconds >= 10 ? Math.rint(seconds) : Math.rint(seconds * 10) / 10;
  }

  private String name() {
    return measure.equals(Measure.LINEAR) ? "linear probe" : "k-NN";
  }

  private String score(CellOutcome cell) {
    Statistic value = cell.statistic(measure);
    return String.format(Locale.ROOT, "%.1f %%", PER_CENT * value.mean())
        + (value.spread() == null
            ? ""
            : String.format(Locale.ROOT, " +- %.1f", PER_CENT * value.spread()));
  }

  private static String points(double share) {
    return String.format(Locale.ROOT, "%.1f", PER_CENT * share);
  }
}
