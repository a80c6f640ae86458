package org.ssl4j.interchange;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ssl4j.error.DataException;
import org.ssl4j.text.Text;

/**
 * Columns of a table as people name them: by name, by number from 1, as a range, with {@code *}.
 */
final class ColumnReferences {

  private static final Pattern RANGE = Pattern.compile("(\\d{1,7})(?:-(\\d{1,7}))?");
  private static final int MOST_LISTED = 6;

  private final CsvTable table;

  ColumnReferences(CsvTable table) {
    this.table = table;
  }

  /**
   * @throws DataException if there is no such column, or there are several
   */
  int one(String reference) {
    var columns = all(List.of(reference));
    if (columns.size() != 1) {
      throw new DataException(
          Text.of(
              "%s: \"%s\" matches %d columns; name exactly one",
              table.file(), reference, columns.size()));
    }
    return columns.iterator().next();
  }

  /**
   * @throws DataException if one stands for no column
   */
  Set<Integer> all(List<String> wanted) {
    Set<Integer> columns = new TreeSet<>();
    for (String reference : wanted) {
      int before = columns.size();
      boolean found = byName(reference.strip(), columns) || byNumber(reference.strip(), columns);
      if (!found && columns.size() == before) {
        throw new DataException(
            Text.of(
                "%s has no column \"%s\"; it has %d columns%s",
                table.file(),
                reference,
                table.profiles().size(),
                table.names() == null ? " without names" : ": " + shortened(table.names())));
      }
    }
    return columns;
  }

  private static String shortened(List<String> names) {
    return names.size() <= MOST_LISTED
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, MOST_LISTED - 1))
            + ", ..., "
            + names.get(names.size() - 1);
  }

  private boolean byName(String reference, Set<Integer> columns) {
    if (table.names() == null) {
      return false;
    }
    var pattern =
        Pattern.compile(
            Arrays.stream(reference.split("\\*", -1))
                .map(Pattern::quote)
                .collect(Collectors.joining(".*")),
            Pattern.DOTALL);
    boolean found = false;
    for (int j = 0; j < table.names().size(); j++) {
      if (pattern.matcher(table.names().get(j).strip()).matches()) {
        columns.add(j);
        found = true;
      }
    }
    return found;
  }

  private boolean byNumber(String reference, Set<Integer> columns) {
    Matcher matcher = RANGE.matcher(reference);
    if (!matcher.matches()) {
      return false;
    }
    int from = Integer.parseInt(matcher.group(1));
    int to = matcher.group(2) == null ? from : Integer.parseInt(matcher.group(2));
    if (from < 1 || to > table.profiles().size() || from > to) {
      return false;
    }
    for (int j = from; j <= to; j++) {
      columns.add(j - 1);
    }
    return true;
  }

  /** As messages call a column: {@code column "label" (65)} or {@code column 65}. */
  String title(int column) {
    String name = table.names() == null ? "" : table.names().get(column);
    return name.isBlank()
        ? Text.of("column %d", column + 1)
        : Text.of("column \"%s\" (number %d)", cut(name), column + 1);
  }

  /** What an option takes for a column. */
  String flag(int column) {
    String name = table.names() == null ? "" : table.names().get(column).strip();
    boolean plain = name.matches("[\\w.-]+");
    return plain && table.names().indexOf(table.names().get(column)) == column
        ? name
        : String.valueOf(column + 1);
  }

  /** A few titles, or one for all where there are many. */
  List<String> titles(List<Integer> columns) {
    if (columns.size() <= MOST_LISTED) {
      return columns.stream().map(this::title).toList();
    }
    return List.of(Text.of("each of %d columns (%s)", columns.size(), list(columns)));
  }

  /** Columns in short: {@code f0 to f63}, or their numbers. */
  String list(List<Integer> columns) {
    int first = columns.get(0);
    int last = columns.get(columns.size() - 1);
    boolean together = last - first + 1 == columns.size();
    if (table.names() != null && !table.names().get(first).isBlank()) {
      return range(columns.stream().map(table.names()::get).toList());
    }
    if (columns.size() == 1) {
      return Text.of("column %d", first + 1);
    }
    if (together) {
      return Text.of("columns %d to %d", first + 1, last + 1);
    }
    return columns.stream()
        .limit(MOST_LISTED)
        .map(j -> String.valueOf(j + 1))
        .collect(Collectors.joining(", ", "columns ", columns.size() > MOST_LISTED ? ", ..." : ""));
  }

  static String range(List<String> names) {
    return names.size() == 1
        ? Text.of("\"%s\"", cut(names.get(0)))
        : Text.of("\"%s\" to \"%s\"", cut(names.get(0)), cut(names.get(names.size() - 1)));
  }

  private static String cut(String name) {
    return name.length() <= 40 ? name : name.substring(0, 40) + "...";
  }
}
