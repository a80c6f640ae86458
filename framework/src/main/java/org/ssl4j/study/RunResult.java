package org.ssl4j.study;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.ssl4j.collapse.CollapseRule;
import org.ssl4j.collapse.LayerMeasures;
import org.ssl4j.config.MonitorConfig;
import org.ssl4j.train.RunDirectory;
import org.ssl4j.train.RunException;

/**
 * What a finished run left in its directory, as far as studies need it.
 *
 * @param last numbers of the last epoch by their dotted key in metrics.jsonl
 * @param untrained numbers of epoch 0
 * @param linear accuracy of the linear probe, or null if none was trained
 * @param linearQueries images it was tested on, or null
 * @param verdict of the diagnosis, or of the collapse rule where no diagnosis was made
 * @param collapsed whether that verdict is a collapse
 * @param secondsPerEpoch mean over the epochs, or null before the first
 */
record RunResult(
    Map<String, Double> last,
    Map<String, Double> untrained,
    Double linear,
    Double linearQueries,
    String verdict,
    boolean collapsed,
    Double secondsPerEpoch) {

  /** Where no diagnosis was made: what the rule behind --fail-on-collapse found. */
  static final String COLLAPSED_BY_RULE = "COLLAPSED";

  static final String NOT_COLLAPSED_BY_RULE = "NOT_COLLAPSED";

  private static final Set<String> COLLAPSES =
      Set.of("COMPLETE_COLLAPSE", "DIMENSIONAL_COLLAPSE", "CLUSTER_COLLAPSE", COLLAPSED_BY_RULE);

  private static final JsonMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES).build();

  /**
   * Reads a run directory.
   *
   * @param sweptProbe whether the linear probe is that of {@code ssl4j evaluate}, whose weight
   *     decay was swept; otherwise the last one between epochs
   * @throws RunException if its files cannot be read
   */
  static RunResult read(RunDirectory run, MonitorConfig monitor, boolean sweptProbe) {
    List<JsonNode> epochs = lines(run.metrics());
    if (epochs.isEmpty()) {
      throw new RunException("%s has no epoch in metrics.jsonl".formatted(run.path()));
    }
    JsonNode last = epochs.get(epochs.size() - 1);
    double seconds = 0;
    int trained = 0;
    for (JsonNode epoch : epochs) {
      if (epoch.path("epoch").asInt() > 0) {
        seconds += epoch.path("seconds").asDouble();
        trained++;
      }
    }
    Optional<JsonNode> swept = sweptProbe ? json(sweptProbe(run)) : Optional.empty();
    JsonNode probe = swept.orElse(last.path("probe"));
    String verdict = verdict(run, monitor, last);
    return new RunResult(
        numbers(last),
        numbers(epochs.get(0)),
        number(probe.path("top1")),
        number(swept.isPresent() ? probe.path("protocol").path("test") : probe.path("test")),
        verdict,
        COLLAPSES.contains(verdict),
        trained == 0 ? null : seconds / trained);
  }

  /** Where {@code ssl4j evaluate} leaves its linear probe. */
  static Path sweptProbe(RunDirectory run) {
    return run.path().resolve("evaluation").resolve("linear.json");
  }

  /** The value of a measure at the end, or null. */
  Double value(Measure measure) {
    return measure.equals(Measure.LINEAR) ? linear : last.get(measure.key());
  }

  /** The value of a measure before training, or null. */
  Double untrainedValue(Measure measure) {
    if (measure.isAccuracy()) {
      return last.get("baselines.untrained" + measure.baseline());
    }
    return untrained.get(measure.key());
  }

  /** The value of an accuracy on raw pixels, or null. */
  Double pixels(Measure accuracy) {
    return last.get("baselines.pixels" + accuracy.baseline());
  }

  /** Images an accuracy was measured on, or null. */
  Double queries(Measure measure) {
    return measure.equals(Measure.LINEAR) ? linearQueries : last.get("knn.queries");
  }

  private static String verdict(RunDirectory run, MonitorConfig monitor, JsonNode last) {
    Optional<JsonNode> diagnosis = json(run.path().resolve("diagnosis.json"));
    if (diagnosis.isPresent()) {
      return diagnosis.get().path("verdict").asText();
    }
    Map<String, LayerMeasures> layers = new LinkedHashMap<>();
    for (var layer : last.path("layers").properties()) {
      try {
        layers.put(layer.getKey(), MAPPER.treeToValue(layer.getValue(), LayerMeasures.class));
      } catch (JsonProcessingException e) {
        throw unreadable(run.metrics(), e);
      }
    }
    return CollapseRule.of(monitor, layers).isPresent() ? COLLAPSED_BY_RULE : NOT_COLLAPSED_BY_RULE;
  }

  private static Double number(JsonNode node) {
    return node.isNumber() ? node.asDouble() : null;
  }

  private static Map<String, Double> numbers(JsonNode line) {
    Map<String, Double> numbers = new LinkedHashMap<>();
    flatten("", line, numbers);
    return numbers;
  }

  private static void flatten(String prefix, JsonNode node, Map<String, Double> numbers) {
    for (var entry : node.properties()) {
      String key = prefix.isEmpty() ? entry.getKey() : prefix + "." + entry.getKey();
      if (entry.getValue().isNumber()) {
        numbers.put(key, entry.getValue().asDouble());
      } else {
        flatten(key, entry.getValue(), numbers);
      }
    }
  }

  private static List<JsonNode> lines(Path file) {
    try {
      List<JsonNode> lines = new ArrayList<>();
      for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
        lines.add(MAPPER.readTree(line));
      }
      return lines;
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static Optional<JsonNode> json(Path file) {
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(MAPPER.readTree(file.toFile()));
    } catch (IOException e) {
      throw unreadable(file, e);
    }
  }

  private static RunException unreadable(Path file, IOException cause) {
    return new RunException("cannot read %s (%s)".formatted(file, cause.getMessage()), cause);
  }
}
