package org.ssl4j.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ssl4j.config.FlatSettings;
import org.ssl4j.diagnose.Diagnosis;
import org.ssl4j.diagnose.Verdict;
import org.ssl4j.measure.StepSignals;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.run.Json;
import org.ssl4j.run.JsonFiles;
import org.ssl4j.run.RunDiagnosis;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunException;
import org.ssl4j.text.Text;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;

/** What a page knows of a run, read from its directory. */
final class RunData {

  /** More epochs than this are thinned out evenly, also in the tables; the page then says so. */
  static final int EPOCHS = 1000;

  /** Points of a curve over steps: more than a wide screen has pixels for. */
  static final int STEP_POINTS = 1600;

  /** Points of a curve in a study, where many lie over each other. */
  static final int STUDY_POINTS = 200;

  /**
   * Kept as the last line has them, not as columns: they do not change or belong to another value.
   */
  private static final List<String> NOT_COLUMNS =
      List.of("references.", "baselines.", "knn.k", "knn.temperature", "knn.bank", "knn.queries");

  /** Measures whose curves a study shows. */
  private static final Set<String> STUDY_MEASURES =
      Set.of("stdRatio", "meanCosine", "effectiveRank", "topEigenvalueShare");

  private static final Set<String> STUDY_COLUMNS = Set.of("loss", "knn.top1", "probe.top1");
  private static final Set<String> STUDY_STEP_COLUMNS = Set.of("loss", "stdRatio", "meanCosine");

  private RunData() {}

  /**
   * Everything, for the page of the run. The verdict on a finished run is the one in its
   * diagnosis.json; on any other it is what its files say so far, because an earlier part of the
   * run, or {@code ssl4j diagnose}, may have left an older one.
   */
  static ObjectNode full(RunDirectory run) {
    var config = config(run.config());
    var lines = JsonFiles.lines(run.metrics());
    var data = everything(run, config, lines);
    var written = JsonFiles.read(run.diagnosis());
    if (data.get("finished").asBoolean() && written.isPresent()) {
      data.set("diagnosis", written.get());
    } else if (!lines.isEmpty()) {
      var diagnosis = RunDiagnosis.of(run);
      boolean goesOn = !data.get("finished").asBoolean() && goesOn(diagnosis, config);
      diagnosis(data, lines, diagnosis, goesOn);
    }
    return data;
  }

  /** Of a network that has not been trained for an epoch nothing is said but that. */
  private static void diagnosis(
      ObjectNode data, List<JsonNode> lines, Diagnosis diagnosis, boolean soFar) {
    boolean trained = lines.stream().anyMatch(line -> line.path("epoch").asInt() > 0);
    if (trained || diagnosis.verdict() == Verdict.DIVERGED) {
      data.set("diagnosis", PageJson.of(diagnosis));
      data.put("soFar", soFar);
    }
  }

  /**
   * The same of a run that this process trains, whose old files say nothing of its end.
   *
   * @param ended whether it has made its last step and measured it
   */
  static ObjectNode live(RunDirectory run, boolean ended) {
    var lines = JsonFiles.lines(run.metrics());
    var data = everything(run, config(run.config()), lines);
    data.put("finished", ended);
    if (!lines.isEmpty()) {
      diagnosis(data, lines, RunDiagnosis.of(run), !ended);
    }
    return data;
  }

  /** A run that has no encoder has ended nevertheless if it diverged, or stopped as it was told. */
  private static boolean goesOn(Diagnosis diagnosis, Map<?, ?> config) {
    boolean stops = "stop".equalsIgnoreCase(inner(config, "monitor", "onCollapse"));
    return diagnosis.verdict() != Verdict.DIVERGED && !(stops && diagnosis.verdict().collapsed());
  }

  /** All but the verdict. */
  private static ObjectNode everything(RunDirectory run, Map<?, ?> config, List<JsonNode> lines) {
    var data = head(run, config, lines);
    var metrics = MetricColumns.of(lines);
    int[] kept = Thinning.even(metrics.rows(), EPOCHS);
    data.put("epochsRecorded", metrics.rows());
    data.set(
        "columns", metrics.json(kept, name -> NOT_COLUMNS.stream().noneMatch(name::startsWith)));
    last(data, lines);
    notMeasured(data.putArray("notMeasured"), lines);
    var steps = MetricColumns.of(JsonFiles.lines(run.steps()));
    data.set(
        "steps",
        steps.curves("step", STEP_POINTS, name -> !name.equals("step") && !name.equals("epoch")));
    data.put("rankRows", StepSignals.RANK_ROWS);
    data.set("thresholds", ThresholdData.ofRun(lines, steps, asksStd(run)));
    data.set("spectra", SpectraData.read(run.path().resolve("spectra.jsonl")));
    for (String name : List.of("linear", "knn", "retrieval")) {
      JsonFiles.read(run.path().resolve("evaluation").resolve(name + ".json"))
          .ifPresent(result -> data.withObject("/evaluation").set(name, result));
    }
    JsonFiles.read(run.provenance()).ifPresent(facts -> data.set("provenance", facts));
    data.put("configText", text(run.config()));
    GalleryFiles.read(run).ifPresent(gallery -> data.set("gallery", gallery));
    return data;
  }

