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
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.collapse.EmbeddingMatrix;
import org.ssl4j.data.DataException;
import org.ssl4j.text.Text;

/**
 * The arrays of a .npz archive: every matrix is a layer; an array named {@code labels} holds the
 * classes of all, one named {@code LAYER_labels} those of that layer. Entries are unpacked to
 * temporary files, which {@link #close} deletes, and mapped from there.
 */
final class NpzArchive implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(NpzArchive.class);

  private static final String EXTENSION = ".npy";
  private static final String LABELS = "labels";
  private static final String LABELS_OF = "_labels";
  private static final int MOST_ENTRIES = 256;

  /**
   * Embeddings are noise to a compressor and shrink to two thirds; constant ones shrink a
   * thousandfold. What expands more than this may be a bomb, if it also is large.
   */
  private static final long LARGEST_EXPANSION = 100;

  private static final long SUSPICIOUS_BYTES = 64L << 20;

  private static final int COPY_BYTES = 1 << 16;

  private final String source;
  private final List<Path> temporary = new ArrayList<>();
  private final Map<String, EmbeddingMatrix> layers = new LinkedHashMap<>();
  private final Map<String, int[]> labels = new LinkedHashMap<>();

  /**
   * @throws DataException if it is no such archive, or one that is not to be trusted
   */
  NpzArchive(Path file) {
    source = file.toString();
    try (var zip = new ZipFile(file.toFile())) {
      List<? extends ZipEntry> entries = Collections.list(zip.entries());
      if (entries.size() > MOST_ENTRIES) {
        throw new DataException(
            Text.of(
                "%s holds %d arrays; at most %d are read", source, entries.size(), MOST_ENTRIES));
      }
      for (var entry : entries) {
        open(zip, entry);
      }
    } catch (ZipException e) {
      close();
      throw new DataException(Text.of("%s is no .npz archive (%s)", source, e.getMessage()), e);
    } catch (IOException e) {
      close();
      throw new DataException(Text.of("cannot read %s (%s)", source, e.getMessage()), e);
    } catch (DataException e) {
      close();
      throw e;
    }
    if (layers.isEmpty()) {
      throw new DataException(source + " holds no array of embeddings");
    }
  }

  private void open(ZipFile zip, ZipEntry entry) throws IOException {
    String name = entry.getName();
    String where = Text.of("%s in %s", name, source);
    if (!name.endsWith(EXTENSION)) {
      throw new DataException(where + " is no .npy array; an .npz archive holds nothing else");
    }
    String layer = name.substring(0, name.length() - EXTENSION.length());
    Path unpacked = unpack(zip, entry, where);
    if (layer.equals(LABELS) || layer.endsWith(LABELS_OF)) {
      labels.put(layer, LabelFile.npy(unpacked, where));
    } else {
      layers.put(layer, MappedMatrix.of(unpacked, where));
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
    try (var in = new BufferedInputStream(zip.getInputStream(entry))) {
      NpyHeader.read(in, where).requireLength(size, where);
    }
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

  Map<String, EmbeddingMatrix> layers() {
    return layers;
  }

  Optional<int[]> labels(String layer) {
    return Optional.ofNullable(labels.getOrDefault(layer + LABELS_OF, labels.get(LABELS)));
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
