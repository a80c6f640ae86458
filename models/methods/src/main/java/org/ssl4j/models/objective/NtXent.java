package org.ssl4j.models.objective;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Rows;

/**
 * The normalised temperature-scaled cross-entropy of SimCLR (arXiv:2002.05709 eq. 1).
 *
 * <p>Each of the 2N unit rows is an anchor; its positive is the other view of the same image, the
 * other 2N - 2 rows are negatives: {@code l_a = -s(a, p(a)) + ln sum_{b != a} exp s(a, b)} with
 * {@code s} = cosine / temperature, averaged over the anchors.
 *
 * <p>Terms: the two parts {@code attraction} (mean of -s(a, p(a))) and {@code repulsion} (mean
 * log-sum-exp).
 */
public final class NtXent {

  /** Side of a tile of similarities: 4 MB of floats, what a cache holds. */
  private static final int TILE = 1024;

  /**
   * Share of the negatives in the softmax of an anchor below which the anchor's loss is not taken
   * as the difference of two large numbers.
   */
  private static final double WON = 1.0 / 1024;

  private NtXent() {}

  /** Loss of a network that tells no image from another: all similarities equal. */
  public static double chance(int batch) {
    return Math.log(2.0 * batch - 1);
  }

  /**
   * Lowest possible loss: equal views, images on the corners of a regular simplex (needs N - 1
   * dimensions), {@code ln(1 + (2N - 2) exp(-N / ((N - 1) T)))}.
   */
  public static double floor(int batch, double temperature) {
    return batch < 2
        ? 0
        : Math.log1p((2.0 * batch - 2) * Math.exp(-batch / ((batch - 1) * temperature)));
  }

  /** The loss with negatives. */
  public static ObjectiveResult compute(Matrix z1, Matrix z2, double temperature) {
    return compute(z1, z2, temperature, true);
  }

  /**
   * Loss and gradients.
   *
   * @param z1 first view [N, d], not normalised
   * @param z2 second view [N, d], row by row the same images
   * @param temperature above 0
   * @param negatives false keeps the attraction only: the ablation that collapses
   * @return gradients for z1 and z2, views of one [2N, d] matrix
   */
  public static ObjectiveResult compute(
      Matrix z1, Matrix z2, double temperature, boolean negatives) {
    Matrices.requireAlike("z1 and z2", z1, z2);
    Matrices.requireTemperature(temperature);
    int n = z1.rows();
    LossScratch scratch = LossScratch.begin();
    UnitRows views = UnitRows.of(scratch, z1, z2);
    Matrix gradient = Matrix.uninitialised(z1.precision(), 2 * n, z1.columns());
    Map<String, Double> terms = new LinkedHashMap<>();
    double loss =
        negatives
            ? contrast(views.unit(), temperature, gradient, terms, scratch)
            : attract(views.unit(), temperature, gradient, terms);
    views.backpropagate(gradient);
    return new ObjectiveResult(
        loss, terms, List.of(gradient.slice(0, n), gradient.slice(n, 2 * n)));
  }

  /** Row of an anchor's positive: the same image in the other view. */
  private static int positive(int anchor, int anchors) {
    return (anchor + anchors / 2) % anchors;
  }

  /**
   * By square tiles of the similarities, twice: for the log-sum-exp of every anchor, then for the
   * gradient. A tile stays in the cache while its logits become weights; tiles are computed again
   * if there are more than one.
   *
   * <p>Every row is an anchor and also a sample of the others, and the similarities are symmetric:
   * dL/du_a is {@code sum_b (P_ab + P_ba) u_b - 2 u_p(a)} over 2 N T, with both probabilities from
   * the one similarity s(a, b). So one product gives the whole gradient, and a tile above the
   * diagonal serves its rows and its columns.
   */
  private static double contrast(
      Matrix unit,
      double temperature,
      Matrix gradient,
      Map<String, Double> terms,
      LossScratch scratch) {
    int anchors = unit.rows();
    var blocks = RowBlocks.ofAtMost(TILE, anchors);
    Matrix memory = scratch.matrix(unit.precision(), blocks.size(), blocks.size());
    var tiles = new Tiles(unit, temperature, blocks, memory);
    double[] logSums = tiles.logSums();
    double attraction = -Vectors.mean(tiles.positives);
    double repulsion = Vectors.mean(logSums);
    double loss = attraction + repulsion;
    double floor = floor(anchors / 2, temperature);
    double size = 1;
    if (tiles.anyWon()) {
      loss = tiles.meanLoss(logSums);
      repulsion = loss - attraction;
      size = loss < WON ? floor : 1;
    }
    loss = Floors.lift(loss, floor, size, unit.precision(), temperature);
    Matrix shared = scratch.matrix(unit.precision(), 1, anchors);
    shared.write(0, logSums);
    tiles.gradient(logSums, shared, gradient);
    terms.put("attraction", attraction);
    terms.put("repulsion", repulsion);
    return loss;
  }

  /** The matrix of similarities, one tile at a time. */
  private static final class Tiles {
    private final Matrix unit;
    private final double temperature;
    private final RowBlocks blocks;
    private final Matrix memory;
    private final double spread;
    private final double[] positives;
    private final double[] negatives;
    private final double[] largest;

