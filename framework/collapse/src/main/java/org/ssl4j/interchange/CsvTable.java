package org.ssl4j.interchange;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ssl4j.error.DataException;
import org.ssl4j.text.Text;

/**
 * A table of text, read once for what its columns have in common. Whether the first line holds
 * names follows from that, or is refused with the option that decides.
 */
final class CsvTable {

  /** Fewest columns numbered one by one that cannot be a row of data. */
  private static final int SURELY_NUMBERED = 8;

  private final Path file;
  private final CsvSyntax syntax;
  private final List<ColumnProfile> profiles = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private List<String> first;
  private long firstLine;
  private List<String> commentNames;
  private List<String> names;
  private boolean header;
  private final boolean skipRepeats;
  private long repeats;
  private long rows;

  /** Receives a row of the table. */
  interface RowReader {
    void row(List<String> fields, long line) throws IOException;
  }

  private CsvTable(Path file, boolean skipRepeats) {
    this.file = file;
    this.skipRepeats = skipRepeats;
    syntax = CsvSyntax.of(file);
    syntax.encoding().describe(file, notes);
    if (syntax.describe() != null) {
      note(syntax.describe());
    }
  }

  /**
   * @param wanted rows that the table has to have, or -1 if unknown: one line more is a header
   * @throws DataException if it cannot be read, or what its first line is cannot be told
   */
  static CsvTable of(Path file, Header header, long wanted) {
    var table = new CsvTable(file, wanted < 0);
    table.profile();
    table.decide(header, wanted);
    if (!table.header && table.repeats > 0) {
      table = new CsvTable(file, /* skipRepeats= */ false);
      table.profile();
      table.decide(Header.NO, wanted);
    }
    return table;
  }

  private DataException unreadable(IOException e) {
    return new DataException(Text.of("cannot read %s (%s)", file, e.getMessage()), e);
  }

  void note(String what) {
    notes.add(file.getFileName() + ": " + what);
  }

  private CsvRecords open() throws IOException {
    var reader = syntax.encoding().open(file);
    for (int i = 0; i < syntax.skipped(); i++) {
      for (int c = reader.read(); c >= 0 && c != '\n'; c = reader.read()) {
        // Only up to the end of the line.
      }
    }
    return new CsvRecords(reader, syntax.separator(), file.toString());
  }

  private void profile() {
    long comments = 0;
    long blank;
    try (var records = open()) {
      while (records.next()) {
        if (records.comment() && !rowLike(records)) {
          comments++;
          commentNames = first == null ? List.copyOf(records.fields()) : commentNames;
        } else if (first == null) {
          first = List.copyOf(row(records));
          firstLine = records.line();
        } else {
          add(row(records), records.line());
        }
      }
      blank = records.blankLines();
    } catch (IOException e) {
      throw unreadable(e);
    }
    if (first == null) {
      throw new DataException(file + " holds no numbers");
    }
    if (profiles.isEmpty()) {
      first.forEach(field -> profiles.add(new ColumnProfile()));
    }
    noteSkipped(comments, "comment");
    noteSkipped(blank, "blank");
  }

  private void noteSkipped(long lines, String why) {
    if (lines > 0) {
      note(Text.of("%s skipped (%s)", Text.count(lines, "line"), why));
    }
  }

  /** Among the rows a # may belong to a name in the first field. */
  private boolean rowLike(CsvRecords records) {
    return first != null && records.fields().size() == first.size();
  }

  private static List<String> row(CsvRecords records) {
    if (records.comment()) {
      records.fields().set(0, "#" + records.fields().get(0));
    }
    return records.fields();
  }

  private void add(List<String> fields, long line) {
    if (profiles.isEmpty()) {
      fields.forEach(field -> profiles.add(new ColumnProfile()));
    }
    if (fields.size() != profiles.size()) {
      throw new DataException(
          Text.of(
              "%s, line %d has %d values and the line before has %d; every line must have the same number of values",
              file, line, fields.size(), profiles.size()));
    }
    if (skipRepeats && fields.equals(first)) {
      repeats++;
      return;
    }
    rows++;
    for (int j = 0; j < fields.size(); j++) {
      profiles.get(j).add(fields.get(j), syntax.number(fields.get(j)), line);
    }
  }

  private boolean numbered(List<String> fields) {
    return fields.stream().anyMatch(field -> !Double.isNaN(syntax.number(field)));
  }

  private void decide(Header asked, long wanted) {
    Header told = asked;
    if (asked == Header.AUTO && wanted >= 0 && (rows == wanted || rows + 1 == wanted)) {
      told = rows == wanted ? Header.YES : Header.NO;
    }
    if (told == Header.AUTO && countsLine()) {
      header = true;
      note("the first line holds the numbers of rows and columns and is skipped");
      return;
    }
    header = told == Header.AUTO ? looksLikeHeader() : told == Header.YES;
    if (header && rows == 0) {
      throw new DataException(file + " holds no numbers, only a header");
    }
    if (header) {
      names = fitted(first);
      note("the first line holds names");
      noteSkipped(repeats, "repeated header");
      return;
    }
    requireWidth();
    rows++;
    for (int j = 0; j < first.size(); j++) {
      profiles.get(j).prepend(first.get(j), syntax.number(first.get(j)), firstLine);
    }
    if (commentNames != null && commentNames.size() == profiles.size()) {
      names = commentNames;
      note("the line that begins with # holds names");
    }
  }

