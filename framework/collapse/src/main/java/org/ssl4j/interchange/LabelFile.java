package org.ssl4j.interchange;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ssl4j.error.DataException;
import org.ssl4j.text.Text;

/** Classes in a file of their own, one for each row of the embeddings. */
final class LabelFile {

  /** Ten million short words. */
  private static final long MOST_BYTES = 80L << 20;

  private LabelFile() {}

  /**
   * @param file .npy or .npz, a table, or text with one class a line
   * @param rows embeddings that the labels belong to, or -1 if unknown
   * @param notes receives what was decided
   * @throws DataException if it cannot be classes
   */
  static Labels read(Path file, ReadOptions options, long rows, List<String> notes) {
    return switch (EmbeddingFile.ending(file)) {
      case "npy" -> LabelArray.read(file, file.getFileName().toString(), notes);
      case "npz" -> NpzArchive.labels(file, options.labelsColumn(), notes);
      case "csv", "tsv" -> table(file, options, rows, notes);
      default -> lines(file, rows, notes);
    };
  }

  private static Labels table(Path file, ReadOptions options, long rows, List<String> notes) {
    var table = CsvTable.of(file, options.header(), rows);
    int column = column(table, options);
    var title = new ColumnReferences(table).title(column);
    var builder = new LabelBuilder(Text.of("%s of %s", title, file.getFileName()));
    table.forEach((fields, line) -> builder.add(fields.get(column)));
    if (table.profiles().size() > 1) {
      table.note(title + " serves as labels");
    }
    notes.addAll(table.notes());
    return builder.build(notes);
  }

  /** The only column, the one named as labels, or the one that numbers and names leave over. */
  private static int column(CsvTable table, ReadOptions options) {
    if (options.labelsColumn() != null) {
      return new ColumnReferences(table).one(options.labelsColumn());
    }
    List<Integer> named = new ArrayList<>();
    List<Integer> possible = new ArrayList<>();
    for (int j = 0; j < table.profiles().size(); j++) {
      var profile = table.profiles().get(j);
      String name = table.names() == null ? "" : table.names().get(j);
      if (!name.isEmpty() && ColumnNames.label(name)) {
        named.add(j);
      }
      boolean names =
          profile.wordy() && profile.distinctWords() && profile.words() > 1
              || !name.isEmpty() && (ColumnNames.name(name) || ColumnNames.rowNumber(name));
      boolean numbers = profile.counts() || profile.shuffledCount();
      if (!profile.empty() && !names && !numbers) {
        possible.add(j);
      }
    }
    if (table.profiles().size() == 1) {
      return 0;
    }
    if (named.size() == 1) {
      return named.get(0);
    }
    if (named.isEmpty() && possible.size() == 1) {
      return possible.get(0);
    }
    throw new DataException(
        Text.of(
            "%s has %d columns, and it is unclear which of them holds the labels; use the option labels-column NAME or NUMBER",
            table.file(), table.profiles().size()));
  }

  private static Labels lines(Path file, long rows, List<String> notes) {
    var encoding = TextEncoding.of(file);
    encoding.describe(file, notes);
    long count = count(file, encoding);
    boolean header = rows >= 0 && count == rows + 1;
    if (header) {
      notes.add(
          file.getFileName()
              + ": the first line is a header, because there is one line more than rows");
    }
    var builder = new LabelBuilder(file.getFileName().toString());
    try (var reader = new BufferedReader(encoding.open(file))) {
      for (long line = 1; line <= count; line++) {
        String word = reader.readLine().strip();
        if (word.isEmpty()) {
          throw new DataException(
              Text.of("line %d of %s is empty; every embedding needs its class", line, file));
        }
        if (line > 1 || !header) {
          builder.add(word);
        }
      }
    } catch (IOException e) {
      throw new DataException(Text.of("cannot read %s (%s)", file, e.getMessage()), e);
    }
    if (builder.count() == 0) {
      throw new DataException(file + " holds no labels");
    }
    return builder.build(notes);
  }

  /** Lines up to the last that is not blank. */
  private static long count(Path file, TextEncoding encoding) {
    try (var reader = new BufferedReader(encoding.open(file))) {
      if (Files.size(file) > MOST_BYTES) {
        throw new DataException(
            Text.of(
                "%s is %d MB, too large for a list of labels; give a .npy or .csv file",
                file, Files.size(file) >> 20));
      }
      long lines = 0;
      long count = 0;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines++;
        count = line.isBlank() ? count : lines;
      }
      return count;
    } catch (IOException e) {
      throw new DataException(Text.of("cannot read %s (%s)", file, e.getMessage()), e);
    }
  }
}
