package org.ssl4j.interchange;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ssl4j.error.DataException;
import org.ssl4j.text.Text;

/**
 * What each array of an archive is, by its name and its header: a layer, labels, the images' names,
 * or something that only lies beside them. Whatever is left out is named.
 */
final class NpzRoles {

  /** More words than this are not kept: names are only compared. */
  private static final long MOST_NAME_BYTES = 256L << 20;

  private static final String LABELS = "labels";

  private final String source;
  private final String title;
  private final Map<String, NpyHeader> headers;
  private final ReadOptions options;
  private final List<String> layers = new ArrayList<>();
  private final List<String> labels = new ArrayList<>();
  private final Map<String, String> leftOut = new LinkedHashMap<>();
  private final List<String> notes = new ArrayList<>();
  private String general;
  private String names;

  /**
   * @param file the archive
   * @throws DataException if no array can be embeddings, or one that was asked for cannot
   */
  NpzRoles(Path file, Map<String, NpyHeader> headers, ReadOptions options) {
    source = file.toString();
    title = file.getFileName().toString();
    this.headers = headers;
    this.options = options;
    requireKnown(options.arrays());
    if (options.labelsColumn() != null) {
      requireKnown(List.of(options.labelsColumn()));
    }
    findLayers();
    findLabels();
    leaveOutOtherRows();
    findNames();
    describe();
  }

  List<String> layers() {
    return layers;
  }

  List<String> labels() {
    return labels;
  }

  /** The array of the images' names, or null. */
  String names() {
    return names;
  }

  List<String> notes() {
    return notes;
  }

  /** The array that holds a layer's labels, or null. */
  String labelsOf(String layer) {
    if (options.labelsColumn() != null) {
      return general;
    }
    return labels.stream()
        .filter(array -> array.startsWith(layer + "_") && !array.equals(general))
        .findFirst()
        .orElse(general);
  }

  private void requireKnown(List<String> asked) {
    for (String array : asked) {
      if (!headers.containsKey(array)) {
        throw new DataException(
            Text.of(
                "%s has no array \"%s\"; it holds %s",
                source, array, String.join(", ", headers.keySet())));
      }
    }
  }

  private boolean labelled(String array) {
    return array.equals(options.labelsColumn())
        || ColumnNames.label(array)
        || array.contains("_")
            && ColumnNames.label(array.substring(array.lastIndexOf('_') + 1))
            && headers.containsKey(array.substring(0, array.lastIndexOf('_')));
  }

  private void findLayers() {
    if (!options.arrays().isEmpty()) {
      for (String array : options.arrays()) {
        String problem = EmbeddingArray.problem(headers.get(array), options);
        if (problem != null) {
          throw new DataException(Text.of("%s.npy in %s %s", array, source, problem));
        }
        layers.add(array);
      }
      return;
    }
    String first = null;
    List<String> whole = new ArrayList<>();
    for (var entry : headers.entrySet()) {
      if (labelled(entry.getKey())) {
        continue;
      }
      String problem = EmbeddingArray.problem(entry.getValue(), options);
      if (problem == null) {
        (entry.getValue().type().floating() ? layers : whole).add(entry.getKey());
      } else if (first == null) {
        first = Text.of("%s.npy in %s %s", entry.getKey(), source, problem);
      }
    }
    if (layers.isEmpty()) {
      layers.addAll(whole);
    } else {
      whole.forEach(array -> leftOut.put(array, besideFloats(array)));
    }
    if (layers.isEmpty()) {
      throw new DataException(
          source
              + " holds no array of embeddings"
              + (first == null ? "; the option array NAME chooses one" : ": " + first));
    }
  }

  /** A mask or boxes, as likely as a layer that was quantised. */
  private String besideFloats(String array) {
    return Text.of(
        "holds %s beside arrays of floats; the option array %s diagnoses it",
        headers.get(array).describe(), array);
  }

