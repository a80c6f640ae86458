package org.ssl4j.interchange;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ssl4j.collapse.EmbeddingMatrix;
import org.ssl4j.data.DataException;

/**
 * Embeddings in a file: .npy (float16, float32 or float64, any byte order, C or Fortran order),
 * .npz (several layers, perhaps labels) or CSV. Stays open, because large matrices are read where
 * they are.
 */
public final class EmbeddingFile implements AutoCloseable {

  private final Map<String, EmbeddingMatrix> layers;
  private final NpzArchive archive;

  private EmbeddingFile(Map<String, EmbeddingMatrix> layers, NpzArchive archive) {
    this.layers = layers;
    this.archive = archive;
  }

  /**
   * Opens a file.
   *
   * @throws DataException if it cannot be read; one sentence says why
   */
  public static EmbeddingFile open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new DataException(file + " is not there; give a .npy, .npz or .csv file");
    }
    String name = file.getFileName().toString();
    String lower = name.toLowerCase(Locale.ROOT);
    String layer = name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : name;
    if (lower.endsWith(".npz")) {
      var archive = new NpzArchive(file);
      return new EmbeddingFile(archive.layers(), archive);
    }
    if (lower.endsWith(".npy")) {
      return new EmbeddingFile(Map.of(layer, MappedMatrix.of(file, file.toString())), null);
    }
    if (lower.endsWith(".csv")) {
      return new EmbeddingFile(Map.of(layer, CsvMatrix.read(file)), null);
    }
    throw new DataException(file + " is of an unknown kind; give embeddings as .npy, .npz or .csv");
  }

  /**
   * Reads classes.
   *
   * @param file .npy of whole numbers, or text with one class a line
   * @return classes numbered from 0
   * @throws DataException if it is neither
   */
  public static int[] labels(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new DataException(file + " is not there; give labels as .npy or text");
    }
    return LabelFile.read(file);
  }

  /** Embeddings by layer, in the order of the file; one named as the file if it holds but one. */
  public Map<String, EmbeddingMatrix> layers() {
    return layers;
  }

  /** The classes that an .npz holds for a layer, as {@code LAYER_labels} or as {@code labels}. */
  public Optional<int[]> labels(String layer) {
    return archive == null ? Optional.empty() : archive.labels(layer);
  }

  @Override
  public void close() {
    if (archive != null) {
      archive.close();
    }
  }
}
