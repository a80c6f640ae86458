package org.ssl4j.study;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.ssl4j.config.DidYouMean;
import org.ssl4j.measure.LayerMeasures;

/**
 * A number of a run by the name that rules give it.
 *
 * @param name as written: {@code knn}, {@code effectiveRank}, {@code backbone.stdRatio}
 * @param key where it stands in a line of metrics.jsonl, dotted; null for the linear probe, which
 *     may also come from an evaluation afterwards
 */
record Measure(String name, String key) {

  static final Measure KNN = new Measure("knn", "knn.top1");
  static final Measure LINEAR = new Measure("linear", null);
  static final Measure LOSS = new Measure("loss", "loss");
  static final Measure STD_RATIO = ofProjector("stdRatio");
  static final Measure MEAN_COSINE = ofProjector("meanCosine");
  static final Measure EFFECTIVE_RANK = ofProjector("effectiveRank");
  static final Measure TOP_SHARE = ofProjector("topEigenvalueShare");

  private static final String PROJECTOR = "projector";

  private static final List<String> OF_LAYERS =
      Arrays.stream(LayerMeasures.class.getRecordComponents())
          .filter(component -> component.getType() != Map.class) // reasons are no numbers
          .map(RecordComponent::getName)
          .toList();

  /**
   * Finds a measure.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  static Measure of(String name) {
    return switch (name) {
      case "knn" -> KNN;
      case "linear" -> LINEAR;
      case "loss" -> LOSS;
      default -> ofLayer(name);
    };
  }

  private static Measure ofLayer(String name) {
    int dot = name.lastIndexOf('.');
    String layer = dot < 0 ? PROJECTOR : name.substring(0, dot);
    if (layer.equals("terms")) {
      return new Measure(name, name);
    }
    String measure = name.substring(dot + 1);
    if (!OF_LAYERS.contains(measure)) {
      var known = new ArrayList<>(List.of("knn", "linear", "loss"));
      known.addAll(OF_LAYERS);
      throw new IllegalArgumentException(
          "unknown measure \"" + name + "\"" + DidYouMean.hintAndKnown(measure, known));
    }
    return new Measure(name, "layers." + layer + "." + measure);
  }

  private static Measure ofProjector(String measure) {
    return new Measure(measure, "layers.projector." + measure);
  }

  /** The end of an accuracy's name among the baselines of metrics.jsonl. */
  String baseline() {
    return equals(KNN) ? "Knn" : "Probe";
  }

  /** Whether it is a share of images classified correctly, with the error of such a share. */
  boolean isAccuracy() {
    return equals(KNN) || equals(LINEAR);
  }
}
