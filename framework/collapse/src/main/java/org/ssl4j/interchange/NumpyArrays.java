package org.ssl4j.interchange;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ssl4j.error.DataException;
import org.ssl4j.measure.NumberArray;
import org.ssl4j.text.Text;

/**
 * Arrays of numbers by name, from .npz, or the one array of a .npy file. Nothing is guessed:
 * whoever reads it says which array he wants. Stays open, because large arrays are read where they
 * are.
 */
public final class NumpyArrays implements AutoCloseable {

  private final Path file;
  private final NpzEntries entries;
  private final Map<String, NpyHeader> headers;

  private NumpyArrays(Path file, NpzEntries entries, Map<String, NpyHeader> headers) {
    this.file = file;
    this.entries = entries;
    this.headers = headers;
  }

  /**
   * @throws DataException if it cannot be read; one sentence says why
   */
  public static NumpyArrays open(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new DataException(
          file
              + (Files.isDirectory(file) ? " is a directory" : " does not exist")
              + "; give a .npy or .npz file");
    }
    switch (EmbeddingFile.ending(file)) {
      case "npz" -> {
        var entries = new NpzEntries(file);
        return new NumpyArrays(file, entries, entries.headers());
      }
      case "npy" -> {
        return new NumpyArrays(file, null, Map.of("", header(file, file.toString())));
      }
      default ->
          throw new DataException(
              file + " has an unknown file type; give arrays as .npz, or one array as .npy");
    }
  }

  private static NpyHeader header(Path file, String source) {
    try (var in = new BufferedInputStream(Files.newInputStream(file))) {
      return NpyHeader.read(in, source);
    } catch (IOException e) {
      throw new DataException(Text.of("cannot read %s (%s)", source, e.getMessage()), e);
    }
  }

  /** Whether it holds one array without a name. */
  public boolean nameless() {
    return entries == null;
  }

  /** What the arrays hold, by name, in the order of the file; the name of a .npy's is empty. */
  public Map<String, String> descriptions() {
    Map<String, String> all = new LinkedHashMap<>();
    headers.forEach((name, header) -> all.put(name, header.describe()));
    return all;
  }

  /** What to call an array in messages. */
  public String title(String name) {
    return nameless() ? file.getFileName().toString() : entries.title(name);
  }

  /**
   * An array.
   *
   * @param name one of {@link #descriptions}
   * @throws DataException if it does not hold numbers
   */
  public NumberArray array(String name) {
    var header = headers.get(name);
    if (header == null) {
      throw new IllegalArgumentException(file + " has no array " + name);
    }
    // The type is looked at before anything is unpacked.
    if (!header.type().number()) {
      return MappedArray.of(file, header, title(name));
    }
    return MappedArray.of(nameless() ? file : entries.unpack(name), header, title(name));
  }

  @Override
  public void close() {
    if (entries != null) {
      entries.close();
    }
  }
}
