package org.ssl4j.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.ssl4j.eval.KnnScore;
import org.ssl4j.eval.ProbeScore;
import org.ssl4j.measure.LayerMeasures;

/**
 * One epoch: a line of {@code metrics.jsonl}. Epoch 0 is the untrained network; its losses are
 * null.
 *
 * @param epoch epochs trained
 * @param step updates made
 * @param loss mean loss of the epoch's steps
 * @param terms mean of each part
 * @param references floor and chance level of the loss and its parts, by name
 * @param layers collapse measures of each tapped layer; empty in an epoch without
 * @param knn weighted k-NN on the backbone, null in an epoch without
 * @param probe linear probe of the backbone, null in an epoch without
 * @param baselines what the score is to be compared with
 * @param learningRate of the epoch's last step
 * @param imagesPerSecond images trained on per second of training
 * @param dataWaitShare share of training time spent waiting for views
 * @param seconds training, metrics and evaluation together
 * @param tau of the epoch's last step, as in {@link StepRecord}
 * @param notMeasured why something is null that was due, by its name; left out if nothing is
 */
@JsonInclude(JsonInclude.Include.ALWAYS)
public record EpochRecord(
    int epoch,
    long step,
    Double loss,
    Map<String, Double> terms,
    Map<String, Reference> references,
    Map<String, LayerMeasures> layers,
    KnnScore knn,
    ProbeScore probe,
    Baselines baselines,
    Double learningRate,
    Double imagesPerSecond,
    Double dataWaitShare,
    double seconds,
    @JsonInclude(JsonInclude.Include.NON_NULL) Double tau,
    @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> notMeasured) {

  /** An epoch in which everything could be measured. */
  EpochRecord(
      int epoch,
      long step,
      Double loss,
      Map<String, Double> terms,
      Map<String, Reference> references,
      Map<String, LayerMeasures> layers,
      KnnScore knn,
      ProbeScore probe,
      Baselines baselines,
      Double learningRate,
      Double imagesPerSecond,
      Double dataWaitShare,
      double seconds) {
    this(
        epoch,
        step,
        loss,
        terms,
        references,
        layers,
        knn,
        probe,
        baselines,
        learningRate,
        imagesPerSecond,
        dataWaitShare,
        seconds,
        null,
        Map.of());
  }

  /**
   * What a loss value means.
   *
   * @param floor the least value it can take, null if none
   * @param chance its value when nothing is told apart, null if undefined
   */
  public record Reference(Double floor, Double chance) {}

  /**
   * Top-1 of the same protocols without training; null without labels or where not measured.
   *
   * @param chance always the most frequent training class
   * @param pixelsKnn k-NN on normalised pixels
   * @param untrainedKnn k-NN on the untrained network
   * @param pixelsProbe linear probe of normalised pixels
   * @param untrainedProbe linear probe of the untrained network
   */
  public record Baselines(
      Double chance,
      Double pixelsKnn,
      Double untrainedKnn,
      Double pixelsProbe,
      Double untrainedProbe) {

    /** Nothing measured. */
    public static final Baselines NONE = new Baselines(null, null, null, null, null);
  }
}
