package org.ssl4j.models.objective;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * InfoNCE with a queue of negatives, the loss of MoCo (arXiv:1911.05722 eq. 1): cross-entropy of
 * picking the positive key among it and the K rows of the queue.
 *
 * <p>Keys and queue are constants; only the query has a gradient. Terms: the two parts {@code
 * attraction} (mean of -positive logit) and {@code repulsion} (mean log-sum-exp over the positive
 * and the queue).
 */
public final class InfoNce {

  private InfoNce() {}

  /** Loss of a network that tells no image from another: all similarities equal. */
  public static double chance(int queueLength) {
    return Math.log(queueLength + 1.0);
  }

  /** Lowest possible loss: the positive at cosine 1, all of the queue at -1. */
  public static double floor(int queueLength, double temperature) {
    return Math.log1p(queueLength * Math.exp(-2 / temperature));
  }

  /** The loss with negatives. */
  public static ObjectiveResult compute(
      INDArray query, INDArray key, INDArray queue, double temperature) {
    return compute(query, key, queue, temperature, true);
  }

  /**
   * Loss and gradient.
   *
   * @param query [N, d], not normalised
   * @param key positive keys [N, d], not normalised
   * @param queue negatives [K, d], rows of unit norm
   * @param temperature above 0
   * @param negatives false keeps the attraction only: the ablation that ignores the queue
   * @return one gradient, for the query
   */
  public static ObjectiveResult compute(
      INDArray query, INDArray key, INDArray queue, double temperature, boolean negatives) {
    Matrices.requireAlike("query and key", query, key);
    Matrices.requireTemperature(temperature);
    UnitRows queries = UnitRows.of(query);
    UnitRows keys = UnitRows.of(key);
    double[] positives = queries.cosines(keys);
    double attraction = -Matrices.mean(positives) / temperature;
    return negatives
        ? withQueue(queries, keys.unit(), positives, attraction, queue, temperature)
        : attractionOnly(queries, keys.unit(), attraction, temperature);
  }

  /**
   * Both views as queries of the other's keys, averaged; the same queue for both. Terms are
   * averages too.
   *
   * @return gradients for q1 and q2
   */
  public static ObjectiveResult symmetric(
      INDArray q1,
      INDArray q2,
      INDArray k1,
      INDArray k2,
      INDArray queue,
      double temperature,
      boolean negatives) {
    ObjectiveResult first = compute(q1, k2, queue, temperature, negatives);
    ObjectiveResult second = compute(q2, k1, queue, temperature, negatives);
    Map<String, Double> terms = new LinkedHashMap<>();
    first.terms().forEach((name, value) -> terms.put(name, (value + second.term(name)) / 2));
    return new ObjectiveResult(
        (first.loss() + second.loss()) / 2,
        terms,
        List.of(first.gradient(0).muli(0.5), second.gradient(0).muli(0.5)));
  }

  private static ObjectiveResult attractionOnly(
      UnitRows queries, INDArray keys, double attraction, double temperature) {
    INDArray gradient = keys.muli(-1 / (keys.rows() * temperature));
    queries.backpropagate(gradient);
    return new ObjectiveResult(attraction, Map.of("attraction", attraction), List.of(gradient));
  }

  /**
   * The positive never joins the matrix of logits: with L the log-sum-exp over the queue and s the
   * positive logit, the loss of a row is {@code ln(1 + exp(L - s))}, and its gradient {@code w
   * (sum_k p_k queue_k - key) / T} with {@code w = 1 / (1 + exp(s - L))} and p the softmax over the
   * queue alone.
   */
  private static ObjectiveResult withQueue(
      UnitRows queries,
      INDArray keys,
      double[] positives,
      double attraction,
      INDArray queue,
      double temperature) {
    INDArray unit = queries.unit();
    requireQueue(queue, unit);
    DataType type = unit.dataType();
    INDArray probabilities = Matrices.create(type, unit.rows(), queue.rows());
    Matrices.multiply(unit, false, queue, true, probabilities, 1 / temperature, 0);
    double[] margins = RowSoftmax.inPlace(probabilities);
    double[] weights = new double[margins.length];
    double loss = 0;
    for (int i = 0; i < margins.length; i++) {
      margins[i] -= positives[i] / temperature;
      loss += softplus(margins[i]) / margins.length;
      weights[i] = 1 / ((1 + Math.exp(-margins[i])) * margins.length * temperature);
    }
    INDArray gradient = keys;
    Matrices.multiply(probabilities, false, queue, false, gradient, 1, -1);
    gradient.muliColumnVector(Matrices.column(weights, type));
    queries.backpropagate(gradient);

    Map<String, Double> terms = new LinkedHashMap<>();
    terms.put("attraction", attraction);
    terms.put("repulsion", loss - attraction);
    return new ObjectiveResult(loss, terms, List.of(gradient));
  }

  /** {@code ln(1 + exp(x))} without overflow. */
  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  private static void requireQueue(INDArray queue, INDArray unit) {
    boolean fits =
        queue.rank() == 2
            && queue.columns() == unit.columns()
            && queue.dataType() == unit.dataType();
    if (!fits) {
      throw new IllegalArgumentException(
          "the queue must be a %s matrix of %d columns, not %s"
              .formatted(unit.dataType(), unit.columns(), Matrices.describe(queue)));
    }
  }
}
