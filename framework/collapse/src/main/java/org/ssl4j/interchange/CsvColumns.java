package org.ssl4j.interchange;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.ssl4j.error.DataException;
import org.ssl4j.text.Text;

/**
 * What each column of a table is: a dimension of the embedding, the label, the name, or something
 * that is left out aloud. A column that may be a dimension or not is refused, because counting a
 * row number as a dimension changes every measure.
 */
final class CsvColumns {

  /** Rows from which whole numbers one after the other are no coincidence. */
  private static final int FEWEST_ROWS = 8;

  /** Rows from which a column of whole numbers among fractions is none. */
  private static final int FEWEST_WHOLE = 3;

  /** How many times narrower or wider than most a column is that does not belong to them. */
  private static final double OTHER_RANGE = 4;

  /** Rows from which an order of the values is no coincidence. */
  private static final int FEWEST_ORDERED = 20;

  /** Columns named alike that make a series. */
  private static final int SHORTEST_SERIES = 3;

  private static final int MOST_NAMED = 4;

  private final CsvTable table;
  private final ColumnReferences references;
  private final Map<String, List<Integer>> leftOut = new TreeMap<>();
  private final List<Integer> labelCandidates = new ArrayList<>();
  private List<Integer> dimensions = new ArrayList<>();
  private int label = -1;
  private int name = -1;

  /**
   * @throws DataException if a column may be several things, or none is left
   */
  CsvColumns(CsvTable table, ReadOptions options) {
    this.table = table;
    references = new ColumnReferences(table);
    label = options.labelsColumn() == null ? -1 : references.one(options.labelsColumn());
    var ignored = references.all(options.ignore());
    var chosen = references.all(options.columns());
    for (int j = 0; j < table.profiles().size(); j++) {
      if (ignored.contains(j)) {
        leaveOut(j, "as the option ignore says");
      } else if (chosen.contains(j)) {
        requireNumbers(j);
        dimensions.add(j);
      } else if (j != label) {
        sort(j, chosen.isEmpty());
      }
    }
    if (chosen.isEmpty()) {
      keepSeries();
      refuseWholeAmongFractions();
      refuseOrdered();
      refuseLeadingZeros();
      refuseWholeAmongWhole();
    }
    chooseLabel();
    if (dimensions.isEmpty()) {
      throw new DataException(table.file() + " holds no numbers that could be embeddings");
    }
    describe();
  }

  int[] dimensions() {
    return dimensions.stream().mapToInt(Integer::intValue).toArray();
  }

  /** The column of the labels, or -1. */
  int label() {
    return label;
  }

  /** The column of the names, or -1. */
  int name() {
    return name;
  }

  /** As messages call a column. */
  String title(int column) {
    return references.title(column);
  }

  private void leaveOut(int column, String why) {
    leftOut.computeIfAbsent(why, reason -> new ArrayList<>()).add(column);
  }

  private String heading(int column) {
    return table.names() == null ? "" : table.names().get(column);
  }

  private boolean named() {
    return table.names() != null;
  }

  private void sort(int j, boolean maybeDimension) {
    var profile = table.profiles().get(j);
    String heading = heading(j);
    if (profile.empty() && (heading.isBlank() || ColumnNames.known(heading))) {
      leaveOut(j, "because it is empty");
    } else if (profile.lists() && maybeDimension && !ColumnNames.known(heading)) {
      throw new DataException(
          Text.of(
              "%s, line %d: %s holds a list in one field; write one column for each dimension, as in"
                  + " pandas.DataFrame(np.stack(frame[\"embedding\"])).to_csv(...), or save it with numpy.save",
              table.file(), profile.badLine(), title(j)));
    } else if (profile.wordy() && profile.numberLike() && !ColumnNames.known(heading)) {
      requireNumbers(j);
    } else if (profile.wordy()) {
      words(j, heading, profile);
    } else if (named() && ColumnNames.label(heading) && !coordinate(heading)) {
      if (profile.whole() || profile.words() > 0) {
        labelCandidates.add(j);
      } else {
        leaveOut(
            j, "because its name is that of a label but it holds fractions, which are not classes");
      }
    } else if (rowNumber(j, heading, profile)) {
      leaveOut(j, "because it numbers the rows");
    } else if (named() && (ColumnNames.other(heading) || ColumnNames.name(heading))) {
      leaveOut(j, "because its name is not that of a dimension");
    } else if (maybeDimension) {
      requireNumbers(j);
      dimensions.add(j);
    } else {
      leaveOut(j, "because the option columns does not name it");
    }
  }

