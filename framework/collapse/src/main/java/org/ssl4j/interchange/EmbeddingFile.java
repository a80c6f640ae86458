package org.ssl4j.interchange;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ssl4j.error.DataException;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.text.OneLine;

/**
 * Embeddings in a file: .npy and .npz of NumPy, or a table of text (.csv, .tsv, .txt). What lies
 * beside them (labels, names, row numbers) is recognised and announced in {@link #notes}; what may
 * mean several things is refused with the option that decides. Stays open, because large matrices
 * are read where they are.
 */
public final class EmbeddingFile implements AutoCloseable {

  private final EmbeddingSource source;

  private EmbeddingFile(EmbeddingSource source) {
    this.source = source;
  }

  /** Opens a file of which nothing more is known. */
  public static EmbeddingFile open(Path file) {
    return open(file, ReadOptions.DEFAULT);
  }

  /**
   * Opens a file.
   *
   * @param options what the user says where the file leaves it open
   * @throws DataException if it cannot be read; one sentence says why
   */
  public static EmbeddingFile open(Path file, ReadOptions options) {
    if (!Files.isRegularFile(file)) {
      throw new DataException(file + " does not exist; give a .npy, .npz or .csv file");
    }
    String name = file.getFileName().toString();
    String layer = name.contains(".") ? name.substring(0, name.lastIndexOf('.')) : name;
    return new EmbeddingFile(
        switch (ending(file)) {
          case "npz" -> new NpzArchive(file, options);
          case "npy" -> new NpyMatrix(file, layer, options);
          case "csv", "tsv", "txt" -> new CsvMatrix(file, layer, options);
          case "gz", "bz2", "xz", "zip" ->
              throw new DataException(file + " is compressed; unpack it first");
          default ->
              throw new DataException(
                  file
                      + " has an unknown file type; give embeddings as .npy, .npz, or text (.csv, .tsv, .txt)");
        });
  }

  static String ending(Path file) {
    String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
    return name.substring(name.lastIndexOf('.') + 1);
  }

  /**
   * Reads classes from a file of their own.
   *
   * @param file .npy or .npz, a table, or text with one class a line
   * @param rows embeddings that the labels belong to, or -1 if unknown
   * @param notes receives what was decided
   * @throws DataException if it cannot be classes
   */
  public static Labels labels(Path file, ReadOptions options, long rows, List<String> notes) {
    if (!Files.isRegularFile(file)) {
      throw new DataException(file + " does not exist; give labels as .npy, .npz, .csv or text");
    }
    List<String> said = new ArrayList<>();
    var labels = LabelFile.read(file, options, rows, said);
    said.forEach(note -> notes.add(OneLine.of(note)));
    return labels;
  }

  /** Embeddings by layer, in the order of the file; one named as the file if it holds but one. */
  public Map<String, EmbeddingMatrix> layers() {
    return source.layers();
  }

  /** The classes that the file holds for a layer. */
  public Optional<Labels> labels(String layer) {
    return source.labels(layer);
  }

  /** The images' names, one a row; empty if the file holds none. */
  public List<String> names() {
    return source.names();
  }

  /** What was recognised and what was left out: sentences that name the file. */
  public List<String> notes() {
    return source.notes().stream().map(OneLine::of).toList();
  }

  @Override
  public void close() {
    source.close();
  }
}
