package org.ssl4j.interchange;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ssl4j.error.DataException;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.text.Text;

/** The arrays of a .npz archive, in the parts that {@link NpzRoles} gives them. */
final class NpzArchive implements EmbeddingSource {

  private final ReadOptions options;
  private final NpzEntries entries;
  private final NpzRoles roles;
  private final Map<String, EmbeddingMatrix> layers = new LinkedHashMap<>();
  private final Map<String, Labels> labels = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private final List<String> names;

  /**
   * @throws DataException if it is no such archive, or one that is not to be trusted
   */
  NpzArchive(Path file, ReadOptions options) {
    this.options = options;
    entries = new NpzEntries(file);
    try {
      roles = new NpzRoles(file, entries.headers(), options);
      notes.addAll(roles.notes());
      for (String layer : roles.layers()) {
        var unpacked = entries.unpack(layer);
        layers.put(
            layer,
            EmbeddingArray.read(
                unpacked, entries.where(layer), entries.title(layer), options, notes));
      }
      roles.labels().forEach(this::readLabels);
      names =
          roles.names() == null
              ? List.of()
              : NameArray.read(entries.unpack(roles.names()), entries.where(roles.names()));
    } catch (RuntimeException e) {
      entries.close();
      throw e;
    }
  }

  /** Only labels that were asked for have to be readable; others are left out aloud. */
  private void readLabels(String array) {
    try {
      labels.put(array, LabelArray.read(entries.unpack(array), entries.title(array), notes));
    } catch (DataException e) {
      if (array.equals(options.labelsColumn())) {
        throw e;
      }
      notes.add(e.getMessage() + "; it is left out");
    }
  }

  /**
   * The labels of an archive that belong to embeddings elsewhere.
   *
   * @param wanted name of the array, or null
   * @param notes receives what was decided
   */
  static Labels labels(Path file, String wanted, List<String> notes) {
    try (var entries = new NpzEntries(file)) {
      String array = wanted == null ? onlyLabels(file, entries.headers()) : wanted;
      if (!entries.headers().containsKey(array)) {
        throw new DataException(
            Text.of(
                "%s has no array \"%s\"; it holds %s",
                file, array, String.join(", ", entries.headers().keySet())));
      }
      return LabelArray.read(entries.unpack(array), entries.title(array), notes);
    }
  }

  private static String onlyLabels(Path file, Map<String, NpyHeader> headers) {
    List<String> all = List.copyOf(headers.keySet());
    List<String> named = all.stream().filter(ColumnNames::label).toList();
    if (all.size() == 1) {
      return all.get(0);
    }
    if (named.size() == 1) {
      return named.get(0);
    }
    throw new DataException(
        Text.of(
            "%s holds %s, and it is unclear which array is the labels; use the option labels-column NAME",
            file, String.join(", ", all)));
  }

  @Override
  public Map<String, EmbeddingMatrix> layers() {
    return layers;
  }

  @Override
  public Optional<Labels> labels(String layer) {
    return Optional.ofNullable(labels.get(roles.labelsOf(layer)));
  }

  @Override
  public List<String> names() {
    return names;
  }

  @Override
  public List<String> notes() {
    return notes;
  }

  @Override
  public void close() {
    entries.close();
  }
}
