package org.ssl4j.study;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ssl4j.config.FlatSettings;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.run.JsonFiles;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunException;
import org.ssl4j.text.Text;

/**
 * Finished runs as cells: what differs in nothing but the seed belongs together, and a run counts
 * once, however it is named and however often it was repeated. A repetition with the same seed
 * gives the same numbers, so as a second seed it would only feign a small spread.
 */
final class SameRuns {

  /** Settings that change no number, or that a cell's runs may differ in. */
  private static final Set<String> IRRELEVANT =
      Set.of(
          "name",
          "seed",
          "data.workers",
          "data.prefetch",
          "data.cacheMegabytes",
          ConfigDifference.SESSION_TIME);

  private final Map<Object, List<PlannedRun>> cells = new LinkedHashMap<>();
  private final Map<Path, Path> named = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();

  /** Settings that decide numbers, but for the seed. */
  static Map<String, String> settings(LoadedConfig config, String source) {
    Map<String, String> settings =
        new LinkedHashMap<>(FlatSettings.parse(config.resolvedYaml(), source));
    settings.keySet().removeAll(IRRELEVANT);
    settings.keySet().removeIf(path -> path.startsWith("checkpoint."));
    return settings;
  }

  /** Adds a run to its cell, or says why it adds nothing. */
  void add(Path directory, LoadedConfig config) {
    Path real = real(directory);
    Path known = named.putIfAbsent(real, directory);
    if (known != null) {
      notes.add(
          known.equals(directory)
              ? directory + " is named twice, but counts once."
              : Text.of("%s is the same run as %s, so it counts once.", directory, known));
      return;
    }
    var run = new PlannedRun(config.config().seed(), config, directory, false);
    Object key = List.of(settings(config, directory.toString()), images(directory));
    List<PlannedRun> cell = cells.computeIfAbsent(key, any -> new ArrayList<>());
    for (PlannedRun other : cell) {
      if (other.seed() == run.seed()) {
        notes.add(
            Text.of(
                "%s repeats %s with the same settings, images and seed %d, so it does not count as another seed.",
                directory, other.directory(), run.seed()));
        return;
      }
    }
    cell.add(run);
  }

  /** The runs of each cell. */
  List<List<PlannedRun>> cells() {
    return cells.values().stream().map(List::copyOf).toList();
  }

  /** Runs that do not count, a sentence each. */
  List<String> notes() {
    return List.copyOf(notes);
  }

  private static Path real(Path directory) {
    try {
      return directory.toRealPath();
    } catch (IOException e) {
      throw new RunException(Text.of("cannot read %s (%s)", directory, e.getMessage()), e);
    }
  }

  /** Hashes of the images a run was trained and measured on, as far as they are recorded. */
  static Map<String, String> images(Path directory) {
    Path file = new RunDirectory(directory).provenance();
    Map<String, String> images = new LinkedHashMap<>();
    JsonFiles.read(file)
        .ifPresent(
            facts -> {
              for (String set : List.of("train", "test")) {
                var hash = facts.path(set).path("sha256");
                if (hash.isTextual()) {
                  images.put(set, hash.asText());
                }
              }
            });
    return images;
  }
}
