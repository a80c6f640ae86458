package org.ssl4j.golden;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Reads the golden vectors under {@code golden/} of the test resources; shared by both modules. */
public final class GoldenFile {

  private GoldenFile() {}

  /** The cases of a file, e.g. {@code metrics}. */
  public static List<GoldenCase> cases(String file) {
    return nodes(file)
        .map(
            node ->
                new GoldenCase(
                    node.get("name").asText(),
                    node.get("inputs"),
                    node.get("params"),
                    node.get("expected")))
        .toList();
  }

  /** The cases of a file as they are. */
  public static Stream<JsonNode> nodes(String file) {
    String resource = "/golden/" + file + ".json";
    try (InputStream stream = GoldenFile.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException("no test resource " + resource);
      }
      JsonNode cases = new ObjectMapper().readTree(stream).get("cases");
      return StreamSupport.stream(cases.spliterator(), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A number, where JSON writes NaN and the infinities as strings. */
  public static double number(JsonNode node) {
    return node.isTextual() ? Double.parseDouble(node.asText()) : node.doubleValue();
  }

  /** A vector. */
  public static double[] vector(JsonNode node) {
    double[] values = new double[node.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = number(node.get(i));
    }
    return values;
  }

  /** A vector of whole numbers. */
  public static int[] integers(JsonNode node) {
    int[] values = new int[node.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = node.get(i).intValue();
    }
    return values;
  }

  /** A matrix, one inner list a row. */
  public static double[][] matrix(JsonNode node) {
    double[][] rows = new double[node.size()][];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = vector(node.get(i));
    }
    return rows;
  }

  /** The numbers of lists nested to any depth, in row-major order. */
  public static double[] numbers(JsonNode node) {
    return flat(node).toArray();
  }

  private static DoubleStream flat(JsonNode node) {
    return node.isArray()
        ? StreamSupport.stream(node.spliterator(), false).flatMapToDouble(GoldenFile::flat)
        : DoubleStream.of(number(node));
  }

  /** Depth of nesting. */
  public static int rank(JsonNode node) {
    return node.isArray() ? 1 + rank(node.get(0)) : 0;
  }

  /** One case; {@code toString} is its name, for test reports. */
  public record GoldenCase(String name, JsonNode inputs, JsonNode params, JsonNode expected) {
    @Override
    public String toString() {
      return name;
    }
  }
}
