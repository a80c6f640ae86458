package org.ssl4j.faces;

import java.util.Arrays;
import java.util.stream.IntStream;
import org.ssl4j.error.DataException;
import org.ssl4j.measure.NumberArray;
import org.ssl4j.stop.StopPoint;
import org.ssl4j.text.Text;

/**
 * How widely the heads of a transformer look, and whether they look differently. Of several inputs
 * each map is measured by itself and the values are averaged.
 *
 * @param tokens T
 * @param entropy [layer][head] mean entropy of the rows as a share of the largest possible
 *     (attention entropy of Zhai et al., arXiv:2303.06296, section 3, normalised)
 * @param keyEntropy [layer][head] entropy of the mean row as a share of ln T
 * @param headDivergence [layer] mean Jensen-Shannon divergence of two heads in bits, 0 identical, 1
 *     disjoint; null with one head
 * @param distance [layer][head] mean distance in patches of what a patch attends to
 *     (arXiv:2010.11929, section 4.5), null in it where no query attends to patches; null without a
 *     grid
 */
public record AttentionMaps(
    int tokens,
    double[][] entropy,
    double[][] keyEntropy,
    Double[] headDivergence,
    Double[][] distance) {

  /** Entropy above which a head counts as uniform. */
  public static final double UNIFORM = 0.98;

  /** Entropy below which a head counts as one-hot. */
  public static final double ONE_HOT = 0.02;

  /** A sum of a row that is farther from 1 is no rounding. */
  private static final double SUM_TOLERANCE = 1e-3;

  /** Pieces of a map, measured side by side and added in their order. */
  private static final int PIECES = 16;

  /**
   * What the tokens are.
   *
   * @param rows of the grid of patches, row by row, or 0 without one
   * @param columns of the grid
   * @param prefix tokens before the first patch, such as a class token
   * @param causal whether a token sees itself and those before it only
   */
  public record Layout(int rows, int columns, int prefix, boolean causal) {

    /** A plain sequence, all of which each token sees. */
    public static final Layout SEQUENCE = new Layout(0, 0, 0, false);

    int patches() {
      return rows * columns;
    }
  }

  /**
   * @param array [L, H, T, T] or, of several inputs, [N, L, H, T, T]: layer, head, query, key; T at
   *     least 2
   * @throws DataException if it is not, or a row is no distribution
   */
  public static AttentionMaps of(NumberArray array, Layout layout) {
    var attention = FiniteArray.of("attention", array);
    boolean several = attention.shape().length == 5;
    attention.requireAxes(
        several ? "inputs, layers, heads, queries, keys" : "layers, heads, queries, keys");
    int first = several ? 1 : 0;
    int inputs = several ? attention.axis(0) : 1;
    int layers = attention.axis(first);
    int heads = attention.axis(first + 1);
    int t = attention.axis(first + 2);
    if (t != attention.axis(first + 3) || t < 2) {
      throw new DataException(
          Text.of(
              "%s has the shape %s; maps are square, with at least 2 tokens",
              attention.name(), Arrays.toString(attention.shape())));
    }
    if (layout.patches() > 0 && layout.patches() + layout.prefix() != t) {
      throw new DataException(
          Text.of(
              "%s has %d tokens, but a grid of %d x %d with %d before it has %d",
              attention.name(),
              t,
              layout.rows(),
              layout.columns(),
              layout.prefix(),
              layout.patches() + layout.prefix()));
    }
    var maps =
        new AttentionMaps(
            t,
            new double[layers][heads],
            new double[layers][heads],
            new Double[layers],
            layout.patches() > 0 ? new Double[layers][heads] : null);
    double[][] distances = new double[layers][heads];
    int[][] seen = new int[layers][heads];
    for (int input = 0; input < inputs; input++) {
      for (int layer = 0; layer < layers; layer++) {
        StopPoint.check();
        long row = ((long) input * layers + layer) * heads * t;
        var sums = new Layer(attention, row, heads, t, layout).sums();
        for (int h = 0; h < heads; h++) {
          maps.entropy[layer][h] += sums.entropy[h] / inputs;
          maps.keyEntropy[layer][h] += sums.keyEntropy(h) / inputs;
          if (sums.distances[h] > 0) {
            distances[layer][h] += sums.distance[h] / sums.distances[h];
            seen[layer][h]++;
          }
        }
        if (heads > 1) {
          double before = maps.headDivergence[layer] == null ? 0 : maps.headDivergence[layer];
          maps.headDivergence[layer] = before + sums.divergence / inputs;
        }
      }
    }
    for (int layer = 0; layer < layers && maps.distance != null; layer++) {
      for (int h = 0; h < heads; h++) {
        maps.distance[layer][h] =
            seen[layer][h] == 0 ? null : Double.valueOf(distances[layer][h] / seen[layer][h]);
      }
    }
    return maps;
  }

  /** [layer] mean entropy of its heads. */
  public double[] layerEntropy() {
    return Arrays.stream(entropy)
        .mapToDouble(heads -> Arrays.stream(heads).average().orElseThrow())
        .toArray();
  }

  /** Share of all heads that look at everything alike. */
  public double uniformHeadShare() {
    return Arrays.stream(entropy).flatMapToDouble(Arrays::stream).filter(e -> e > UNIFORM).count()
        / (double) heads();
  }

  /** Share of all heads of which each query looks at one key. */
  public double oneHotHeadShare() {
    return Arrays.stream(entropy).flatMapToDouble(Arrays::stream).filter(e -> e < ONE_HOT).count()
        / (double) heads();
  }

  private int heads() {
    return entropy.length * entropy[0].length;
  }

  /** What a piece of a layer adds up to. */
  private static final class Sums {
    private final double[] entropy;
    private final double[][] meanRow;
    private final double[] distance;
    private final int[] distances;
    private double divergence;
    private DataException refused;

    Sums(int heads, int t) {
      entropy = new double[heads];
      meanRow = new double[heads][t];
      distance = new double[heads];
      distances = new int[heads];
    }

    void add(Sums other) {
      divergence += other.divergence;
      for (int h = 0; h < entropy.length; h++) {
        entropy[h] += other.entropy[h];
        distance[h] += other.distance[h];
        distances[h] += other.distances[h];
        for (int c = 0; c < meanRow[h].length; c++) {
          meanRow[h][c] += other.meanRow[h][c];
        }
      }
    }

    double keyEntropy(int head) {
      return entropyOf(meanRow[head]) / Math.log(meanRow[head].length);
    }
  }

  private static double entropyOf(double[] row) {
    double entropy = 0;
    for (double share : row) {
      if (share > 0) {
        entropy -= share * Math.log(share);
      }
    }
    return entropy;
  }

  /** The maps of one layer of one input. */
  private record Layer(FiniteArray attention, long firstRow, int heads, int t, Layout layout) {

    Sums sums() {
      int pieces = Math.min(PIECES, t);
      Sums[] parts =
          IntStream.range(0, pieces)
              .parallel()
              .mapToObj(i -> tried((int) ((long) i * t / pieces), (int) ((i + 1L) * t / pieces)))
              .toArray(Sums[]::new);
      Sums all = new Sums(heads, t);
      for (Sums part : parts) {
        if (part.refused != null) {
          throw part.refused; // the first in the order of the file, whichever was found first
        }
        all.add(part);
      }
      return all;
    }

    private Sums tried(int from, int to) {
      try {
        return piece(from, to);
      } catch (DataException e) {
        Sums refused = new Sums(heads, 0);
        refused.refused = e;
        return refused;
      }
    }

    private Sums piece(int from, int to) {
      Sums sums = new Sums(heads, t);
      double[][] rows = new double[heads][t];
      double[] entropies = new double[heads];
      double[] between = new double[t];
      int counted = layout.causal() ? t - 1 : t; // the first row of a causal map has one choice
      for (int query = from; query < to; query++) {
        for (int h = 0; h < heads; h++) {
          read(h, query, rows[h]);
          entropies[h] = entropyOf(rows[h]);
          if (!layout.causal()) {
            sums.entropy[h] += entropies[h] / Math.log(t) / counted;
          } else if (query > 0) {
            sums.entropy[h] += entropies[h] / Math.log(query + 1.0) / counted;
          }
          for (int c = 0; c < t; c++) {
            sums.meanRow[h][c] += rows[h][c] / t;
          }
          if (layout.patches() > 0 && query >= layout.prefix()) {
            addDistance(sums, h, query, rows[h]);
          }
        }
        sums.divergence += divergence(rows, entropies, between) / t;
      }
      return sums;
    }

    private void read(int head, int query, double[] row) {
      long number = firstRow + (long) head * t + query;
      attention.read(number * t, t, row, 0);
      double sum = 0;
      for (int c = 0; c < t; c++) {
        if (row[c] < 0) {
          throw new DataException(
              Text.of(
                  "%s holds %s at %s; attention is not negative: save the weights after the softmax, not the logits",
                  attention.name(), row[c], attention.place(number * t + c)));
        }
        if (layout.causal() && c > query && row[c] != 0) {
          throw new DataException(
              Text.of(
                  "%s holds %s at %s, after its query; causal attention is 0 there",
                  attention.name(), row[c], attention.place(number * t + c)));
        }
        sum += row[c];
      }
      if (Math.abs(sum - 1) > SUM_TOLERANCE) {
        throw new DataException(
            Text.of(
                "%s has a row at %s that sums to %.4g instead of 1; save the weights after the softmax, all keys of them",
                attention.name(), attention.rowPlace(number), sum));
      }
      for (int c = 0; c < t; c++) {
        row[c] /= sum;
      }
    }

    /** Entropy of the mean of two rows less the mean of their entropies, over pairs of heads. */
    private double divergence(double[][] rows, double[] entropies, double[] between) {
      double sum = 0;
      for (int a = 0; a < heads; a++) {
        for (int b = a + 1; b < heads; b++) {
          for (int c = 0; c < t; c++) {
            between[c] = (rows[a][c] + rows[b][c]) / 2;
          }
          sum += Math.max(0, entropyOf(between) - (entropies[a] + entropies[b]) / 2);
        }
      }
      return heads == 1 ? 0 : sum / Math.log(2) / (heads * (heads - 1) / 2.0);
    }

    private void addDistance(Sums sums, int head, int query, double[] row) {
      int patch = query - layout.prefix();
      double weights = 0;
      double weighted = 0;
      for (int other = 0; other < layout.patches(); other++) {
        double weight = row[layout.prefix() + other];
        double down = patch / layout.columns() - other / layout.columns();
        double across = patch % layout.columns() - other % layout.columns();
        weights += weight;
        weighted += weight * Math.sqrt(down * down + across * across);
      }
      if (weights > 0) {
        sums.distance[head] += weighted / weights;
        sums.distances[head]++;
      }
    }
  }
}