  /** As word2vec writes it. */
  private boolean countsLine() {
    return first.size() == 2
        && profiles.size() > 2
        && syntax.number(first.get(0)) == rows
        && profiles.size() - syntax.number(first.get(1)) <= 1;
  }

  private void requireWidth() {
    if (first.size() != profiles.size()) {
      throw new DataException(
          Text.of(
              "%s, line %d has %d values and the next line has %d; every line must have the same number of values",
              file, firstLine, first.size(), profiles.size()));
    }
  }

  /** R leaves out the name above its row names; a separator at the end of a line adds a field. */
  private List<String> fitted(List<String> header) {
    int columns = profiles.size();
    if (header.size() == columns) {
      return header;
    }
    List<String> fitted = new ArrayList<>(header);
    if (header.size() == columns - 1) {
      fitted.add(profiles.get(columns - 1).empty() ? columns - 1 : 0, "");
      return fitted;
    }
    if (header.size() == columns + 1 && header.get(columns).isEmpty()) {
      return header.subList(0, columns);
    }
    requireWidth();
    return header;
  }

  private boolean looksLikeHeader() {
    if (rows == 0) {
      return !numbered(first);
    }
    List<Double> numbers = new ArrayList<>();
    int last = profiles.size() - 1;
    int offset = first.size() == last && !profiles.get(last).empty() ? 1 : 0;
    String word = null;
    boolean fractionsBelow = false;
    boolean allFractionsBelow = true;
    boolean integers = true;
    for (int j = 0; j < Math.min(first.size(), profiles.size() - offset); j++) {
      double value = syntax.number(first.get(j));
      var below = profiles.get(j + offset);
      if (!Double.isNaN(value)) {
        numbers.add(value);
        integers &= first.get(j).matches("[0-9]+");
        boolean fractions = below.numbers() > 0 && !below.whole();
        fractionsBelow |= fractions;
        allFractionsBelow &= fractions;
      } else if (!LabelBuilder.missing(first.get(j)) && below.numbers() > 0 && !below.wordy()) {
        word = word == null ? first.get(j) : word;
      }
    }
    boolean numbered = integers && consecutive(numbers);
    if (word != null && ColumnProfile.numberLike(word)) {
      return false;
    }
    if (word != null) {
      if (numbers.isEmpty() || numbered || integers && numbers.size() == 1) {
        return true;
      }
      throw ambiguous(
          Text.of("it holds numbers, and words such as \"%s\" above columns of numbers", word));
    }
    if (numbers.isEmpty()) {
      return commentNames == null && first.stream().allMatch(ColumnNames::known);
    }
    if (numbered && (fractionsBelow || numbers.size() >= SURELY_NUMBERED)) {
      return true;
    }
    boolean cornered = first.get(0).isEmpty() || ColumnNames.known(first.get(0));
    if (numbered && cornered) {
      return true;
    }
    if (numbered && numbers.size() > 1
        || integers && numbers.size() > 2 && distinct(numbers) && allFractionsBelow) {
      throw ambiguous("its whole numbers may be names of columns or values");
    }
    return false;
  }

  private DataException ambiguous(String why) {
    return new DataException(
        Text.of(
            "%s, line %d may be a header or a row: %s. Use the option header yes or the option header no",
            file, firstLine, why));
  }

  private static boolean consecutive(List<Double> numbers) {
    for (int i = 1; i < numbers.size(); i++) {
      if (numbers.get(i) != numbers.get(i - 1) + 1) {
        return false;
      }
    }
    return !numbers.isEmpty() && (numbers.get(0) == 0 || numbers.size() > 2);
  }

  private static boolean distinct(List<Double> numbers) {
    return numbers.stream().distinct().count() == numbers.size();
  }

  /**
   * Reads all rows, in the order of the file.
   *
   * @throws DataException if the file cannot be read
   */
  void forEach(RowReader reader) {
    try (var records = open()) {
      boolean begun = false;
      while (records.next()) {
        if (records.comment() && !(begun && rowLike(records))) {
          continue;
        }
        List<String> fields = row(records);
        boolean repeated = header && skipRepeats && fields.equals(first);
        if (begun ? !repeated : !header) {
          reader.row(fields, records.line());
        }
        begun = true;
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  Path file() {
    return file;
  }

  CsvSyntax syntax() {
    return syntax;
  }

  List<ColumnProfile> profiles() {
    return profiles;
  }

  /** Names of the columns, or null if the table has none. */
  List<String> names() {
    return names;
  }

  long rows() {
    return rows;
  }

  List<String> notes() {
    return notes;
  }
}
