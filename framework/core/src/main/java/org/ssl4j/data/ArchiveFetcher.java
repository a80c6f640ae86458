package org.ssl4j.data;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.ssl4j.error.DataException;
import org.ssl4j.storage.DurableFiles;
import org.ssl4j.text.Text;

/**
 * Puts a published archive's folder on disk: found, unpacked from an archive placed by hand, or
 * downloaded.
 *
 * <p>Whatever is found under the final name is complete: downloads grow in a {@code .part} file
 * that a later call continues, archives are checked by MD5, and folders appear by one rename.
 */
public final class ArchiveFetcher {
  private static final int BUFFER_BYTES = 1 << 16;

  private final ArchiveSource source;
  private final Progress progress;

  public ArchiveFetcher(ArchiveSource source, Progress progress) {
    this.source = source;
    this.progress = progress;
  }

  /**
   * Makes sure that the folder exists.
   *
   * @param root directory that holds, or will hold, the folder
   * @return the folder
   * @throws DataException if it cannot be had; the message says why and how to place it by hand
   */
  public Path fetch(Path root) {
    Path folder = root.resolve(source.folder());
    if (Files.isDirectory(folder)) {
      return folder;
    }
    createRoot(root);
    Path archive = root.resolve(source.fileName());
    boolean placedByHand = Files.exists(archive);
    try {
      if (placedByHand) {
        checkPlaced(archive);
      } else {
        new ArchiveDownload(source, progress).download(root);
      }
      new ArchiveUnpacker(source, progress).unpack(archive, root);
      if (!placedByHand) {
        Files.deleteIfExists(archive);
      }
      return folder;
    } catch (IOException e) {
      throw new DataException(
          Text.of(
              "%s could not be put into %s: %s; check free space and permissions, or set data.root to another directory.",
              source.fileName(), root.toAbsolutePath(), DurableFiles.reason(e)),
          e);
    }
  }

  private void createRoot(Path root) {
    try {
      Files.createDirectories(root);
    } catch (IOException e) {
      throw new DataException(
          Text.of(
              "the data directory %s cannot be created (%s); set data.root or %s to a directory you can write to.",
              root.toAbsolutePath(), DurableFiles.reason(e), DataEnvironment.VARIABLE),
          e);
    }
    if (!Files.isWritable(root)) {
      throw new DataException(
          Text.of(
              "the data directory %s is not writable; set data.root or %s to a directory you can write to.",
              root.toAbsolutePath(), DataEnvironment.VARIABLE));
    }
  }

  private void checkPlaced(Path archive) throws IOException {
    String found = md5(archive, progress);
    if (!found.equals(source.md5())) {
      throw new DataException(
          Text.of(
              "%s is not the published archive: its MD5 is %s instead of %s; delete it and run again, or download it from %s.",
              archive.toAbsolutePath(), found, source.md5(), source.uri()));
    }
  }

  /** MD5 of a file as lower-case hex. */
  static String md5(Path file, Progress progress) throws IOException {
    MessageDigest digest = md5();
    byte[] buffer = new byte[BUFFER_BYTES];
    try (InputStream in = new DigestInputStream(Files.newInputStream(file), digest);
        Progress.Task task =
            progress.start(
                "checking " + file.getFileName(), Files.size(file), Progress.Unit.BYTES)) {
      long done = 0;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        done += n;
        task.advanceTo(done);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest md5() {
    try {
      return MessageDigest.getInstance("MD5");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform must provide MD5", e);
    }
  }
}
