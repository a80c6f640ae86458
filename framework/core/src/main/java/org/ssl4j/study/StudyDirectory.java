package org.ssl4j.study;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.ssl4j.run.JsonFiles;
import org.ssl4j.run.RunException;
import org.ssl4j.run.RunLock;
import org.ssl4j.storage.DurableFiles;
import org.ssl4j.text.Text;

/**
 * The directory of a study and the names in it:
 *
 * <pre>
 * study.json  results.csv  results.md  report.html  cells/CELL/seed-N/ (run directories)
 * </pre>
 */
public record StudyDirectory(Path path) {

  private static final String CELLS = "cells";
  private static final String SEED = "seed-";

  /**
   * Refuses a directory that holds something else than this study.
   *
   * @throws RunException naming what it holds
   */
  void requireFor(StudyPlan plan) {
    if (!Files.isDirectory(path)) {
      return;
    }
    if (Files.isRegularFile(json())) {
      requireSame(plan);
      return;
    }
    try (Stream<Path> content = Files.list(path)) {
      var foreign =
          content
              .map(file -> file.getFileName().toString())
              .filter(name -> !name.equals(CELLS) && !name.equals(RunLock.NAME))
              .sorted()
              .findFirst();
      if (foreign.isPresent()) {
        throw new RunException(
            Text.of(
                "%s is not empty and holds no study (it holds %s); choose a new or an empty directory",
                path, foreign.get()));
      }
    } catch (IOException e) {
      throw new RunException(Text.of("cannot list %s (%s)", path, DurableFiles.reason(e)), e);
    }
  }

  private void requireSame(StudyPlan plan) {
    String name = JsonFiles.read(json()).map(study -> study.path("name").asText()).orElse("");
    if (!name.equals(plan.name())) {
      throw new RunException(
          Text.of(
              "%s holds the study %s, not %s; choose another directory", path, name, plan.name()));
    }
  }

  public Path json() {
    return path.resolve("study.json");
  }

  public Path csv() {
    return path.resolve("results.csv");
  }

  public Path markdown() {
    return path.resolve("results.md");
  }

  /** The page, drawn from the other files. */
  public Path html() {
    return path.resolve("report.html");
  }

  /** Directory of a run, made when it starts. */
  Path run(String cell, long seed) {
    return path.resolve(CELLS).resolve(cell).resolve(SEED + seed);
  }

  /** A run's directory as study.json names it: the way from here, so that both may be moved. */
  String relative(Path run) {
    Path here = path.toAbsolutePath().normalize();
    Path there = run.toAbsolutePath().normalize();
    // Two drives have no way between them.
    Path way = here.getRoot().equals(there.getRoot()) ? here.relativize(there) : there;
    return way.toString().replace('\\', '/');
  }
}