  /** Two dimensions are often called x and y. */
  private boolean coordinate(String heading) {
    return heading.strip().equalsIgnoreCase("y")
        && table.names().stream().anyMatch(other -> other.strip().equalsIgnoreCase("x"));
  }

  private boolean rowNumber(int j, String heading, ColumnProfile profile) {
    if (profile.words() > 0) {
      return false;
    }
    if (named() && ColumnNames.rowNumber(heading) && profile.whole()) {
      return true;
    }
    if (profile.counts()) {
      return profile.numbers() >= FEWEST_ROWS || profile.numbers() > 2 && fractionsBeside(j);
    }
    return profile.numbers() >= FEWEST_ROWS && profile.shuffledCount();
  }

  private boolean fractionsBeside(int j) {
    for (int i = 0; i < table.profiles().size(); i++) {
      var other = table.profiles().get(i);
      if (i != j && other.numbers() > 0 && !other.whole()) {
        return true;
      }
    }
    return false;
  }

  private void words(int j, String heading, ColumnProfile profile) {
    if (named() && ColumnNames.label(heading)) {
      labelCandidates.add(j);
    } else if (named() && (ColumnNames.name(heading) || ColumnNames.rowNumber(heading))) {
      nameOrLeaveOut(j);
    } else if (profile.dates()) {
      leaveOut(j, "because it holds dates");
    } else if (profile.distinctWords() && profile.words() > 1) {
      nameOrLeaveOut(j);
    } else if (named()) {
      leaveOut(j, "because it holds words");
    } else {
      labelCandidates.add(j);
    }
  }

  private void nameOrLeaveOut(int j) {
    if (name < 0) {
      name = j;
    } else {
      leaveOut(j, "because it holds words");
    }
  }

  private void requireNumbers(int j) {
    var profile = table.profiles().get(j);
    if (profile.words() > 0) {
      String field = profile.badField();
      throw new DataException(
          Text.of(
              "%s, line %d, %s: \"%s\" is not a number; numbers are written like -1234.5 or 1.2e-3",
              table.file(),
              profile.badLine(),
              title(j),
              field.length() <= 40 ? field : field.substring(0, 40) + "..."));
    }
  }

  /** Where most columns are named by a word and a number, others are something else. */
  private void keepSeries() {
    if (!named() || dimensions.size() < SHORTEST_SERIES) {
      return;
    }
    Map<String, List<Integer>> series = new TreeMap<>();
    for (int j : dimensions) {
      series
          .computeIfAbsent(heading(j).strip().replaceAll("[0-9]+$", ""), p -> new ArrayList<>())
          .add(j);
    }
    var alike =
        series.entrySet().stream()
            .filter(one -> one.getValue().size() >= SHORTEST_SERIES)
            .filter(one -> heading(one.getValue().get(0)).matches(".*[0-9]"))
            .toList();
    if (alike.size() > 1) {
      throw new DataException(
          Text.of(
              "%s holds several embeddings by the names of its columns: %s. Choose one, for example with the option columns %s",
              table.file(),
              alike.stream()
                  .map(one -> ColumnReferences.range(heading(one.getValue())))
                  .collect(Collectors.joining(", ")),
              pattern(alike.get(0))));
    }
    if (alike.isEmpty() || alike.get(0).getValue().size() * 2 <= dimensions.size()) {
      return;
    }
    List<Integer> kept = alike.get(0).getValue();
    for (int j : dimensions) {
      if (!kept.contains(j)) {
        leaveOut(j, "because its name is not one of " + ColumnReferences.range(heading(kept)));
      }
    }
    dimensions = kept;
  }

  private List<String> heading(List<Integer> columns) {
    return columns.stream().map(this::heading).toList();
  }

  private static String pattern(Map.Entry<String, List<Integer>> series) {
    return series.getKey().isEmpty()
        ? Text.of(
            "%d-%d",
            series.getValue().get(0) + 1, series.getValue().get(series.getValue().size() - 1) + 1)
        : "'" + series.getKey() + "*'";
  }

  private void refuseWholeAmongFractions() {
    if (table.rows() < FEWEST_WHOLE) {
      return;
    }
    List<Integer> whole = new ArrayList<>();
    boolean fractions = false;
    for (int j : dimensions) {
      var profile = table.profiles().get(j);
      if (!profile.constant() && profile.whole()) {
        whole.add(j);
      }
      fractions |= !profile.whole() && profile.numbers() > 0;
    }
    if (fractions && !whole.isEmpty()) {
      var profile = table.profiles().get(whole.get(0));
      throw ambiguous(
          whole,
          Text.of(
              "holds whole numbers only (%.0f to %.0f), unlike other columns",
              profile.least(), profile.most()));
    }
  }

