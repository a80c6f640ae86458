package org.ssl4j.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ssl4j.diagnose.Threshold;
import org.ssl4j.diagnose.Thresholds;
import org.ssl4j.run.Json;

/** The levels that a page draws into its charts, by the measure they are of. */
final class ThresholdData {

  /** Layers whose rank decides a verdict. */
  private static final List<String> DECIDING = List.of("projector", "backbone");

  private ThresholdData() {}

  /**
   * @param lines of metrics.jsonl
   * @param steps of steps.jsonl
   * @param asksStd whether the loss asks for a standard deviation
   */
  static ObjectNode ofRun(List<JsonNode> lines, MetricColumns steps, boolean asksStd) {
    var data = shares();
    add(data, Thresholds.ofLayers(possibleRanks(lines), asksStd));
    JsonNode loss = reference(lines);
    add(data, Thresholds.ofLoss(number(loss.path("floor")), number(loss.path("chance"))));
    Thresholds.ofSteps(steps.get("stdRatio"))
        .ifPresent(
            threshold ->
                data.withArray("/steps").add(Json.MAPPER.<JsonNode>valueToTree(threshold)));
    return data;
  }

  /** What needs no run. */
  static ObjectNode shares() {
    var data = Json.MAPPER.createObjectNode();
    data.putObject("shares")
        .put("nearSingular", Thresholds.NEAR_SINGULAR_SHARE)
        .put("collapsedRank", Thresholds.COLLAPSED_RANK_SHARE)
        .put("doubtfulRank", Thresholds.DOUBTFUL_RANK_SHARE)
        .put("rankLeft", Thresholds.RANK_LEFT_OF_UNTRAINED)
        .put("headStdRatio", Thresholds.HEAD_STD_RATIO);
    return data;
  }

  private static void add(ObjectNode data, List<Threshold> thresholds) {
    thresholds.forEach(
        threshold ->
            data.withArray("/measures/" + threshold.measure())
                .add(Json.MAPPER.<JsonNode>valueToTree(threshold)));
  }

  private static Map<String, Integer> possibleRanks(List<JsonNode> lines) {
    Map<String, Integer> possible = new LinkedHashMap<>();
    for (JsonNode line : lines) {
      for (String layer : DECIDING) {
        JsonNode measures = line.path("layers").path(layer);
        if (measures.isObject()) {
          possible.put(
              layer, Math.min(measures.path("rows").asInt() - 1, measures.path("dim").asInt()));
        }
      }
    }
    return possible;
  }

  private static JsonNode reference(List<JsonNode> lines) {
    return lines.isEmpty()
        ? Json.MAPPER.missingNode()
        : lines.get(lines.size() - 1).path("references").path("loss");
  }

  private static Double number(JsonNode node) {
    return node.isNumber() ? node.asDouble() : null;
  }
}