    Tiles(Matrix unit, double temperature, RowBlocks blocks, Matrix memory) {
      this.unit = unit;
      this.temperature = temperature;
      this.blocks = blocks;
      this.memory = memory;
      spread = 2 / temperature + Math.log(unit.rows());
      positives = new double[unit.rows()];
      negatives = new double[unit.rows()];
      largest = new double[unit.rows()];
    }

    private Matrix similarities(int from, int to, int left, int right) {
      Matrix tile = memory.tile(to - from, right - left);
      tile.multiply(unit.slice(from, to), false, unit.slice(left, right), true, 1 / temperature, 0);
      return tile;
    }

    /** Log-sum-exp of every anchor over all others; notes the positives on the way. */
    double[] logSums() {
      int anchors = unit.rows();
      double[] sums = new double[anchors];
      Arrays.fill(largest, Double.NEGATIVE_INFINITY);
      blocks.each(
          (from, to) ->
              blocks.each(
                  (left, right) -> {
                    Matrix tile = similarities(from, to, left, right);
                    Softmax.eachRow(
                        tile,
                        spread,
                        (softmax, row) -> {
                          int anchor = from + row;
                          int self = within(anchor, left, right);
                          double most = Math.max(largest[anchor], softmax.largest(row, self));
                          double scale = Math.exp(largest[anchor] - most);
                          double sum = softmax.sum(row, self, most);
                          sums[anchor] = sums[anchor] * scale + sum;
                          largest[anchor] = most;
                          int positive = within(positive(anchor, anchors), left, right);
                          if (positive != Softmax.NONE) {
                            positives[anchor] = tile.get(row, positive);
                            sum = others(tile, row, self, positive, sum, most);
                          }
                          negatives[anchor] = negatives[anchor] * scale + sum;
                        });
                  }));
      for (int a = 0; a < anchors; a++) {
        sums[a] = largest[a] + Math.log(sums[a]);
      }
      return sums;
    }

    /**
     * What a row's sum is without the positive. Where the positive is almost all of it, the rest is
     * added up by itself: of the difference no digit would be right.
     */
    private static double others(
        Matrix tile, int row, int self, int positive, double sum, double shift) {
      double rest = sum - Math.exp(tile.get(row, positive) - shift);
      if (rest >= 2 * WON) {
        return rest;
      }
      double exact = 0;
      for (int j = 0; j < tile.columns(); j++) {
        if (j != self && j != positive) {
          exact += Math.exp(tile.get(row, j) - shift);
        }
      }
      return exact;
    }

    private boolean won(int anchor) {
      return positives[anchor] == largest[anchor] && negatives[anchor] < WON;
    }

    /** Whether the positive of any anchor is almost all of its softmax. */
    boolean anyWon() {
      return IntStream.range(0, positives.length).anyMatch(this::won);
    }

    /** Mean loss, exact where it is small. */
    double meanLoss(double[] logSums) {
      double[] losses = new double[positives.length];
      for (int a = 0; a < losses.length; a++) {
        losses[a] = won(a) ? Math.log1p(negatives[a]) : logSums[a] - positives[a];
      }
      return Vectors.mean(losses);
    }

    /** Only after {@link #logSums}, whose tile is used again if it was the only one. */
    void gradient(double[] logSums, Matrix sharedLogSums, Matrix gradient) {
      int anchors = unit.rows();
      double slope = 1 / (anchors * temperature);
      blocks.each(
          (from, to) ->
              blocks.each(
                  (left, right) -> {
                    if (left < from) {
                      return;
                    }
                    Matrix tile = blocks.single() ? memory : similarities(from, to, left, right);
                    Softmax.eachRow(
                        tile,
                        spread,
                        (softmax, row) -> {
                          int anchor = from + row;
                          softmax.symmetricWeights(
                              row,
                              logSums[anchor],
                              sharedLogSums,
                              left,
                              within(anchor, left, right));
                          int positive = within(positive(anchor, anchors), left, right);
                          if (positive != Softmax.NONE) {
                            tile.set(row, positive, tile.get(row, positive) - 2);
                          }
                        });
                    // The first row of tiles is the first to reach each block of the gradient.
                    double kept = from == 0 ? 0 : 1;
                    Matrix below = gradient.slice(left, right);
                    if (left > from) {
                      gradient
                          .slice(from, to)
                          .multiply(tile, false, unit.slice(left, right), false, slope, 1);
                      below.multiply(tile, true, unit.slice(from, to), false, slope, kept);
                    } else {
                      below.multiply(tile, false, unit.slice(left, right), false, slope, kept);
                    }
                  }));
    }

    private static int within(int column, int left, int right) {
      return column >= left && column < right ? column - left : Softmax.NONE;
    }
  }

  /** The positive appears for both of its anchors: dL/du_a = -2 u_p(a) / (2 N T). */
  private static double attract(
      Matrix unit, double temperature, Matrix gradient, Map<String, Double> terms) {
    int anchors = unit.rows();
    double[] own = new double[unit.columns()];
    double[] others = new double[unit.columns()];
    double cosines = 0;
    for (int anchor = 0; anchor < anchors; anchor++) {
      unit.read(anchor, own);
      unit.read(positive(anchor, anchors), others);
      cosines += Rows.dot(own, others);
      for (int j = 0; j < others.length; j++) {
        others[j] *= -2 / (anchors * temperature);
      }
      gradient.write(anchor, others);
    }
    double attraction = -cosines / (anchors * temperature);
    terms.put("attraction", attraction);
    return attraction;
  }
}