  /** Curves and last values, for the page of a study with many runs. */
  static ObjectNode curves(RunDirectory run) {
    var lines = JsonFiles.lines(run.metrics());
    var data = head(run, config(run.config()), lines);
    JsonFiles.read(run.diagnosis()).ifPresent(diagnosis -> data.set("diagnosis", diagnosis));
    var metrics = MetricColumns.of(lines);
    data.put("epochsRecorded", metrics.rows());
    data.set("curves", metrics.curves("epoch", STUDY_POINTS, RunData::inStudies));
    last(data, lines);
    var steps = MetricColumns.of(JsonFiles.lines(run.steps()));
    data.set("steps", steps.curves("step", STUDY_POINTS, STUDY_STEP_COLUMNS::contains));
    data.set("thresholds", ThresholdData.ofRun(lines, steps, false));
    return data;
  }

  /** As the rules see it. */
  private static boolean asksStd(RunDirectory run) {
    var settings = FlatSettings.read(run.config());
    return new MethodCatalog().facts(settings).askedDeviation() != null;
  }

  private static boolean inStudies(String column) {
    return column.startsWith("layers.")
        ? STUDY_MEASURES.contains(column.substring(column.lastIndexOf('.') + 1))
        : STUDY_COLUMNS.contains(column);
  }

  private static ObjectNode head(RunDirectory run, Map<?, ?> config, List<JsonNode> lines) {
    var data = Json.MAPPER.createObjectNode();
    data.put("name", config.get("name") == null ? "run" : config.get("name").toString());
    data.put("directory", String.valueOf(run.path().toAbsolutePath().normalize().getFileName()));
    data.put("method", inner(config, "method", "name"));
    data.put("dataset", inner(config, "data", "dataset"));
    data.put("epochsPlanned", Integer.valueOf(inner(config, "schedule", "epochs", "0")));
    data.put("finished", Files.isRegularFile(run.encoder()) && atItsEnd(config, lines));
    return data;
  }

  /** Not so of a finished run that is being trained for longer: its encoder is the older one. */
  private static boolean atItsEnd(Map<?, ?> config, List<JsonNode> lines) {
    if (lines.isEmpty()) {
      return true; // the encoder alone is left to tell
    }
    var last = lines.get(lines.size() - 1);
    return last.path("epoch").asLong() >= Long.parseLong(inner(config, "schedule", "epochs", "0"))
        || last.path("step").asLong()
            >= Long.parseLong(
                inner(config, "schedule", "maxSteps", String.valueOf(Long.MAX_VALUE)));
  }

  /** What holds for the whole run stands in every line; the last one that has it is taken. */
  private static void last(ObjectNode data, List<JsonNode> lines) {
    for (var line : lines) {
      for (String name : List.of("references", "baselines", "knn")) {
        if (line.path(name).isObject()) {
          data.set(name, line.get(name));
        }
      }
    }
  }

  /** What was due and could not be measured, each with its reason and the epochs it was so. */
  private static void notMeasured(ArrayNode array, List<JsonNode> lines) {
    Map<List<String>, List<Integer>> epochs = new LinkedHashMap<>();
    for (var line : lines) {
      int epoch = line.path("epoch").asInt();
      notMeasured(epochs, "", line, epoch);
      line.path("layers")
          .properties()
          .forEach(layer -> notMeasured(epochs, layer.getKey() + ".", layer.getValue(), epoch));
    }
    epochs.forEach(
        (what, when) ->
            array
                .addObject()
                .put("what", what.get(0))
                .put("why", what.get(1))
                .put("first", when.get(0))
                .put("last", when.get(when.size() - 1)));
  }

  private static void notMeasured(
      Map<List<String>, List<Integer>> epochs, String prefix, JsonNode of, int epoch) {
    for (var entry : of.path("notMeasured").properties()) {
      var key = List.of(prefix + entry.getKey(), entry.getValue().asText());
      epochs.computeIfAbsent(key, any -> new ArrayList<>()).add(epoch);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new RunException(Text.of("cannot read %s (%s)", file, e.getMessage()), e);
    }
  }

  /** Read as plain maps, not bound: a page must also be made of a run of an older version. */
  private static Map<?, ?> config(Path file) {
    try {
      Object read = new Yaml(new SafeConstructor(new LoaderOptions())).load(text(file));
      if (read instanceof Map<?, ?> map) {
        return map;
      }
    } catch (YAMLException e) {
      throw new RunException(Text.of("%s is not YAML; restore it from a checkpoint", file), e);
    }
    throw new RunException(
        Text.of("%s holds no configuration; restore it from a checkpoint", file));
  }

  private static String inner(Map<?, ?> config, String section, String key, String... otherwise) {
    if (config.get(section) instanceof Map<?, ?> map && map.get(key) != null) {
      return map.get(key).toString();
    }
    return otherwise.length == 0 ? null : otherwise[0];
  }
}
