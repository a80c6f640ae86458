package org.ssl4j.models.objective;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** Reads the golden files of the test resources. */
final class GoldenVectors {

  private GoldenVectors() {}

  /** All cases of {@code golden/NAME.json}. */
  static Stream<JsonNode> cases(String name) {
    String resource = "/golden/" + name + ".json";
    try (InputStream stream = GoldenVectors.class.getResourceAsStream(resource)) {
      if (stream == null) {
        throw new IllegalStateException("missing test resource " + resource);
      }
      JsonNode cases = new ObjectMapper().readTree(stream).get("cases");
      return StreamSupport.stream(cases.spliterator(), false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The numbers of a nested list, in row-major order. */
  static double[] numbers(JsonNode node) {
    List<Double> found = new ArrayList<>();
    collect(node, found);
    return found.stream().mapToDouble(Double::doubleValue).toArray();
  }

  private static void collect(JsonNode node, List<Double> found) {
    if (node.isArray()) {
      node.forEach(child -> collect(child, found));
    } else {
      found.add(node.asDouble());
    }
  }

  /** A matrix. */
  static INDArray matrix(JsonNode node, DataType type) {
    INDArray flat = Nd4j.createFromArray(numbers(node)).castTo(type);
    return flat.reshape(node.size(), node.get(0).size());
  }
}
