package org.ssl4j.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.util.List;

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
    var data = JsonFiles.MAPPER.createObjectNode();
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
    int[] kept = Thinning.logarithmic(eigenvalues.size(), VALUES);
    if (layer == null) {
      layer = layers.putObject(name);
      layer.put("count", eigenvalues.size());
      layer.putArray("index");
      layer.putArray("values");
      for (int i : kept) {
        ((ArrayNode) layer.get("index")).add(i + 1);
      }
    }
    var values = (ArrayNode) layer.get("values");
    while (values.size() < position) {
      values.addNull(); // an epoch in which this layer was not measured
    }
    var spectrum = values.addArray();
    for (int i : kept) {
      spectrum.add(JsonFiles.rounded(eigenvalues.get(i).asDouble(Double.NaN)));
    }
  }
}
