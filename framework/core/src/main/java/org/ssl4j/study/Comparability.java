package org.ssl4j.study;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.ssl4j.config.FlatSettings;
import org.ssl4j.text.Text;

/**
 * Which cells of a comparison may be ranked against each other. An accuracy means something beside
 * another one only on the same images, by the same protocol and after as long a training; cells
 * that differ there are shown, with what differs, but not ranked.
 *
 * <p>An ablation is not judged: what its cells differ in is its question.
 *
 * @param cells that may be ranked: the largest group of comparable ones
 * @param reasons why each of the others is not ranked, by the cell's id
 * @param notes what else a reader of the ranking must know, a sentence each
 */
record Comparability(List<CellOutcome> cells, Map<String, String> reasons, List<String> notes) {

  /** What else differs in {@code data:} is not of the images. */
  private static final Set<String> NOT_OF_IMAGES =
      Set.of(
          "data.batchSize",
          "data.workers",
          "data.prefetch",
          "data.cacheMegabytes",
          "data.unreadable");

  private static final Set<String> BUDGET = Set.of("schedule.epochs", "schedule.maxSteps");

  /** Another batch or other numbers are another recipe, not another task. */
  private static final List<String> RECIPE = List.of("data.batchSize", "precision");

  static Comparability of(StudyPlan plan, List<CellOutcome> all) {
    if (plan.kind() != StudyPlan.Kind.COMPARISON) {
      return new Comparability(all, Map.of(), List.of());
    }
    List<List<CellOutcome>> groups = new ArrayList<>();
    for (CellOutcome cell : all) {
      groups.stream()
          .filter(group -> differences(group.get(0), cell).isEmpty())
          .findFirst()
          .ifPresentOrElse(
              group -> group.add(cell), () -> groups.add(new ArrayList<>(List.of(cell))));
    }
    // The first of the largest: max would take the last.
    List<CellOutcome> ranked = List.of();
    for (List<CellOutcome> group : groups) {
      if (ranked.isEmpty() || BY_SCORES.compare(group, ranked) > 0) {
        ranked = group;
      }
    }
    Map<String, String> reasons = new LinkedHashMap<>();
    for (CellOutcome cell : all) {
      if (!ranked.contains(cell)) {
        reasons.put(cell.cell().id(), String.join("; ", differences(ranked.get(0), cell)));
      }
    }
    return new Comparability(List.copyOf(ranked), reasons, notes(plan, all, ranked, reasons));
  }

  private static final Comparator<List<CellOutcome>> BY_SCORES =
      Comparator.<List<CellOutcome>>comparingLong(
              group -> group.stream().filter(Comparability::scored).count())
          .thenComparingInt(List::size);

  private static boolean scored(CellOutcome cell) {
    return cell.status() == RunStatus.DONE
        && (cell.statistic(Measure.KNN) != null || cell.statistic(Measure.LINEAR) != null);
  }

  private static List<String> notes(
      StudyPlan plan,
      List<CellOutcome> all,
      List<CellOutcome> ranked,
      Map<String, String> reasons) {
    List<String> notes = new ArrayList<>(plan.notes());
    for (CellOutcome cell : all) {
      String reason = reasons.get(cell.cell().id());
      if (reason != null) {
        notes.add(
            Text.of(
                "%s is not ranked with %s: %s.",
                cell.cell().label(), ranked.get(0).cell().label(), reason));
      }
    }
    RECIPE.forEach(setting -> noteOf(setting, ranked).ifPresent(notes::add));
    return notes;
  }

  /** What a setting is in which cells, if they differ in it: they are ranked, and it is said. */
  private static Optional<String> noteOf(String setting, List<CellOutcome> ranked) {
    Map<String, List<String>> cells = new LinkedHashMap<>();
    for (CellOutcome cell : ranked) {
      String value = settings(cell).get(setting);
      if (value != null) {
        cells.computeIfAbsent(value, key -> new ArrayList<>()).add(cell.cell().label());
      }
    }
    return cells.size() < 2
        ? Optional.empty()
        : Optional.of(
            Text.of(
                "The ranked cells differ in %s: %s.",
                setting,
                cells.entrySet().stream()
                    .map(entry -> entry.getKey() + " (" + String.join(", ", entry.getValue()) + ")")
                    .collect(Collectors.joining(", "))));
  }

  /** What keeps two cells from being compared, a clause each; empty if nothing does. */
  private static List<String> differences(CellOutcome one, CellOutcome other) {
    Map<String, String> here = settings(one);
    Map<String, String> there = settings(other);
    if (here.isEmpty() || there.isEmpty()) {
      return List.of(); // refused cells have no config, and no score either
    }
    Map<String, String> images = images(one);
    Map<String, String> otherImages = images(other);
    boolean known = images.size() == 2 && otherImages.size() == 2;
    boolean same = known && images.equals(otherImages);
    Set<String> paths = new LinkedHashSet<>(here.keySet());
    paths.addAll(there.keySet());
    List<String> differences = new ArrayList<>();
    boolean dataDiffers = false;
    for (String path : paths) {
      boolean ofImages = path.startsWith("data.") && !NOT_OF_IMAGES.contains(path);
      String a = here.getOrDefault(path, "not set");
      String b = there.getOrDefault(path, "not set");
      if (!a.equals(b) && (ofImages ? !same : decides(path))) {
        dataDiffers |= ofImages;
        differences.add(Text.of("its %s is %s, not %s", path, b, a));
      }
    }
    if (known && !same && !dataDiffers) {
      differences.add("its images differ, although data.root has the same name");
    }
    return differences;
  }

  private static boolean decides(String path) {
    return BUDGET.contains(path) || path.startsWith("evaluation.") && !path.endsWith("everyEpochs");
  }

  private static Map<String, String> settings(CellOutcome cell) {
    return cell.runs().stream()
        .map(RunOutcome::run)
        .filter(run -> run.config() != null)
        .findFirst()
        .map(run -> FlatSettings.parse(run.config().resolvedYaml(), "the config"))
        .orElse(Map.of());
  }

  private static Map<String, String> images(CellOutcome cell) {
    return cell.results().stream().findFirst().map(RunResult::images).orElse(Map.of());
  }
}
