package org.ssl4j.data;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.ssl4j.error.DataException;
import org.ssl4j.stop.StopPoint;
import org.ssl4j.storage.DurableFiles;
import org.ssl4j.text.Text;

/**
 * Unpacks a tar.gz into a temporary directory and renames its folder into place, so that a folder
 * under its final name is always whole. Links, devices, paths that lead outside and absurd sizes
 * are refused.
 */
final class ArchiveUnpacker {
  private static final int MAX_ENTRIES = 10_000;
  private static final int BUFFER_BYTES = 1 << 16;

  private final ArchiveSource source;
  private final Progress progress;

  ArchiveUnpacker(ArchiveSource source, Progress progress) {
    this.source = source;
    this.progress = progress;
  }

  void unpack(Path archive, Path root) throws IOException {
    Path temporary = Files.createTempDirectory(root, ".unpack-");
    try {
      extract(archive, temporary);
      Path unpacked = temporary.resolve(source.folder());
      if (!Files.isDirectory(unpacked)) {
        throw new DataException(
            Text.of(
                "%s holds no folder %s; get the archive from %s.",
                archive.toAbsolutePath(), source.folder(), source.uri()));
      }
      Files.move(unpacked, root.resolve(source.folder()), StandardCopyOption.ATOMIC_MOVE);
    } finally {
      DurableFiles.deleteRecursively(temporary);
    }
  }

  private void extract(Path archive, Path target) throws IOException {
    try (InputStream file = new BufferedInputStream(Files.newInputStream(archive), BUFFER_BYTES);
        var tar = new TarArchiveInputStream(new GZIPInputStream(file, BUFFER_BYTES));
        Progress.Task task =
            progress.start("unpacking " + archive.getFileName(), -1, Progress.Unit.BYTES)) {
      long total = 0;
      int entries = 0;
      for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
        StopPoint.check();
        entries++;
        total += Math.max(0, entry.getSize());
        if (entries > MAX_ENTRIES || entry.getSize() < 0 || total > source.maxUnpackedBytes()) {
          throw refused(archive, entry, "more content than the data set can have");
        }
        Path path = inside(archive, entry, target);
        if (entry.isDirectory()) {
          Files.createDirectories(path);
        } else if (isPlainFile(entry)) {
          Files.createDirectories(path.getParent());
          try (OutputStream out = Files.newOutputStream(path)) {
            tar.transferTo(out);
          }
          task.advanceTo(total);
        } else {
          throw refused(archive, entry, "neither a plain file nor a folder");
        }
      }
    }
  }

  /** {@link TarArchiveEntry#isFile} also says yes to links. */
  private static boolean isPlainFile(TarArchiveEntry entry) {
    byte kind = entry.getLinkFlag();
    return kind == TarConstants.LF_NORMAL || kind == TarConstants.LF_OLDNORM;
  }

  private Path inside(Path archive, TarArchiveEntry entry, Path target) {
    Path path;
    try {
      path = target.resolve(entry.getName()).normalize();
    } catch (InvalidPathException e) {
      throw new DataException(refusal(archive, entry, "a name this system cannot store"), e);
    }
    if (!path.startsWith(target) || path.equals(target) && !entry.isDirectory()) {
      throw refused(archive, entry, "a path outside of its folder");
    }
    return path;
  }

  private DataException refused(Path archive, TarArchiveEntry entry, String what) {
    return new DataException(refusal(archive, entry, what));
  }

  private String refusal(Path archive, TarArchiveEntry entry, String what) {
    return Text.of(
        "%s was not unpacked because its entry '%s' is %s; get the archive from %s.",
        archive.toAbsolutePath(), entry.getName(), what, source.uri());
  }
}
