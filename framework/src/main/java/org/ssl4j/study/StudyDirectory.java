package org.ssl4j.study;

import java.nio.file.Path;

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
