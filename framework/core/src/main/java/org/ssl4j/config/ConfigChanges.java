package org.ssl4j.config;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ssl4j.error.ConfigException;
import org.ssl4j.text.Text;

/**
 * What may differ between the config that a run began with and the one it goes on with. Whatever
 * decides the numbers of the steps to come must stay, or the metrics before and after would be
 * those of two runs; the exceptions are a longer training and another learning rate, which a user
 * asks for on purpose and the run's provenance records.
 */
public final class ConfigChanges {

  private static final String EPOCHS = "schedule.epochs";

  /** Single settings that may change. */
  private static final Set<String> FREE =
      Set.of(
          "name",
          "engine",
          "device",
          "convolution",
          "data.root",
          "data.workers",
          "data.prefetch",
          "data.cacheMegabytes",
          "schedule.maxSteps",
          "schedule.stopAfterMinutes",
          "optimizer.learningRate",
          "monitor.everyEpochs",
          "monitor.onCollapse",
          "monitor.patience",
          "monitor.onDivergence",
          "monitor.rollbackFactor",
          "monitor.maxRollbacks",
          "evaluation.everyEpochs",
          "evaluation.probe.everyEpochs");

  private static final String FREE_SECTION = "checkpoint.";

  private ConfigChanges() {}

  /**
   * One setting that differs.
   *
   * @param path dotted
   * @param before the run's so far
   * @param after from now on
   */
  public record Change(String path, String before, String after) {

    @Override
    public String toString() {
      return Text.of("%s: %s -> %s", path, before, after);
    }
  }

  /**
   * Compares two configs, field by field.
   *
   * @param before the run's own
   * @param after the one to go on with
   * @return what differs and may
   * @throws ConfigException naming everything that differs and must not
   */
  public static List<Change> between(LoadedConfig before, LoadedConfig after) {
    Map<String, String> old = FlatSettings.parse(before.resolvedYaml(), "the run's config");
    Map<String, String> now = FlatSettings.parse(after.resolvedYaml(), "the new config");
    Set<String> paths = new LinkedHashSet<>(old.keySet());
    paths.addAll(now.keySet());
    List<Change> changes = new ArrayList<>();
    List<ConfigChecks.Problem> problems = new ArrayList<>();
    for (String path : paths) {
      var change =
          new Change(path, old.getOrDefault(path, "unset"), now.getOrDefault(path, "unset"));
      if (change.before().equals(change.after())) {
        continue;
      }
      String refusal = refusal(change, before.config(), after.config());
      if (refusal == null) {
        changes.add(change);
      } else {
        problems.add(new ConfigChecks.Problem(path, refusal));
      }
    }
    LoadedConfig.refuse(problems, after.places());
    return changes;
  }

  private static String refusal(Change change, ExperimentConfig before, ExperimentConfig after) {
    if (change.path().equals(EPOCHS)) {
      return after.schedule().epochs() > before.schedule().epochs()
          ? null
          : Text.of(
              "a resumed run needs more epochs than the %s of its config; to end the run early, set schedule.maxSteps",
              change.before());
    }
    if (FREE.contains(change.path()) || change.path().startsWith(FREE_SECTION)) {
      return null;
    }
    return Text.of(
        "the run began with %s and cannot be resumed with %s; start a new run",
        change.before(), change.after());
  }
}
