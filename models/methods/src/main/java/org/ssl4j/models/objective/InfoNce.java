package org.ssl4j.models.objective;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.text.Text;

/**
 * InfoNCE with a queue of negatives, the loss of MoCo (arXiv:1911.05722 eq. 1): cross-entropy of
 * picking the positive key among it and the K rows of the queue.
 *
 * <p>Keys and queue are constants; only the query has a gradient. Terms: the two parts {@code
 * attraction} (mean of -positive logit) and {@code repulsion} (mean log-sum-exp over the positive
 * and the queue).
 */
public final class InfoNce {

  /** Queries of a tile, at most: a product's cost per row no longer falls. */
  private static final int MOST_QUERIES = 1024;

  /** Logits of a tile: 4 MB of floats, what a cache holds. */
  private static final int TILE_VALUES = 1 << 20;

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
      Matrix query, Matrix key, Matrix queue, double temperature) {
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
      Matrix query, Matrix key, Matrix queue, double temperature, boolean negatives) {
    Matrices.requireAlike("query and key", query, key);
    return compute(new Matrix[] {query}, new Matrix[] {key}, queue, temperature, negatives);
  }

  /**
   * Both views as queries of the other's keys, averaged; the same queue for both. Terms are
   * averages too.
   *
   * @return gradients for q1 and q2
   */
  public static ObjectiveResult symmetric(
      Matrix q1,
      Matrix q2,
      Matrix k1,
      Matrix k2,
      Matrix queue,
      double temperature,
      boolean negatives) {
    Matrices.requireAlike("q1, q2, k1 and k2", q1, q2, k1, k2);
    return compute(new Matrix[] {q1, q2}, new Matrix[] {k2, k1}, queue, temperature, negatives);
  }

  /** The mean over the rows of all queries, each with the row of its key. */
  private static ObjectiveResult compute(
      Matrix[] queries, Matrix[] keys, Matrix queue, double temperature, boolean negatives) {
    Matrices.requireTemperature(temperature);
    if (negatives) {
      requireQueue(queue, queries[0]);
    }
    LossScratch scratch = LossScratch.begin();
    UnitRows unitQueries = UnitRows.of(scratch, queries);
    UnitRows unitKeys = UnitRows.of(scratch, keys);
    Matrix unit = unitQueries.unit();
    Matrix gradient = Matrix.uninitialised(unit.precision(), unit.rows(), unit.columns());
    double[] positives = unitQueries.cosines(unitKeys);
    double attraction = -Vectors.mean(positives) / temperature;
    double loss = attraction;
    double[] towardsKey = new double[unit.rows()];
    Map<String, Double> terms = new LinkedHashMap<>();
    terms.put("attraction", attraction);
    if (negatives) {
      loss = contrast(unit, queue, positives, temperature, gradient, towardsKey, scratch);
      double floor = floor(queue.rows(), temperature);
      loss = Floors.lift(loss, floor, floor, unit.precision(), temperature);
      terms.put("repulsion", loss - attraction);
    } else {
      Arrays.fill(towardsKey, 1 / (unit.rows() * temperature));
    }
    subtractKeys(gradient, unitKeys.unit(), towardsKey, negatives);
    unitQueries.backpropagate(gradient);

    int each = queries[0].rows();
    List<Matrix> gradients = new ArrayList<>();
    for (int q = 0; q < queries.length; q++) {
      gradients.add(gradient.slice(q * each, (q + 1) * each));
    }
    return new ObjectiveResult(loss, terms, gradients);
  }

  /**
   * By tiles of queries and queue, each once: while the largest logit of a row may still grow, its
   * sum and its gradient are kept relative to the largest so far.
   *
   * <p>The positive never joins the logits: with L the log-sum-exp over the queue and s the
   * positive logit, the loss of a row is {@code ln(1 + exp(L - s))}, and its gradient {@code w
   * (sum_k p_k queue_k - key)} with {@code w = 1 / (1 + exp(s - L)) / (N T)} and p the softmax over
   * the queue alone.
   *
   * @param gradient receives {@code w sum_k p_k queue_k}
   * @param weights receives w of every row
   * @return the loss
   */
  private static double contrast(
      Matrix unit,
      Matrix queue,
      double[] positives,
      double temperature,
      Matrix gradient,
      double[] weights,
      LossScratch scratch) {
    int rows = unit.rows();
    var rowBlocks = RowBlocks.ofAtMost(MOST_QUERIES, rows);
    var queueBlocks = RowBlocks.ofAtMost(TILE_VALUES / rowBlocks.size(), queue.rows());
    Matrix memory = scratch.matrix(unit.precision(), rowBlocks.size(), queueBlocks.size());
    double[] largest = new double[rows];
    double[] sums = new double[rows];
    double[] scales = new double[rows];
    Arrays.fill(largest, Double.NEGATIVE_INFINITY);
    rowBlocks.each(
        (from, to) ->
            queueBlocks.each(
                (left, right) -> {
                  Matrix tile = memory.tile(to - from, right - left);
                  Matrix others = queue.slice(left, right);
                  tile.multiply(unit.slice(from, to), false, others, true, 1 / temperature, 0);
                  Softmax.eachRow(
                      tile,
                      2 / temperature,
                      (softmax, row) -> {
                        int query = from + row;
                        double most = Math.max(largest[query], softmax.largest(row, Softmax.NONE));
                        scales[query] = Math.exp(largest[query] - most);
                        sums[query] = sums[query] * scales[query] + softmax.exponentials(row, most);
                        largest[query] = most;
                      });
                  Matrix target = gradient.slice(from, to);
                  if (left > 0) {
                    scaleRows(target, scales, from);
                  }
                  target.multiply(tile, false, others, false, 1, left == 0 ? 0 : 1);
                }));
    double loss = 0;
    for (int query = 0; query < rows; query++) {
      double margin = largest[query] + Math.log(sums[query]) - positives[query] / temperature;
      loss += softplus(margin) / rows;
      weights[query] = 1 / ((1 + Math.exp(-margin)) * rows * temperature);
      scales[query] = weights[query] / sums[query];
    }
    scaleRows(gradient, scales, 0);
    return loss;
  }

  private static void scaleRows(Matrix matrix, double[] scales, int first) {
    double[] values = new double[matrix.columns()];
    for (int i = 0; i < matrix.rows(); i++) {
      double scale = scales[first + i];
      if (scale != 1) {
        matrix.read(i, values);
        for (int j = 0; j < values.length; j++) {
          values[j] *= scale;
        }
        matrix.write(i, values);
      }
    }
  }

  /**
   * @param add whether the gradient holds something already
   */
  private static void subtractKeys(Matrix gradient, Matrix keys, double[] weights, boolean add) {
    double[] row = new double[gradient.columns()];
    double[] key = new double[gradient.columns()];
    for (int i = 0; i < gradient.rows(); i++) {
      if (add) {
        gradient.read(i, row);
      }
      keys.read(i, key);
      for (int j = 0; j < row.length; j++) {
        row[j] = (add ? row[j] : 0) - weights[i] * key[j];
      }
      gradient.write(i, row);
    }
  }

  /** {@code ln(1 + exp(x))} without overflow. */
  private static double softplus(double x) {
    return Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
  }

  private static void requireQueue(Matrix queue, Matrix query) {
    boolean fits = queue.columns() == query.columns() && queue.precision() == query.precision();
    if (!fits) {
      throw new IllegalArgumentException(
          Text.of(
              "the queue must be a %s matrix of %d columns, not %s",
              query.precision(), query.columns(), queue));
    }
  }
}
