package org.ssl4j.study;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.ssl4j.config.DidYouMean;
import org.ssl4j.config.YamlValue;
import org.ssl4j.text.Text;

/**
 * Names cells in rules: {@code all}, an id, or conditions such as {@code stopGradient=false,
 * kind=none}, whose left sides are the ends of keys.
 */
final class CellSelector {

  private static final String ALL = "all";

  private CellSelector() {}

  /**
   * The cells that a text names, in their order.
   *
   * @throws IllegalArgumentException with a clause that says what is wrong with it
   */
  static List<CellPlan> select(String text, List<CellPlan> cells) {
    List<CellPlan> selected = new ArrayList<>(cells);
    if (text.strip().equals(ALL)) {
      return selected;
    }
    for (String condition : conditions(text)) {
      int equals = condition.indexOf('=');
      if (equals < 0) {
        requireKnown(condition, cells);
        selected.removeIf(cell -> !condition.equals(cell.id()) && !condition.equals(cell.family()));
      } else {
        String path = path(condition.substring(0, equals).strip(), cells);
        Object wanted =
            YamlValue.parse(condition.substring(equals + 1).strip(), "\"" + text + "\"").plain();
        selected.removeIf(
            cell -> !cell.settings().containsKey(path) || !same(cell.settings().get(path), wanted));
      }
    }
    if (selected.isEmpty()) {
      throw new IllegalArgumentException(
          "matches no cell: \""
              + text
              + "\". The cells are: "
              + cells.stream().map(CellPlan::label).collect(Collectors.joining("; ")));
    }
    return selected;
  }

  /** Splits at commas outside of brackets, since values may be lists. */
  private static List<String> conditions(String text) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      depth += c == '[' ? 1 : c == ']' ? -1 : 0;
      if (c == ',' && depth == 0) {
        parts.add(text.substring(start, i).strip());
        start = i + 1;
      }
    }
    parts.add(text.substring(start).strip());
    return parts;
  }

  private static void requireKnown(String name, List<CellPlan> cells) {
    Set<String> names = new TreeSet<>();
    for (CellPlan cell : cells) {
      names.add(cell.id());
      if (cell.family() != null) {
        names.add(cell.family());
      }
    }
    if (!names.contains(name)) {
      throw new IllegalArgumentException(
          "unknown cell \"" + name + "\"" + DidYouMean.hintAndKnown(name, names));
    }
  }

  private static String path(String end, List<CellPlan> cells) {
    Set<String> paths =
        cells.stream()
            .flatMap(cell -> cell.settings().keySet().stream())
            .collect(Collectors.toCollection(TreeSet::new));
    List<String> fitting =
        paths.stream().filter(path -> path.equals(end) || path.endsWith("." + end)).toList();
    if (fitting.isEmpty()) {
      throw new IllegalArgumentException(
          "no cell sets \"" + end + "\"" + DidYouMean.hintAndKnown(end, paths));
    }
    if (fitting.size() > 1) {
      throw new IllegalArgumentException(
          Text.of(
              "\"%s\" could mean %s; write more of the key", end, String.join(" and ", fitting)));
    }
    return fitting.get(0);
  }

  private static boolean same(Object one, Object other) {
    if (one instanceof Number a && other instanceof Number b) {
      return a.doubleValue() == b.doubleValue();
    }
    return Objects.equals(one, other);
  }
}
