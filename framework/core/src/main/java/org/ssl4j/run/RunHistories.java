package org.ssl4j.run;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ssl4j.config.FlatSettings;
import org.ssl4j.diagnose.RunHistory;
import org.ssl4j.measure.LayerMeasures;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.text.Text;

/** Reads what a diagnosis looks at from the files of a run. */
public final class RunHistories {

  /** Files of other versions may have more measures. */
  private static final ObjectReader MEASURES =
      Json.MAPPER
          .readerFor(LayerMeasures.class)
          .without(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

  private RunHistories() {}

  /**
   * @param methods tells what is known of the run's method
   * @throws RunException if a file is missing or damaged
   */
  public static RunHistory read(RunDirectory run, MethodCatalog methods) {
    if (!Files.isRegularFile(run.metrics())) {
      throw new RunException(
          Text.of("%s has measured nothing yet (no metrics.jsonl in it)", run.path()));
    }
    return readSoFar(run, methods);
  }

  /** The same for a run that may not have measured anything yet. */
  public static RunHistory readSoFar(RunDirectory run, MethodCatalog methods) {
    List<RunHistory.Epoch> epochs = new ArrayList<>();
    JsonNode last = null;
    for (JsonNode line : JsonFiles.lines(run.metrics())) {
      epochs.add(epoch(run.metrics(), line));
      last = line;
    }
    List<RunHistory.StepPoint> steps = new ArrayList<>();
    JsonFiles.lines(run.steps()).forEach(line -> steps.add(step(line)));
    var reference =
        last == null ? Json.MAPPER.createObjectNode() : last.path("references").path("loss");
    var settings = FlatSettings.read(run.config());
    return new RunHistory(
        epochs,
        steps,
        numberOrNull(reference.path("floor")),
        numberOrNull(reference.path("chance")),
        settings,
        methods.facts(settings));
  }

  /** What a run has just measured, as the file will say it. */
  public static RunHistory.Epoch epoch(EpochRecord record) {
    RunHistory.Score score = null;
    if (record.knn() != null && record.baselines().untrainedKnn() != null) {
      score =
          new RunHistory.Score(
              record.knn().top1(),
              record.knn().queries(),
              record.baselines().untrainedKnn(),
              record.baselines().chance());
    }
    return new RunHistory.Epoch(
        record.epoch(), record.step(), record.loss(), record.layers(), score);
  }

  public static RunHistory.StepPoint step(StepRecord record) {
    return new RunHistory.StepPoint(
        record.step(), record.epoch(), record.loss(), record.stdRatio(), record.meanCosine());
  }

  private static RunHistory.Epoch epoch(Path file, JsonNode line) {
    try {
      Map<String, LayerMeasures> layers = new LinkedHashMap<>();
      for (var layer : line.path("layers").properties()) {
        layers.put(layer.getKey(), MEASURES.readValue(withNaN(layer.getValue())));
      }
      int epoch = line.path("epoch").asInt();
      Double loss = epoch == 0 ? null : Double.valueOf(number(line.path("loss")));
      return new RunHistory.Epoch(epoch, line.path("step").asLong(), loss, layers, score(line));
    } catch (IOException e) {
      throw new RunException(
          Text.of("%s holds a line that does not describe an epoch (%s)", file, e.getMessage()), e);
    }
  }

  /** A measure that could not be computed is null in the file, and must not be read as zero. */
  private static JsonNode withNaN(JsonNode layer) {
    if (!(layer instanceof ObjectNode measures)) {
      return layer;
    }
    var read = measures.deepCopy();
    for (var component : LayerMeasures.class.getRecordComponents()) {
      if (component.getType() == double.class && !read.path(component.getName()).isNumber()) {
        read.put(component.getName(), Double.NaN);
      }
    }
    return read;
  }

  private static RunHistory.Score score(JsonNode line) {
    var knn = line.path("knn");
    var untrained = line.path("baselines").path("untrainedKnn");
    return knn.isObject() && untrained.isNumber()
        ? new RunHistory.Score(
            knn.path("top1").asDouble(),
            knn.path("queries").asInt(),
            untrained.asDouble(),
            numberOrNull(line.path("baselines").path("chance")))
        : null;
  }

  private static RunHistory.StepPoint step(JsonNode line) {
    return new RunHistory.StepPoint(
        line.path("step").asLong(),
        line.path("epoch").asInt(),
        number(line.path("loss")),
        number(line.path("stdRatio")),
        number(line.path("meanCosine")));
  }

  /** JSON has no NaN; where a number is always given, null stands for one that is not finite. */
  private static double number(JsonNode node) {
    return node.isNumber() ? node.doubleValue() : Double.NaN;
  }

  private static Double numberOrNull(JsonNode node) {
    return node.isNumber() ? node.doubleValue() : null;
  }
}
