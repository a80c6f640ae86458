package org.ssl4j.cli;

import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What the commands that train many runs have in common. */
final class StudyOptions {

  @Mixin private SetOptions sets;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description =
          "Directory of the study (default: studies/NAME). A study that already exists there is continued.")
  private Path out;

  @Option(
      names = "--parallel",
      paramLabel = "N",
      description =
          "Number of runs at the same time; they share the cores and the memory (default: ${DEFAULT-VALUE}).",
      defaultValue = "1")
  private int parallel;

  @Option(
      names = "--dry-run",
      description = "List the cells and estimate their time, without training.")
  private boolean dryRun;

  SetOptions sets() {
    return sets;
  }

  Path directory(String name) {
    return out == null ? Path.of("studies", name) : out;
  }

  int parallel() {
    return parallel;
  }

  boolean dryRun() {
    return dryRun;
  }
}
