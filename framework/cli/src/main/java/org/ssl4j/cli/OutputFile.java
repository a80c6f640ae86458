package org.ssl4j.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.ssl4j.error.ConfigException;
import org.ssl4j.text.Text;

/**
 * A file of data that a command is told to write. What is there is somebody's, and replaced only
 * when told to; checked before the work begins, not after it. (Pages see to themselves: they
 * replace an older page and nothing else.)
 */
final class OutputFile {

  private OutputFile() {}

  /**
   * Refuses a file that must not be written.
   *
   * @param force whether the user said that it may be replaced
   * @throws ConfigException if something is in the way
   */
  static void require(Path file, boolean force) {
    if (Files.isDirectory(file)) {
      throw new ConfigException(Text.of("%s is a directory; give the name of a file in it", file));
    }
    if (Files.exists(file) && !force) {
      throw new ConfigException(Text.of("%s exists; add --force to replace it", file));
    }
  }
}
