package org.ssl4j.study;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.ssl4j.config.FlatSettings;

/**
 * Names finished runs for people. A run goes by its directory, which somebody named, or the
 * directory above it where that is a time or a seed. Where this names several, by what differs in
 * their configs, and if that is much, by more of the way to them.
 */
final class RunLabels {

  /** Directories that ssl4j names: a run's time, and the seed of a study's run. */
  private static final Pattern OWN_NAME = Pattern.compile("\\d{8}-\\d{6}-\\d{3}(-\\d+)?|seed-\\d+");

  /** More differences than this make no label. */
  private static final int MOST_DIFFERENCES = 2;

  private RunLabels() {}

  /**
   * A label for each cell, all different as long as their configs are.
   *
   * @param cells runs that differ in nothing but the seed
   */
  static List<String> of(List<List<PlannedRun>> cells) {
    List<String> names = cells.stream().map(RunLabels::name).toList();
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      String name = names.get(i);
      labels.add(
          Collections.frequency(names, name) == 1
              ? name
              : among(namesakes(name, names, cells), name, cells.get(i)));
    }
    return labels;
  }

  private static List<List<PlannedRun>> namesakes(
      String name, List<String> names, List<List<PlannedRun>> cells) {
    return IntStream.range(0, cells.size())
        .filter(i -> names.get(i).equals(name))
        .mapToObj(cells::get)
        .toList();
  }

  private static String among(
      List<List<PlannedRun>> namesakes, String name, List<PlannedRun> cell) {
    return difference(cell, namesakes)
        .map(difference -> name + ", " + difference)
        .orElseGet(() -> way(cell, namesakes));
  }

  /** The name that all its directories share; that of the config if they share none. */
  private static String name(List<PlannedRun> cell) {
    List<String> names = cell.stream().map(run -> name(run.directory())).distinct().toList();
    return names.size() == 1 ? names.get(0) : cell.get(0).config().config().name();
  }

  private static String name(Path directory) {
    Path path = directory.toAbsolutePath().normalize();
    while (path.getNameCount() > 1 && OWN_NAME.matcher(path.getFileName().toString()).matches()) {
      path = path.getParent();
    }
    return String.valueOf(path.getFileName());
  }

  /** The settings that tell a cell from its namesakes; empty if they are too many for a label. */
  private static Optional<String> difference(
      List<PlannedRun> cell, List<List<PlannedRun>> namesakes) {
    List<Map<String, String>> settings = namesakes.stream().map(RunLabels::settings).toList();
    Map<String, String> own = settings(cell);
    var paths = new TreeSet<String>();
    settings.forEach(one -> paths.addAll(one.keySet()));
    List<String> differing =
        paths.stream()
            .filter(path -> settings.stream().map(one -> one.get(path)).distinct().count() > 1)
            .toList();
    return differing.isEmpty() || differing.size() > MOST_DIFFERENCES
        ? Optional.empty()
        : Optional.of(
            differing.stream()
                .map(
                    path ->
                        Ablations.shortName(path, differing)
                            + "="
                            + own.getOrDefault(path, "(not set)"))
                .collect(Collectors.joining(", ")));
  }

  /** The end of a cell's path that tells it from its namesakes. */
  private static String way(List<PlannedRun> cell, List<List<PlannedRun>> namesakes) {
    Path own = path(cell);
    for (int names = 1; names < own.getNameCount(); names++) {
      Path end = own.subpath(own.getNameCount() - names, own.getNameCount());
      if (namesakes.stream().filter(other -> path(other).endsWith(end)).count() == 1) {
        return end.toString().replace('\\', '/');
      }
    }
    return own.toString();
  }

  private static Path path(List<PlannedRun> cell) {
    return cell.get(0).directory().toAbsolutePath().normalize();
  }

  private static Map<String, String> settings(List<PlannedRun> cell) {
    PlannedRun run = cell.get(0);
    var settings =
        new LinkedHashMap<>(
            FlatSettings.parse(run.config().resolvedYaml(), run.directory().toString()));
    settings.keySet().removeAll(List.of("name", "seed"));
    return settings;
  }
}