  private void findLabels() {
    List<String> candidates = new ArrayList<>();
    for (var entry : headers.entrySet()) {
      String array = entry.getKey();
      if (!labelled(array) || layers.contains(array)) {
        continue;
      }
      String problem = LabelArray.problem(entry.getValue());
      if (problem != null) {
        if (array.equals(options.labelsColumn())) {
          throw new DataException(Text.of("%s.npy in %s %s", array, source, problem));
        }
        leftOut.put(array, problem);
      } else if (array.equals(options.labelsColumn()) || ColumnNames.label(array)) {
        candidates.add(array);
      } else if (options.labelsColumn() == null) {
        labels.add(array);
      }
    }
    chooseGeneral(candidates);
  }

  private void chooseGeneral(List<String> candidates) {
    if (options.labelsColumn() != null) {
      general = options.labelsColumn();
    } else if (candidates.size() == 1 || candidates.contains(LABELS)) {
      general = candidates.contains(LABELS) ? LABELS : candidates.get(0);
    } else if (candidates.size() > 1) {
      notes.add(
          Text.of(
              "%s: %s may all be labels, so none is used; the option labels-column NAME chooses one",
              title, String.join(", ", candidates)));
    }
    if (general != null) {
      labels.add(general);
    }
  }

  /** A matrix with other rows than the labels is about something else, such as centroids. */
  private void leaveOutOtherRows() {
    if (general == null || !options.arrays().isEmpty() || options.pool() == Pooling.TOKENS) {
      return;
    }
    long rows = rows(general);
    if (layers.stream().anyMatch(layer -> rows(layer) == rows)) {
      for (String layer : List.copyOf(layers)) {
        if (rows(layer) != rows && labelsOf(layer).equals(general)) {
          layers.remove(layer);
          leftOut.put(
              layer,
              Text.of(
                  "has %d rows and %s has %d; the option array %s diagnoses it",
                  rows(layer), general, rows, layer));
        }
      }
    }
  }

  private long rows(String array) {
    long[] shape = headers.get(array).shape();
    long[] squeezed = headers.get(array).squeezed();
    return labels.contains(array) && squeezed.length == 1
        ? squeezed[0]
        : shape.length == 0 ? 1 : shape[0];
  }

  private void findNames() {
    for (var entry : headers.entrySet()) {
      NpyHeader header = entry.getValue();
      boolean fits =
          header.type().text()
              && header.width() > 0
              && header.shape().length == 1
              && header.dataBytes(source) <= MOST_NAME_BYTES
              && !labels.contains(entry.getKey())
              && rows(layers.get(0)) == header.shape()[0];
      if (fits && names == null && ColumnNames.name(entry.getKey())) {
        names = entry.getKey();
      }
    }
  }

  private void describe() {
    if (layers.size() > 1) {
      notes.add(
          Text.of(
              "%s: %s are read as layers; the option array NAME chooses one",
              title, String.join(", ", layers)));
    } else if (headers.size() > 1) {
      notes.add(Text.of("%s: %s holds the embeddings", title, layers.get(0)));
    }
    for (String array : labels) {
      notes.add(Text.of("%s: %s holds labels", title, array));
    }
    if (names != null) {
      notes.add(Text.of("%s: %s holds the names of the images", title, names));
    }
    for (var entry : headers.entrySet()) {
      String array = entry.getKey();
      if (!layers.contains(array) && !labels.contains(array) && !array.equals(names)) {
        notes.add(Text.of("%s: %s is left out: it %s", title, array, why(array, entry.getValue())));
      }
    }
  }

  private String why(String array, NpyHeader header) {
    if (leftOut.containsKey(array)) {
      return leftOut.get(array);
    }
    if (header.shape().length == 0) {
      return "holds a single value";
    }
    if (LabelArray.problem(header) == null && header.squeezed().length == 1) {
      return Text.of(
          "holds %s; the option labels-column %s makes it the labels", header.describe(), array);
    }
    String problem = EmbeddingArray.problem(header, options);
    return problem == null ? "is not named by the option array" : problem;
  }
}