  private void refuseOrdered() {
    List<Integer> ordered =
        dimensions.stream().filter(j -> table.profiles().get(j).monotone()).toList();
    boolean few = ordered.size() * 4 <= dimensions.size();
    if (table.rows() >= FEWEST_ORDERED && few && !ordered.isEmpty()) {
      throw ambiguous(ordered, "rises or falls from every row to the next, as a time does");
    }
  }

  /** What is left of fractions whose decimal comma was taken for a separator. */
  private void refuseLeadingZeros() {
    for (int j : dimensions) {
      var profile = table.profiles().get(j);
      boolean spelled = profile.leadingZero() != null && !profile.constant();
      if (table.syntax().separator() == ',' && profile.whole() && spelled) {
        throw new DataException(
            Text.of(
                "%s: %s holds %s, a whole number that begins with a zero. If numbers have a decimal comma, separate the"
                    + " fields by semicolons; if the column is not a dimension, use the option ignore %s",
                table.file(), title(j), profile.leadingZero(), references.flag(j)));
      }
    }
  }

  /** Quantised embeddings with a label or an identifier before or behind them. */
  private void refuseWholeAmongWhole() {
    double[] ranges = dimensions.stream().mapToDouble(this::range).sorted().toArray();
    if (table.rows() < FEWEST_ROWS || ranges.length < SHORTEST_SERIES) {
      return;
    }
    double usual = ranges[ranges.length / 2];
    for (int j : List.of(dimensions.get(0), dimensions.get(dimensions.size() - 1))) {
      var profile = table.profiles().get(j);
      boolean other = range(j) * OTHER_RANGE < usual || range(j) > usual * OTHER_RANGE;
      if (profile.whole() && !profile.constant() && other) {
        throw ambiguous(
            List.of(j),
            Text.of(
                "holds whole numbers from %.0f to %.0f, where other columns span %.0f",
                profile.least(), profile.most(), usual));
      }
    }
  }

  private double range(int column) {
    var profile = table.profiles().get(column);
    return profile.most() - profile.least();
  }

  private DataException ambiguous(List<Integer> columns, String why) {
    int column = columns.get(0);
    String flag = references.flag(column);
    String more =
        columns.size() == 1
            ? ""
            : Text.of(
                " (so %s %s)",
                columns.size() == 2 ? "does" : "do",
                columns.stream()
                    .skip(1)
                    .limit(MOST_NAMED)
                    .map(this::title)
                    .collect(Collectors.joining(", ")));
    return new DataException(
        Text.of(
                "%s: %s %s%s. Use the option labels-column %s if it is the label, the option ignore %s if it is neither label nor dimension,",
                table.file(), title(column), why, more, flag, flag)
            + Text.of(
                " or the option columns %s if it is a dimension",
                (dimensions.get(0) + 1) + "-" + (dimensions.get(dimensions.size() - 1) + 1)));
  }

  /** Labels decide no measure, so several candidates are no reason to refuse. */
  private void chooseLabel() {
    if (label >= 0) {
      labelCandidates.forEach(j -> leaveOut(j, "because the option labels-column names another"));
      return;
    }
    List<Integer> named =
        labelCandidates.stream().filter(j -> heading(j).strip().matches("(?i)labels?")).toList();
    List<Integer> candidates = named.size() == 1 ? named : labelCandidates;
    if (candidates.size() == 1) {
      label = candidates.get(0);
    }
    for (int j : labelCandidates) {
      if (j != label) {
        leaveOut(
            j,
            label >= 0
                ? Text.of("because %s is the label", title(label))
                : "because several columns may be labels; the option labels-column NAME chooses one");
      }
    }
  }

  private void describe() {
    table.note(
        Text.of(
            "%d embeddings of %d dimensions (%s)",
            table.rows(), dimensions.size(), references.list(dimensions)));
    if (label >= 0) {
      table.note(Text.of("%s serves as labels", title(label)));
    }
    if (name >= 0) {
      table.note(Text.of("%s serves as names of the images", title(name)));
    }
    leftOut.forEach(
        (why, columns) -> {
          for (String one : references.titles(columns)) {
            table.note(Text.of("%s is left out %s", one, why));
          }
        });
    long missing = dimensions.stream().mapToLong(j -> table.profiles().get(j).missing()).sum();
    if (missing > 0) {
      table.note(Text.of("values that are missing or NaN: %d; they count as NaN", missing));
    }
  }
}
