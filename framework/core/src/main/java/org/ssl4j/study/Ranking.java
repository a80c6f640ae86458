package org.ssl4j.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.ssl4j.diagnose.Verdict;
import org.ssl4j.text.Text;

/** Orders the cells of a comparison by an accuracy, and says what the order is worth. */
final class Ranking {

  private static final double PER_CENT = 100;

  private static final double SECONDS_WITHOUT_TENTHS = 10;

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
   * What the order by one accuracy is worth.
   *
   * @param sentence in words, without a full stop
   * @param decided whether the lead is beyond its margin, by the rule of {@link PredictionCheck}
   * @param seeds of the cell that has fewer; with one, the margin is that of the test images alone
   * @param sound whether the first has not collapsed and is better than its untrained network
   */
  record Lead(Measure measure, String sentence, boolean decided, int seeds, boolean sound) {}

  /** Which cell leads by which accuracy; an accuracy that two finished cells lack is left out. */
  static List<Lead> leads(List<CellOutcome> cells) {
    return Stream.of(Measure.KNN, Measure.LINEAR)
        .map(measure -> by(measure, cells))
        .filter(ranking -> ranking.best.size() > 1)
        .map(Ranking::lead)
        .toList();
  }

  /**
   * Which is best, on what evidence, at what cost: one sentence, and a second one where finished
   * cells lack the accuracy.
   *
   * @param cells that may be compared with each other
   */
  static String answer(List<CellOutcome> cells) {
    List<CellOutcome> finished =
        cells.stream().filter(cell -> cell.status() == RunStatus.DONE).toList();
    if (finished.isEmpty()) {
      return "No run is finished yet, so there is nothing to compare.";
    }
    Ranking deciding = deciding(cells);
    String lacking = lacking(finished, deciding);
    if (deciding.best.isEmpty()) {
      return "No finished run has a "
          + deciding.name()
          + " score, so nothing is ranked: "
          + lacking;
    }
    if (deciding.best.size() == 1) {
      CellOutcome only = deciding.best.get(0);
      return lacking.isEmpty()
          ? Text.of("Only %s is finished: %s.", only.cell().label(), deciding.score(only))
          : Text.of(
              "Only %s has a %s score (%s), so nothing is ranked: %s",
              only.cell().label(), deciding.name(), deciding.score(only), lacking);
    }
    var sentence = new StringBuilder(deciding.lead().sentence());
    if (deciding.measure.equals(Measure.LINEAR)) {
      sentence.append(by(Measure.KNN, cells).agrees(deciding));
    }
    sentence.append(deciding.cost()).append('.');
    if (!lacking.isEmpty()) {
      sentence.append(" Not ranked: ").append(lacking);
    }
    return sentence.toString();
  }

  /** Finished cells without the accuracy, and which setting gives one; empty if there are none. */
  private static String lacking(List<CellOutcome> finished, Ranking ranking) {
    String reasons =
        finished.stream()
            .filter(cell -> !ranking.best.contains(cell))
            .map(cell -> cell.cell().label() + " " + ranking.whyNone(cell))
            .collect(Collectors.joining("; "));
    return reasons.isEmpty() ? "" : reasons + ".";
  }

  private String whyNone(CellOutcome cell) {
    if (cell.results().stream().anyMatch(RunResult::untrainedOnly)) {
      return "was not trained for a whole epoch";
    }
    boolean off =
        cell.runs().stream()
            .map(run -> run.run().config())
            .filter(Objects::nonNull)
            .map(config -> config.config().evaluation())
            .anyMatch(
                evaluation ->
                    evaluation.everyEpochs() == 0
                        || measure.equals(Measure.LINEAR) && evaluation.probe().everyEpochs() == 0);
    return off
        ? Text.of(
            "has no %s score because %s is 0 (set it to 1 or more)",
            name(),
            measure.equals(Measure.LINEAR)
                ? "evaluation.probe.everyEpochs"
                : "evaluation.everyEpochs")
        : Text.of("has no %s score because its images have no labels", name());
  }

  /** The accuracy that {@link #answer} is about. */
  static Measure decidingMeasure(List<CellOutcome> cells) {
    return deciding(cells).measure;
  }

  /** The probe is how the papers compare; it decides only if every cell with a score has one. */
  private static Ranking deciding(List<CellOutcome> cells) {
    Ranking linear = by(Measure.LINEAR, cells);
    Ranking knn = by(Measure.KNN, cells);
    return !linear.best.isEmpty() && linear.best.containsAll(knn.best) ? linear : knn;
  }

  private Lead lead() {
    CellOutcome first = best.get(0);
    CellOutcome second = best.get(1);
    double difference = first.statistic(measure).mean() - second.statistic(measure).mean();
    if (difference == 0) {
      return draw();
    }
    StandardError error = first.error(measure).plus(second.error(measure));
    boolean decided = error.decides(difference);
    int seeds = first.statistic(measure).n();
    int others = second.statistic(measure).n();
    String sentence =
        Text.of(
            "%s%s is %s by %s: %s against %s of %s, a difference of %s points, %s its 95 %% margin of %s (%s)",
            first.cell().label(),
            reservation(first),
            decided ? "best" : "ahead, but undecided,",
            name(),
            score(first),
            score(second),
            second.cell().label(),
            points(difference),
            decided ? "beyond" : "within",
            points(error.margin()),
            seeds(seeds, others));
    return new Lead(
        measure, sentence, decided, Math.min(seeds, others), sound(first) && learned(first));
  }

