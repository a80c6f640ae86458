package org.ssl4j.study;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One config of a study, to be trained with one or more seeds.
 *
 * @param id name of its directory
 * @param label name for people
 * @param family id of the listed cell it comes from, or null
 * @param settings what sets it apart: dotted keys and values
 * @param published accuracies to show beside ours, or null
 * @param refusal why it is no valid config, or null; a refused cell has no runs
 * @param runs one for each seed
 */
public record CellPlan(
    String id,
    String label,
    String family,
    Map<String, Object> settings,
    Published published,
    String refusal,
    List<PlannedRun> runs) {

  public CellPlan {
    settings = Collections.unmodifiableMap(new LinkedHashMap<>(settings));
    runs = List.copyOf(runs);
  }

  /** Whether the published accuracies are of the images that this cell is about. */
  public boolean publishedOnSameData() {
    return published != null
        && published.dataset() != null
        && runs.stream()
            .map(PlannedRun::config)
            .filter(Objects::nonNull)
            .anyMatch(config -> config.config().data().dataset().equals(published.dataset()));
  }

  /** The same cell with published accuracies. */
  CellPlan withPublished(Published values) {
    return new CellPlan(id, label, family, settings, values, refusal, runs);
  }
}
