package org.ssl4j.interchange;

import java.util.List;
import java.util.Optional;
import org.ssl4j.error.ConfigException;
import org.ssl4j.text.Text;

/**
 * What the user says about a file where the file itself leaves it open.
 *
 * @param header whether a table's first line holds names
 * @param labelsColumn name or number (from 1) of the column, or name of the array, that holds the
 *     classes; null if it is to be recognised
 * @param ignore columns of a table that are neither embedding nor label: names, numbers, ranges
 *     such as 2-5, or names with {@code *}
 * @param columns the columns that are the embedding, in the same form; empty if they are to be
 *     recognised
 * @param arrays the arrays of an archive that are embeddings; empty if they are to be recognised
 * @param dtype how the bytes of values that may mean several things are read, or null
 * @param pool what becomes of several vectors of an image, or null
 */
public record ReadOptions(
    Header header,
    String labelsColumn,
    List<String> ignore,
    List<String> columns,
    List<String> arrays,
    String dtype,
    Pooling pool) {

  /** Everything is recognised from the file, or refused. */
  public static final ReadOptions DEFAULT =
      new ReadOptions(Header.AUTO, null, List.of(), List.of(), List.of(), null, null);

  /**
   * @throws ConfigException if the dtype is unknown
   */
  public ReadOptions {
    ignore = List.copyOf(ignore);
    columns = List.copyOf(columns);
    arrays = List.copyOf(arrays);
    if (dtype != null && NpyType.named(dtype).isEmpty()) {
      throw new ConfigException(
          Text.of(
              "Unknown type \"%s\" of the option dtype. Known types: %s", dtype, NpyType.names()));
    }
  }

  Optional<NpyType> type() {
    return Optional.ofNullable(dtype).flatMap(NpyType::named);
  }
}
