package org.ssl4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.ssl4j.run.RunException;
import org.ssl4j.run.Runs;
import org.ssl4j.text.Text;

/**
 * Finds a run or a study by its directory, by the directory above several runs, of which the one
 * that began last is meant, or by its name alone, under {@code runs/} and {@code studies/}.
 */
final class RunArgument {

  private static final String STUDY = "study.json";

  private RunArgument() {}

  /** Whether a directory holds a study. */
  static boolean isStudy(Path directory) {
    return Files.isRegularFile(directory.resolve(STUDY));
  }

  /**
   * @throws RunException if there is none
   */
  static Path find(Path named) {
    List<Path> places =
        named.isAbsolute()
            ? List.of(named)
            : List.of(named, Path.of("runs").resolve(named), Path.of("studies").resolve(named));
    for (Path place : places) {
      Optional<Path> found = at(place);
      if (found.isPresent()) {
        return found.get();
      }
    }
    if (Files.isDirectory(named)) {
      throw new RunException(
          Text.of(
              "%s holds neither a run (no config.yaml in it or in a directory below it) nor a study (no study.json). Name the directory of a run or a study.",
              named));
    }
    throw new RunException(
        Text.of(
            "There is no run or study %s%s. Name its directory.",
            named, named.isAbsolute() ? "" : Text.of(", nor runs/%s or studies/%s", named, named)));
  }

  private static Optional<Path> at(Path place) {
    return isStudy(place) || Runs.holdsOne(place) ? Optional.of(place) : Runs.newest(place);
  }
}
