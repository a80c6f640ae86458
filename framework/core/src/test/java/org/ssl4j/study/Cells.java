package org.ssl4j.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ssl4j.diagnose.Verdict;
import org.ssl4j.text.Text;

/** Cells with made-up numbers. */
final class Cells {

  private Cells() {}

  static CellPlan plan(String id, Object... settings) {
    return ofFamily(null, id, settings);
  }

  static CellPlan ofFamily(String family, String id, Object... settings) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      map.put((String) settings[i], settings[i + 1]);
    }
    return new CellPlan(id, id, family, map, null, null, List.of());
  }

  /** A finished cell with one run for each k-NN accuracy. */
  static CellOutcome done(CellPlan cell, String verdict, double... knn) {
    List<RunOutcome> runs = new ArrayList<>();
    for (int seed = 0; seed < knn.length; seed++) {
      runs.add(
          new RunOutcome(
              new PlannedRun(seed, null, Path.of("study/cells", cell.id(), "seed-" + seed), true),
              RunStatus.DONE,
              null,
              result(verdict, Map.of("knn.top1", knn[seed]))));
    }
    return new CellOutcome(cell, runs);
  }

  /** A finished cell with one run for each value of one number. */
  static CellOutcome withSeeds(CellPlan cell, String verdict, String number, double... values) {
    List<RunOutcome> runs = new ArrayList<>();
    for (double value : values) {
      runs.add(withNumbers(cell, verdict, Map.of(number, value)).runs().get(0));
    }
    return new CellOutcome(cell, runs);
  }

  /** A run's numbers: plausible ones, with some replaced. */
  static RunResult result(String verdict, Map<String, Double> changes) {
    Map<String, Double> last = new LinkedHashMap<>();
    last.put("loss", -0.5);
    last.put("knn.top1", 0.4);
    last.put("knn.queries", 10_000.0);
    last.put("baselines.untrainedKnn", 0.3);
    last.put("baselines.pixelsKnn", 0.35);
    last.put("layers.projector.stdRatio", 0.9);
    last.put("layers.projector.meanCosine", 0.1);
    last.put("layers.projector.effectiveRank", 100.0);
    last.put("layers.projector.topEigenvalueShare", 0.2);
    last.putAll(changes);
    return new RunResult(
        last,
        Map.of("layers.projector.effectiveRank", 80.0, "layers.projector.stdRatio", 0.18),
        last.get("linear"),
        last.containsKey("linear") ? 10_000.0 : null,
        false,
        Verdict.valueOf(verdict),
        last.getOrDefault("seconds", 20.0),
        Map.of(),
        Set.of(Text.of("%.0f", last.getOrDefault("threads", 2.0))));
  }

  static CellOutcome withNumbers(CellPlan cell, String verdict, Map<String, Double> changes) {
    return new CellOutcome(
        cell,
        List.of(
            new RunOutcome(
                new PlannedRun(0, null, Path.of("study/cells", cell.id(), "seed-0"), true),
                RunStatus.DONE,
                null,
                result(verdict, changes))));
  }
}
