package org.ssl4j.interchange;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ssl4j.error.DataException;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.text.Text;

/** Embeddings as text, one a line, perhaps with labels and names beside them. */
final class CsvMatrix implements EmbeddingSource {

  /** Names are only compared; more than this would fill the memory. */
  private static final long MOST_NAME_CHARACTERS = 1L << 26;

  private final CsvTable table;
  private final CsvColumns columns;
  private final RowStore store;
  private final Map<String, EmbeddingMatrix> layers;
  private final List<String> names = new ArrayList<>();
  private final LabelBuilder builder;
  private final Labels labels;
  private long nameCharacters;

  /**
   * @param layer what to call the embeddings
   * @throws DataException naming line and column of what is not a number
   */
  CsvMatrix(Path file, String layer, ReadOptions options) {
    table = CsvTable.of(file, options.header(), -1);
    columns = new CsvColumns(table, options);
    int[] dimensions = columns.dimensions();
    store = new RowStore(dimensions.length, file.toString());
    builder =
        columns.label() < 0
            ? null
            : new LabelBuilder(
                Text.of("%s of %s", columns.title(columns.label()), file.getFileName()));
    try {
      double[] row = new double[dimensions.length];
      table.forEach(
          (fields, line) -> {
            for (int j = 0; j < row.length; j++) {
              row[j] = table.syntax().number(fields.get(dimensions[j]));
            }
            store.add(row);
            keep(fields);
          });
      layers = Map.of(layer, store.matrix());
      labels = builder == null ? null : builder.build(table.notes());
    } catch (RuntimeException e) {
      store.close();
      throw e;
    }
  }

  private void keep(List<String> fields) {
    if (builder != null) {
      builder.add(fields.get(columns.label()));
    }
    if (columns.name() >= 0 && nameCharacters <= MOST_NAME_CHARACTERS) {
      String name = fields.get(columns.name());
      nameCharacters += name.length();
      names.add(name);
    }
  }

  @Override
  public Map<String, EmbeddingMatrix> layers() {
    return layers;
  }

  @Override
  public Optional<Labels> labels(String layer) {
    return Optional.ofNullable(labels);
  }

  @Override
  public List<String> names() {
    return nameCharacters > MOST_NAME_CHARACTERS ? List.of() : names;
  }

  @Override
  public List<String> notes() {
    return table.notes();
  }

  @Override
  public void close() {
    store.close();
  }
}
