package org.ssl4j.storage;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes that neither a kill nor a power cut nor a full disk can leave half done. */
public final class DurableFiles {

  private static final Logger LOG = LoggerFactory.getLogger(DurableFiles.class);

  private static final String TEMPORARY = ".tmp";

  private DurableFiles() {}

  /** Fills a file. */
  @FunctionalInterface
  public interface Body {
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Puts a file in place of another, if there is one: whoever looks finds either the old or the new
   * one, whole.
   *
   * @throws IOException if the disk refuses; the old file is untouched then
   */
  public static void replace(Path file, Body body) throws IOException {
    var temporary = file.resolveSibling(file.getFileName() + TEMPORARY);
    try {
      try (var out = new BufferedOutputStream(Files.newOutputStream(temporary))) {
        body.writeTo(out);
      }
      force(temporary);
      Files.move(
          temporary, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      discard(temporary, e);
      throw e;
    }
    force(file.toAbsolutePath().getParent());
  }

  /** The same with a text in UTF-8. */
  public static void replace(Path file, String text) throws IOException {
    replace(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  /**
   * Waits until what was written is on the disk; without it, a power cut could leave a renamed
   * directory of empty files.
   *
   * @param path a file, or a directory for the names in it
   */
  public static void force(Path path) throws IOException {
    boolean isDirectory = Files.isDirectory(path);
    try (var channel =
        FileChannel.open(path, isDirectory ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
      channel.force(true);
    } catch (IOException e) {
      if (!isDirectory) {
        throw e;
      }
      LOG.debug("this system cannot force directories to disk: {}", e.getMessage());
    }
  }

  /** Removes a file or a directory with everything in it, if it is there. */
  public static void deleteRecursively(Path path) throws IOException {
    if (!Files.exists(path)) {
      return;
    }
    try (Stream<Path> entries = Files.walk(path)) {
      for (Path entry : entries.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(entry);
      }
    }
  }

  /** Frees the room of what could not be finished; a failure to do so is added to the cause. */
  public static void discard(Path path, IOException cause) {
    try {
      deleteRecursively(path);
    } catch (IOException e) {
      cause.addSuppressed(e);
    }
  }

  /**
   * Why the system refused, in words; Java's own messages are often no more than the file's name.
   */
  public static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "permission denied";
    }
    if (e instanceof NoSuchFileException) {
      return "it does not exist";
    }
    if (e instanceof FileAlreadyExistsException) {
      return "a file or directory of that name already exists";
    }
    if (e instanceof NotDirectoryException) {
      return "it is not a directory";
    }
    if (e instanceof FileSystemException refused && refused.getReason() != null) {
      return refused.getReason();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
