package org.ssl4j.run;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads {@code spectra.jsonl}. */
public final class SpectraFile {

  private SpectraFile() {}

  /**
   * The newest spectra of a run: eigenvalues by layer, decreasing; empty for runs that logged none.
   *
   * @throws RunException if the file is damaged
   */
  public static Map<String, double[]> last(RunDirectory run) {
    Map<String, double[]> spectra = new LinkedHashMap<>();
    List<JsonNode> lines = JsonFiles.lines(run.spectra());
    if (!lines.isEmpty()) {
      for (var layer : lines.get(lines.size() - 1).path("layers").properties()) {
        double[] values = new double[layer.getValue().size()];
        for (int i = 0; i < values.length; i++) {
          values[i] = layer.getValue().get(i).asDouble();
        }
        spectra.put(layer.getKey(), values);
      }
    }
    return spectra;
  }
}
