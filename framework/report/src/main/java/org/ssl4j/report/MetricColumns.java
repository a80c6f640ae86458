package org.ssl4j.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * A metric file turned on its side: one column per number, named by its path with dots, e.g. {@code
 * layers.backbone.stdRatio}. Measures that did not exist when this was written come along.
 *
 * <p>NaN stands for a value that a line lacks.
 */
final class MetricColumns {

  private final int rows;
  private final Map<String, double[]> columns = new LinkedHashMap<>();

  private MetricColumns(int rows) {
    this.rows = rows;
  }

  static MetricColumns of(List<JsonNode> lines) {
    var columns = new MetricColumns(lines.size());
    for (int row = 0; row < lines.size(); row++) {
      columns.add("", lines.get(row), row);
    }
    return columns;
  }

  private void add(String path, JsonNode node, int row) {
    if (node.isObject()) {
      var prefix = path.isEmpty() ? "" : path + ".";
      node.properties().forEach(entry -> add(prefix + entry.getKey(), entry.getValue(), row));
    } else if (node.isNumber()) {
      columns
              .computeIfAbsent(
                  path,
                  name -> {
                    double[] values = new double[rows];
                    Arrays.fill(values, Double.NaN);
                    return values;
                  })[row] =
          node.asDouble();
    }
  }

  int rows() {
    return rows;
  }

  /** A column, or one without any value. */
  double[] get(String name) {
    double[] missing = new double[rows];
    Arrays.fill(missing, Double.NaN);
    return columns.getOrDefault(name, missing);
  }

  /** The wanted columns, only the given rows of them. */
  ObjectNode json(int[] kept, Predicate<String> wanted) {
    var json = JsonNodeFactory.instance.objectNode();
    columns.forEach(
        (name, values) -> {
          if (wanted.test(name)) {
            json.set(name, array(values, kept));
          }
        });
    return json;
  }

  /**
   * The wanted columns as curves of their own points, each thinned by what it shows.
   *
   * @param x column of the abscissa
   * @param limit most points of a curve
   */
  ObjectNode curves(String x, int limit, Predicate<String> wanted) {
    var json = JsonNodeFactory.instance.objectNode();
    double[] abscissa = get(x);
    columns.forEach(
        (name, values) -> {
          if (wanted.test(name)) {
            int[] present = present(values);
            double[] y = pick(values, present);
            int[] kept = Thinning.extremes(y, limit);
            var curve = json.putObject(name);
            curve.set("x", array(pick(abscissa, present), kept));
            curve.set("y", array(y, kept));
          }
        });
    return json;
  }

  private static int[] present(double[] values) {
    int[] present = new int[values.length];
    int count = 0;
    for (int i = 0; i < values.length; i++) {
      if (Double.isFinite(values[i])) {
        present[count++] = i;
      }
    }
    return Arrays.copyOf(present, count);
  }

  private static double[] pick(double[] values, int[] positions) {
    return Arrays.stream(positions).mapToDouble(i -> values[i]).toArray();
  }

  private static ArrayNode array(double[] values, int[] kept) {
    var array = JsonNodeFactory.instance.arrayNode(kept.length);
    for (int i : kept) {
      array.add(PageJson.rounded(values[i]));
    }
    return array;
  }
}
