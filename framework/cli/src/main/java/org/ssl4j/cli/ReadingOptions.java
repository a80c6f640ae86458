package org.ssl4j.cli;

import java.util.ArrayList;
import java.util.List;
import org.ssl4j.interchange.Header;
import org.ssl4j.interchange.Pooling;
import org.ssl4j.interchange.ReadOptions;
import picocli.CommandLine.Option;

/** Says what a file of embeddings leaves open. */
final class ReadingOptions {

  @Option(
      names = "--labels-column",
      paramLabel = "NAME|NUMBER",
      description =
          "Column of a table (its name, or its number counted from 1) or array of an .npz that holds the labels. It is looked up in the --labels file if one is given, otherwise in PATH.")
  private String labelsColumn;

  @Option(
      names = "--header",
      paramLabel = "yes|no|auto",
      description = "Whether the first line of a table holds names (default: auto).")
  private Header header = Header.AUTO;

  @Option(
      names = "--ignore",
      paramLabel = "COLUMN",
      split = ",",
      description =
          "Columns of a table that are not dimensions: names, numbers from 1, ranges (2-5), or names with * ('meta_*').")
  private List<String> ignore = new ArrayList<>();

  @Option(
      names = "--columns",
      paramLabel = "COLUMN",
      split = ",",
      description = "Columns of a table that form the embedding; all other columns are left out.")
  private List<String> columns = new ArrayList<>();

  @Option(
      names = "--array",
      paramLabel = "NAME",
      split = ",",
      description = "Arrays of an .npz that are diagnosed (default: every matrix of floats).")
  private List<String> arrays = new ArrayList<>();

  @Option(
      names = "--dtype",
      paramLabel = "TYPE",
      description =
          "How to read a .npy or .npz whose type is ambiguous: bfloat16 for 2-byte values, or the type of whole numbers (int32, uint8 ...) that are embeddings.")
  private String dtype;

  @Option(
      names = "--pool",
      paramLabel = "mean|cls|tokens",
      description =
          "How to treat an array of shape (images, tokens, dimensions): mean averages the vectors of an image, cls takes the first (the class token), tokens diagnoses every vector by itself.")
  private Pooling pool;

  /**
   * @param labelled whether the labels are in the file that is read
   */
  ReadOptions read(boolean labelled) {
    return new ReadOptions(
        header, labelled ? labelsColumn : null, ignore, columns, arrays, dtype, pool);
  }

  /** For a file of labels. */
  ReadOptions readLabels() {
    return new ReadOptions(header, labelsColumn, List.of(), List.of(), List.of(), null, null);
  }

  /** Whether each vector of an image is an embedding of its own. */
  boolean tokens() {
    return pool == Pooling.TOKENS;
  }

  /** Whether anything was said that only a file of embeddings can obey. */
  boolean given() {
    return labelsColumn != null
        || header != Header.AUTO
        || !ignore.isEmpty()
        || !columns.isEmpty()
        || !arrays.isEmpty()
        || dtype != null
        || pool != null;
  }
}
