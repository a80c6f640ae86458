package org.ssl4j.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import org.slf4j.LoggerFactory;
import org.ssl4j.run.RunException;
import org.ssl4j.storage.DurableFiles;
import org.ssl4j.text.Text;

/**
 * Where the trace of a defect is kept if there is no run whose log could hold it: {@code
 * ~/.ssl4j/defect.log}, which nobody else can read or put in the way. A file of a known name in the
 * directory for temporary files belongs to whoever was first.
 */
final class DefectLog {

  private static final String OWNER_ONLY = "rw-------";
  private static final String OWNERS_DIRECTORY = "rwx------";

  private DefectLog() {}

  /**
   * The log of a user, made if it is not there; a temporary file of its own if the home directory
   * cannot be written.
   *
   * @throws RunException if neither can be made
   */
  static Path in(String home) {
    try {
      Path directory = Path.of(home, ".ssl4j");
      if (!Files.isDirectory(directory)) {
        Files.createDirectory(directory, only(directory.getParent(), OWNERS_DIRECTORY));
      }
      Path log = directory.resolve("defect.log");
      if (!Files.exists(log)) {
        Files.createFile(log, only(directory, OWNER_ONLY));
      }
      if (Files.isWritable(log)) {
        return log;
      }
    } catch (IOException | InvalidPathException e) {
      LoggerFactory.getLogger(DefectLog.class).debug("no log in {}", home, e);
    }
    try {
      return Files.createTempFile("ssl4j-defect-", ".log");
    } catch (IOException e) {
      throw new RunException(
          Text.of("the details could not be written to a file (%s)", DurableFiles.reason(e)), e);
    }
  }

  /** Permissions where the file system knows them; elsewhere a home directory is its owner's. */
  private static FileAttribute<?>[] only(Path place, String permissions) {
    return place.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(permissions))
        }
        : new FileAttribute<?>[0];
  }
}
