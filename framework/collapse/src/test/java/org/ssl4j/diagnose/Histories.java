package org.ssl4j.diagnose;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import org.ssl4j.measure.CollapseMeasures;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.measure.LayerMeasures;

/** Run histories of one projector, made epoch by epoch. */
public final class Histories {

  public static final int EPOCH_STEPS = 20;

  private static final Map<Kind, LayerMeasures> MEASURES = new java.util.EnumMap<>(Kind.class);

  private final List<RunHistory.Epoch> epochs = new ArrayList<>();
  private final List<RunHistory.StepPoint> steps = new ArrayList<>();

  /** How the projector looks. */
  public enum Kind {
    UNTRAINED,
    HEALTHY,
    /** A std ratio between those of a healthy and of a collapsed head. */
    NARROW,
    POINT,
    LINE,
    /** Directions as of healthy ones, a fiftieth of their size. */
    SMALL,
    /** A quarter of that. */
    TINY
  }

  /** A run whose projector was such after each epoch, beginning with the untrained one. */
  public static Histories of(Kind... kinds) {
    var histories = new Histories();
    for (int epoch = 0; epoch < kinds.length; epoch++) {
      histories.epochs.add(
          new RunHistory.Epoch(
              epoch,
              (long) epoch * EPOCH_STEPS,
              epoch == 0 ? null : Double.valueOf(loss(epoch * EPOCH_STEPS)),
              Map.of("projector", measures(kinds[epoch])),
              null));
    }
    return histories;
  }

  /** From chance towards the floor. */
  private static double loss(int step) {
    return 3.0 + 3.0 * Math.exp(-step / 40.0);
  }

  /** With the std ratio of each batch by its 1-based step. */
  public Histories steps(int count, IntToDoubleFunction stdRatio) {
    for (int step = 1; step <= count; step++) {
      double std = stdRatio.applyAsDouble(step);
      steps.add(
          new RunHistory.StepPoint(
              step, (step - 1) / EPOCH_STEPS + 1, loss(step), std, 1 - std * std));
    }
    return this;
  }

  RunHistory with(Map<String, String> settings, Double recipeLearningRate) {
    return with(settings, new MethodFacts(recipeLearningRate, null, null, List.of()));
  }

  RunHistory with(Map<String, String> settings, MethodFacts method) {
    return new RunHistory(epochs, steps, 3.0, 6.0, settings, method);
  }

  /** With a layer of that kind at every trained epoch, and a last score beside an untrained .3. */
  Histories backbone(Kind kind, double knn) {
    for (int epoch = 1; epoch < epochs.size(); epoch++) {
      var old = epochs.get(epoch);
      boolean last = epoch == epochs.size() - 1;
      Map<String, LayerMeasures> layers = new java.util.LinkedHashMap<>(old.layers());
      layers.put("backbone", measures(kind));
      epochs.set(
          epoch,
          new RunHistory.Epoch(
              old.epoch(),
              old.step(),
              old.loss(),
              layers,
              last ? new RunHistory.Score(knn, 2000, 0.3) : null));
    }
    return this;
  }

  public RunHistory plain() {
    return with(Map.of(), MethodFacts.NONE);
  }

  static LayerMeasures measures(Kind kind) {
    return MEASURES.computeIfAbsent(kind, Histories::measure);
  }

  private static LayerMeasures measure(Kind kind) {
    var random = new Random(5);
    double[][] rows = new double[256][32];
    for (double[] row : rows) {
      double along = random.nextGaussian();
      for (int j = 0; j < row.length; j++) {
        double noise = random.nextGaussian();
        row[j] =
            switch (kind) {
              case UNTRAINED -> 1 + 0.17 * noise;
              case HEALTHY -> noise;
              case NARROW -> 1 + 0.32 * noise;
              case POINT -> 1 + 0.01 * noise;
              case SMALL -> 0.02 * noise;
              case TINY -> 0.005 * noise;
              case LINE -> along * (j + 1) + 0.001 * noise;
            };
      }
    }
    return CollapseMeasures.measure(EmbeddingMatrix.of(rows)).measures();
  }
}