  /** Of equal cells none is ahead. */
  private Lead draw() {
    double mean = best.get(0).statistic(measure).mean();
    List<CellOutcome> equal =
        best.stream().filter(cell -> cell.statistic(measure).mean() == mean).toList();
    List<String> names =
        equal.stream()
            .map(
                cell ->
                    sound(cell)
                        ? cell.cell().label()
                        : cell.cell().label() + " (" + cell.verdict() + ")")
            .toList();
    String sentence =
        Text.of(
            "%s and %s are equal by %s: %s",
            String.join(", ", names.subList(0, names.size() - 1)),
            names.get(names.size() - 1),
            name(),
            score(best.get(0)));
    int seeds = equal.stream().mapToInt(cell -> cell.statistic(measure).n()).min().orElse(0);
    boolean sound = equal.stream().allMatch(cell -> sound(cell) && learned(cell));
    return new Lead(measure, sentence, false, seeds, sound);
  }

  /** What a reader must know of the first before it is called best. */
  private String reservation(CellOutcome first) {
    List<String> reservations = new ArrayList<>();
    if (!sound(first)) {
      reservations.add(
          first.verdicts().size() == 1
              ? "although its verdict is " + first.verdict()
              : "although its runs' verdicts are " + first.verdict());
    }
    if (!learned(first)) {
      reservations.add(
          Text.of(
              "although it is no better than the untrained network (%s %%)",
              points(first.statistic(result -> result.untrainedValue(measure)).mean())));
    }
    return reservations.isEmpty() ? "" : ", " + String.join(" and ", reservations) + ",";
  }

  /** Whether no run of it collapsed, diverged or learned nothing. */
  private static boolean sound(CellOutcome cell) {
    return cell.verdicts().keySet().stream()
        .allMatch(verdict -> verdict == Verdict.HEALTHY || verdict == Verdict.UNCERTAIN);
  }

  private boolean learned(CellOutcome cell) {
    Statistic untrained = cell.statistic(result -> result.untrainedValue(measure));
    return untrained == null || cell.statistic(measure).mean() > untrained.mean();
  }

  private static String seeds(int first, int second) {
    if (first == 1 && second == 1) {
      return "of the test images alone: with one seed each the spread between seeds is unknown";
    }
    return first == second ? first + " seeds each" : Text.of("%d and %d seeds", first, second);
  }

  private String agrees(Ranking deciding) {
    if (best.size() < 2) {
      return "";
    }
    String own = best.get(0).cell().label();
    boolean decided = lead().decided();
    return deciding.best.get(0).cell().label().equals(own)
        ? decided ? "; k-NN agrees" : "; k-NN agrees, but undecided"
        : Text.of(
            "; k-NN puts %s%s first (%s)%s",
            own, reservation(best.get(0)), score(best.get(0)), decided ? "" : ", but undecided");
  }

  /** Why the seconds of these cells must not be compared, as a clause; empty if they may be. */
  static Optional<String> secondsIncomparable(List<CellOutcome> cells) {
    Set<String> threads = new TreeSet<>();
    cells.forEach(cell -> cell.results().forEach(result -> threads.addAll(result.threads())));
    return threads.size() <= 1
        ? Optional.empty()
        : Optional.of(
            Text.of(
                "runs had different numbers of threads (%s), so their seconds cannot be compared",
                String.join(" and ", threads)));
  }

  private String cost() {
    CellOutcome first = best.get(0);
    Statistic seconds = first.statistic(RunResult::secondsPerEpoch);
    if (seconds == null) {
      return "";
    }
    Optional<String> incomparable = secondsIncomparable(best);
    if (incomparable.isPresent()) {
      return "; " + incomparable.get();
    }
    CellOutcome fastest =
        best.stream()
            .filter(cell -> cell.statistic(RunResult::secondsPerEpoch) != null)
            .min(
                Comparator.comparingDouble(
                    cell -> cell.statistic(RunResult::secondsPerEpoch).mean()))
            .orElse(first);
    double least = fastest.statistic(RunResult::secondsPerEpoch).mean();
    boolean draw =
        best.size() > 1 && best.get(1).statistic(measure).mean() == first.statistic(measure).mean();
    String cost =
        Text.of(
            seconds.mean() < SECONDS_WITHOUT_TENTHS
                ? "; %s costs %.1f s per epoch"
                : "; %s costs %.0f s per epoch",
            draw ? first.cell().label() : "it",
            seconds.mean());
    return fastest.cell().id().equals(first.cell().id())
        ? cost + ", the least of all"
        : cost
            + Text.of(
                ", %.1f times the cheapest (%s)", seconds.mean() / least, fastest.cell().label());
  }

  private String name() {
    return measure.equals(Measure.LINEAR) ? "linear probe" : "k-NN";
  }

  private String score(CellOutcome cell) {
    Statistic value = cell.statistic(measure);
    return points(value.mean())
        + " %"
        + (value.spread() == null ? "" : " +- " + points(value.spread()));
  }

  /** A share of images, or a difference of two, in points of per cent. */
  static String points(double share) {
    return Text.of("%.1f", PER_CENT * share);
  }
}
