package org.ssl4j.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.ssl4j.run.Json;
import org.ssl4j.run.JsonFiles;

/** The eigen spectra of {@code spectra.jsonl}, as many as a slider can usefully step through. */
final class SpectraData {

  /** Epochs of the slider. */
  static final int EPOCHS = 41;

  /** Eigenvalues of a curve; on a longer one they are taken ever further apart. */
  static final int VALUES = 160;

  private SpectraData() {}

  /**
   * @return epochs, and per layer the 1-based indices taken of its eigenvalues and their values at
   *     each epoch; empty if there is no such file
   */
  static ObjectNode read(Path file) {
    var data = Json.MAPPER.createObjectNode();
    List<JsonNode> lines = JsonFiles.lines(file);
    if (lines.isEmpty()) {
      return data;
    }
    int[] kept = Thinning.even(lines.size(), EPOCHS);
    var epochs = data.putArray("epochs");
    var layers = data.putObject("layers");
    for (int position = 0; position < kept.length; position++) {
      var line = lines.get(kept[position]);
      epochs.add(line.path("epoch").asInt());
      for (var entry : line.path("layers").properties()) {
        if (entry.getValue().isArray()) {
          add(layers, entry.getKey(), position, (ArrayNode) entry.getValue());
        }
      }
    }
    return data;
  }

  private static void add(ObjectNode layers, String name, int position, ArrayNode eigenvalues) {
    var layer = (ObjectNode) layers.get(name);
    if (layer == null) {
      layer = layers.putObject(name);
      layer.put("count", eigenvalues.size());
      layer.set("index", index(eigenvalues.size()));
      layer.putArray("values");
    }
    var values = (ArrayNode) layer.get("values");
    while (values.size() < position) {
      values.addNull(); // an epoch in which this layer was not measured
    }
    values.add(thinned(eigenvalues.size(), i -> eigenvalues.get(i).asDouble(Double.NaN)));
  }

  /** 1-based indices of the eigenvalues that a curve shows. */
  private static ArrayNode index(int count) {
    var index = Json.MAPPER.createArrayNode();
    for (int i : Thinning.logarithmic(count, VALUES)) {
      index.add(i + 1);
    }
    return index;
  }

  private static ArrayNode thinned(int count, IntToDoubleFunction eigenvalue) {
    var values = Json.MAPPER.createArrayNode();
    for (int i : Thinning.logarithmic(count, VALUES)) {
      values.add(PageJson.rounded(eigenvalue.applyAsDouble(i)));
    }
    return values;
  }

  /** One spectrum: how many eigenvalues it has, the 1-based indices taken, and their values. */
  static ObjectNode curve(double[] eigenvalues) {
    var curve = Json.MAPPER.createObjectNode();
    curve.put("count", eigenvalues.length);
    curve.set("index", index(eigenvalues.length));
    curve.set("values", thinned(eigenvalues.length, i -> eigenvalues[i]));
    return curve;
  }
}
