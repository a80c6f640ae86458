package org.ssl4j.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * Keeps what a return to an earlier checkpoint leaves behind: the metric files as they were, and
 * the checkpoints of steps that are to be made again, under {@code set-aside/1}, {@code
 * set-aside/2} ...
 */
public final class SetAside {

  private SetAside() {}

  /**
   * Copies the files and moves the checkpoints.
   *
   * @param moved checkpoints that no longer count
   * @return the new directory
   * @throws DiskException if the disk refuses
   */
  public static Path keep(RunDirectory run, List<Path> moved) {
    try {
      Path directory = create(run.setAside());
      for (Path file : List.of(run.config(), run.metrics(), run.steps(), run.spectra())) {
        if (Files.exists(file)) {
          Files.copy(file, directory.resolve(file.getFileName().toString()));
        }
      }
      for (Path checkpoint : moved) {
        Files.move(
            checkpoint,
            directory.resolve(checkpoint.getFileName().toString()),
            StandardCopyOption.ATOMIC_MOVE);
      }
      return directory;
    } catch (IOException e) {
      throw DiskException.cannotWrite(run.setAside(), e);
    }
  }

  private static Path create(Path parent) throws IOException {
    Files.createDirectories(parent);
    int number = 1;
    while (Files.exists(parent.resolve(String.valueOf(number)))) {
      number++;
    }
    return Files.createDirectory(parent.resolve(String.valueOf(number)));
  }
}
