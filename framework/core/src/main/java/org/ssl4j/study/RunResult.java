package org.ssl4j.study;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.commons.math3.stat.StatUtils;
import org.ssl4j.diagnose.Verdict;
import org.ssl4j.run.JsonFiles;
import org.ssl4j.run.RunDiagnosis;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunException;
import org.ssl4j.text.Text;

/**
 * What a finished run left in its directory, as far as studies need it.
 *
 * @param last numbers of the last epoch by their dotted key in metrics.jsonl
 * @param untrained numbers of epoch 0
 * @param linear accuracy of the linear probe, or null if none was trained
 * @param linearQueries images it was tested on, or null
 * @param sweptProbe whether that probe is {@code ssl4j evaluate}'s, whose weight decay was swept
 * @param verdict of the diagnosis
 * @param secondsPerEpoch median over the epochs, so that some that ran beside other programs do not
 *     count; null before the first
 * @param images hashes of the training and the held-out images, as far as they are recorded
 * @param threads OpenMP threads it was trained with, the same at every resumption or not; empty if
 *     not recorded
 */
record RunResult(
    Map<String, Double> last,
    Map<String, Double> untrained,
    Double linear,
    Double linearQueries,
    boolean sweptProbe,
    Verdict verdict,
    Double secondsPerEpoch,
    Map<String, String> images,
    Set<String> threads) {

  private static final String THREADS = "ompNumThreads";
  private static final double MIDDLE = 50;

  RunResult {
    images = Map.copyOf(images);
    threads = Set.copyOf(threads);
  }

  /**
   * Reads a run directory.
   *
   * @param sweptProbe whether the linear probe is that of {@code ssl4j evaluate}, whose weight
   *     decay was swept; otherwise the last one between epochs
   * @throws RunException if its files cannot be read
   */
  static RunResult read(RunDirectory run, boolean sweptProbe) {
    List<JsonNode> epochs = JsonFiles.lines(run.metrics());
    if (epochs.isEmpty()) {
      throw new RunException(Text.of("%s has no epoch in metrics.jsonl", run.path()));
    }
    JsonNode last = epochs.get(epochs.size() - 1);
    Optional<JsonNode> swept = sweptProbe ? JsonFiles.read(sweptProbe(run)) : Optional.empty();
    JsonNode probe = swept.orElse(last.path("probe"));
    Verdict verdict = verdict(run);
    return new RunResult(
        numbers(last),
        numbers(epochs.get(0)),
        number(probe.path("top1")),
        number(swept.isPresent() ? probe.path("protocol").path("test") : probe.path("test")),
        swept.isPresent(),
        verdict,
        median(
            epochs.stream()
                .filter(epoch -> epoch.path("epoch").asInt() > 0)
                .mapToDouble(epoch -> epoch.path("seconds").asDouble())
                .toArray()),
        SameRuns.images(run.path()),
        threads(run));
  }

  private static Double median(double[] values) {
    return values.length == 0 ? null : StatUtils.percentile(values, MIDDLE);
  }

  /** What it began with, and what it went on with where that was something else. */
  private static Set<String> threads(RunDirectory run) {
    Set<String> threads = new TreeSet<>();
    JsonFiles.read(run.provenance())
        .ifPresent(
            began -> {
              String processors = began.path("processors").asText();
              threads.add(began.path(THREADS).asText(processors));
              for (JsonNode resumption : began.path("resumed")) {
                if (resumption.has(THREADS)) {
                  threads.add(resumption.path(THREADS).asText(processors));
                }
              }
            });
    return threads;
  }

  /** Whether it ended before its first epoch. */
  boolean untrainedOnly() {
    return last.getOrDefault("epoch", 1.0) == 0;
  }

  /** Whether the verdict is one of the collapses. */
  boolean collapsed() {
    return verdict.collapsed();
  }

  /** Where {@code ssl4j evaluate} leaves its linear probe. */
  static Path sweptProbe(RunDirectory run) {
    return run.evaluation("linear");
  }

  /**
   * The value of a measure at the end, or null. A run that ended before its first epoch has none:
   * its last numbers are those of the untrained network, which is no result.
   */
  Double value(Measure measure) {
    if (untrainedOnly()) {
      return null;
    }
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

  /** The verdict the run was given at its end, or would have been by this version. */
  private static Verdict verdict(RunDirectory run) {
    Optional<JsonNode> diagnosis = JsonFiles.read(run.diagnosis());
    if (diagnosis.isEmpty()) {
      return RunDiagnosis.of(run).verdict();
    }
    String word = diagnosis.get().path("verdict").asText();
    try {
      return Verdict.valueOf(word);
    } catch (IllegalArgumentException e) {
      throw new RunException(
          Text.of("%s names an unknown verdict \"%s\"", run.diagnosis(), word), e);
    }
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
}
