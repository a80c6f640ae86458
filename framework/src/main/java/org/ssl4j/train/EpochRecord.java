package org.ssl4j.train;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.ssl4j.collapse.LayerMeasures;
import org.ssl4j.eval.KnnScore;

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
 * @param baselines what the score is to be compared with
 * @param learningRate of the epoch's last step
 * @param imagesPerSecond images trained on per second of training
 * @param dataWaitShare share of training time spent waiting for views
 * @param seconds training, metrics and evaluation together
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
    Baselines baselines,
    Double learningRate,
    Double imagesPerSecond,
    Double dataWaitShare,
    double seconds) {

  /**
   * What a loss value means.
   *
   * @param floor the least value it can take, null if none
   * @param chance its value when nothing is told apart, null if undefined
   */
  public record Reference(Double floor, Double chance) {}

  /**
   * Scores of the same protocol without training.
   *
   * @param pixelsKnn normalised pixels as embeddings, null without labels
   * @param untrainedKnn the untrained network, null without labels
   */
  public record Baselines(Double pixelsKnn, Double untrainedKnn) {}
}
