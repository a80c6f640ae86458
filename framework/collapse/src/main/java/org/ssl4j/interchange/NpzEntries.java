package org.ssl4j.interchange;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.error.DataException;
import org.ssl4j.text.Text;

/**
 * The arrays of a .npz archive as files. Headers are read when it is opened; an entry is unpacked
 * to a temporary file, which {@link #close} deletes, only when it is asked for.
 */
final class NpzEntries implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NpzEntries.class);

  private static final String EXTENSION = ".npy";
  private static final int MOST_ENTRIES = 256;

  /**
   * Embeddings are noise to a compressor and shrink to two thirds; constant ones shrink a
   * thousandfold. What expands more than this may be a bomb, if it also is large.
   */
  private static final long LARGEST_EXPANSION = 100;

  private static final long SUSPICIOUS_BYTES = 64L << 20;

  private static final int COPY_BYTES = 1 << 16;

  private final Path file;
  private final List<Path> temporary = new ArrayList<>();
  private final Map<String, NpyHeader> headers = new LinkedHashMap<>();

  /**
   * @throws DataException if it is no such archive, or one that is not to be trusted
   */
  NpzEntries(Path file) {
    this.file = file;
    try (var zip = new ZipFile(file.toFile())) {
      List<? extends ZipEntry> all = Collections.list(zip.entries());
      if (all.size() > MOST_ENTRIES) {
        throw new DataException(
            Text.of("%s holds %d arrays; at most %d are read", file, all.size(), MOST_ENTRIES));
      }
      for (var entry : all) {
        String name = entry.getName();
        if (!name.endsWith(EXTENSION)) {
          throw new DataException(
              Text.of(
                  "%s in %s is not a .npy array; an .npz archive holds nothing else", name, file));
        }
        headers.put(
            name.substring(0, name.length() - EXTENSION.length()),
            header(zip, entry, Text.of("%s in %s", name, file)));
      }
    } catch (IOException e) {
      throw refused(e);
    }
  }

  private DataException refused(IOException e) {
    return new DataException(
        e instanceof ZipException
            ? Text.of("%s is not an .npz archive (%s)", file, e.getMessage())
            : Text.of("cannot read %s (%s)", file, e.getMessage()),
        e);
  }

  /** By name, in the order of the archive. */
  Map<String, NpyHeader> headers() {
    return headers;
  }

  /** What to call an array in messages. */
  String where(String array) {
    return Text.of("%s in %s", array + EXTENSION, file);
  }

  /** What to call an array in notes. */
  String title(String array) {
    return Text.of("%s in %s", array, file.getFileName());
  }

  /** A file with one array. */
  Path unpack(String array) {
    try (var zip = new ZipFile(file.toFile())) {
      return unpack(zip, zip.getEntry(array + EXTENSION), where(array));
    } catch (IOException e) {
      throw refused(e);
    }
  }

  private static NpyHeader header(ZipFile zip, ZipEntry entry, String where) throws IOException {
    try (var in = new BufferedInputStream(zip.getInputStream(entry))) {
      return NpyHeader.read(in, where);
    }
  }

  /** The header is read first: what it promises is all that is ever written to the disk. */
  private Path unpack(ZipFile zip, ZipEntry entry, String where) throws IOException {
    long size = entry.getSize();
    long packed = Math.max(1, entry.getCompressedSize());
    if (size > SUSPICIOUS_BYTES && size / packed > LARGEST_EXPANSION) {
      throw new DataException(
          Text.of(
              "%s would expand %d-fold to %d MB, like a zip bomb; if you trust it, unpack it and give the .npy",
              where, size / packed, size >> 20));
    }
    header(zip, entry, where).requireLength(size, where);
    Path target = Files.createTempFile("ssl4j-", EXTENSION);
    temporary.add(target);
    if (Files.getFileStore(target).getUsableSpace() < size) {
      throw new DataException(
          Text.of(
              "%s needs %d MB for unpacking, and the directory for temporary files has less",
              where, size >> 20));
    }
    try (var in = zip.getInputStream(entry);
        var out = Files.newOutputStream(target)) {
      byte[] buffer = new byte[COPY_BYTES];
      long written = 0;
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        written += read;
        if (written > size) {
          throw new DataException(where + " holds more than the archive says; it was altered");
        }
        out.write(buffer, 0, read);
      }
    }
    return target;
  }

  @Override
  public void close() {
    for (Path file : temporary) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        LOG.warn("cannot delete the temporary file {}", file, e);
      }
    }
  }
}
