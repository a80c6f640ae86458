package org.ssl4j.faces;

import java.util.Arrays;
import org.ssl4j.error.DataException;
import org.ssl4j.measure.CosineTile;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.measure.NumberArray;
import org.ssl4j.measure.RowSample;
import org.ssl4j.measure.SingularValues;
import org.ssl4j.measure.Uniformity;
import org.ssl4j.stop.StopPoint;
import org.ssl4j.text.Text;

/**
 * Pairs of embeddings from two encoders, row i of one with row i of the other; all of it on rows of
 * unit length.
 *
 * @param rows pairs, N
 * @param centroidGap distance of the two mean directions (Liang et al., arXiv:2203.02053)
 * @param gapVarianceShare share of the union's variance that only says from which tower a row
 *     comes; null if all rows are equal
 * @param alignment mean squared distance of the two rows of a pair
 * @param positiveCosine mean cosine of the two rows of a pair
 * @param negativeCosine mean cosine of rows of different pairs
 * @param uniformityA of the first tower (arXiv:2005.10242, t = 2), of at most 4,096 rows
 * @param uniformityB of the second
 * @param spectrumA centred singular values of the first tower
 * @param spectrumB of the second
 * @param spectrumUnion of both together
 * @param retrieval of each other
 */
public record TwoTowers(
    int rows,
    double centroidGap,
    Double gapVarianceShare,
    double alignment,
    double positiveCosine,
    double negativeCosine,
    double uniformityA,
    double uniformityB,
    SingularValues spectrumA,
    SingularValues spectrumB,
    SingularValues spectrumUnion,
    Retrieved retrieval) {

  /** Most pairs among which partners are searched. */
  public static final int MOST_RETRIEVED = 8192;

  /** Bins of the histograms, over cosines from -1 to 1. */
  private static final int BINS = 50;

  private static final int LEFT_ROWS = 512;

  private static final int RIGHT_ROWS = 1024;

  /** Similarities this near to the largest are as large as it. */
  private static final double TIE = 1e-12;

  /**
   * What a search for the partner finds, among {@code sampled} pairs.
   *
   * @param sampled pairs among which partners were searched
   * @param aToB share of rows of the first tower whose nearest row of the second is their partner;
   *     of equally near ones the lowest counts
   * @param bToA the reverse
   * @param positives histogram of the cosines of pairs
   * @param negatives histogram of the cosines of rows of different pairs
   */
  public record Retrieved(
      int sampled, double aToB, double bToA, long[] positives, long[] negatives) {

    /** What drawing at random finds, and what complete collapse gives. */
    public double chance() {
      return 1.0 / sampled;
    }
  }

  /**
   * @param first [N, d], N at least 2
   * @param second the same shape
   * @throws DataException if shapes differ or a value is not finite
   */
  public static TwoTowers of(NumberArray first, NumberArray second) {
    var a = FiniteArray.of("a", first);
    var b = FiniteArray.of("b", second);
    a.requireAxes("pairs, dimensions");
    b.requireAxes("pairs, dimensions");
    if (!Arrays.equals(a.shape(), b.shape())) {
      throw new DataException(
          Text.of(
              "%s has the shape %s and %s %s; row i of one belongs to row i of the other, so both must be equal",
              a.name(), Arrays.toString(a.shape()), b.name(), Arrays.toString(b.shape())));
    }
    if (a.axis(0) < 2) {
      throw new DataException(
          Text.of(
              "%s has %d row; pairs are compared, so at least 2 are needed", a.name(), a.axis(0)));
    }
    EmbeddingMatrix ah = new UnitLengthRows(a.rows());
    EmbeddingMatrix bh = new UnitLengthRows(b.rows());
    var sums = new Sums(ah, bh);
    StopPoint.check();
    var union = SingularValues.centred(new Stacked(ah, bh));
    double variance = sums.variance(ah, bh);
    double gap = sums.gap();
    return new TwoTowers(
        ah.rows(),
        gap,
        union.effectiveRank() == 0 ? null : Double.valueOf(gap * gap / 4 / variance),
        sums.alignment / ah.rows(),
        sums.positive / ah.rows(),
        sums.negative(),
        Uniformity.of(a.rows()),
        Uniformity.of(b.rows()),
        SingularValues.centred(ah),
        SingularValues.centred(bh),
        union,
        retrieval(ah, bh));
  }

  private static Retrieved retrieval(EmbeddingMatrix ah, EmbeddingMatrix bh) {
    int[] rows = RowSample.of(ah.rows(), MOST_RETRIEVED);
    var a = ah.select(rows);
    var b = bh.select(rows);
    long[] positives = new long[BINS];
    long[] negatives = new long[BINS];
    double there = recall(a, b, positives, negatives);
    double back = recall(b, a, new long[BINS], new long[BINS]);
    return new Retrieved(rows.length, there, back, positives, negatives);
  }

  private static double recall(
      EmbeddingMatrix queries, EmbeddingMatrix gallery, long[] positives, long[] negatives) {
    int n = queries.rows();
    int leftRows = Math.min(LEFT_ROWS, n);
    int rightRows = Math.min(RIGHT_ROWS, n);
    double[][] cosines = new double[leftRows][n];
    double[] block = new double[rightRows];
    int found = 0;
    try (var tile = new CosineTile("queries", leftRows, "gallery", rightRows, queries.columns())) {
      for (int from = 0; from < n; from += leftRows) {
        int count = Math.min(leftRows, n - from);
        tile.left(queries, from, count);
        for (int right = 0; right < n; right += rightRows) {
          int width = Math.min(rightRows, n - right);
          StopPoint.check();
          tile.right(gallery, right, width);
          tile.multiply();
          for (int i = 0; i < count; i++) {
            tile.cosines(i, block);
            System.arraycopy(block, 0, cosines[i], right, width);
          }
        }
        for (int i = 0; i < count; i++) {
          found += best(cosines[i]) == from + i ? 1 : 0;
          for (int j = 0; j < n; j++) {
            (j == from + i ? positives : negatives)[bin(cosines[i][j])]++;
          }
        }
      }
    }
    return (double) found / n;
  }

  private static int best(double[] cosines) {
    double largest = Arrays.stream(cosines).max().orElseThrow();
    int best = 0;
    while (cosines[best] < largest - TIE) {
      best++;
    }
    return best;
  }

  private static int bin(double cosine) {
    return (int) Math.max(0, Math.min(BINS - 1, Math.floor((cosine + 1) / 2 * BINS)));
  }

  /** One pass over the pairs. */
  private static final class Sums {
    private final int n;
    private final double[] a;
    private final double[] b;
    private double alignment;
    private double positive;

    Sums(EmbeddingMatrix ah, EmbeddingMatrix bh) {
      n = ah.rows();
      int d = ah.columns();
      a = new double[d];
      b = new double[d];
      double[] left = new double[d];
      double[] right = new double[d];
      for (int i = 0; i < n; i++) {
        ah.read(i, 0, d, left, 0);
        bh.read(i, 0, d, right, 0);
        for (int j = 0; j < d; j++) {
          a[j] += left[j];
          b[j] += right[j];
          double difference = left[j] - right[j];
          alignment += difference * difference;
          positive += left[j] * right[j];
        }
      }
    }

    double gap() {
      double sum = 0;
      for (int j = 0; j < a.length; j++) {
        double difference = (a[j] - b[j]) / n;
        sum += difference * difference;
      }
      return Math.sqrt(sum);
    }

    double negative() {
      double all = 0;
      for (int j = 0; j < a.length; j++) {
        all += a[j] * b[j];
      }
      return (all - positive) / (n * (n - 1.0));
    }

    /** Mean squared distance of all rows of both towers to their common mean. */
    double variance(EmbeddingMatrix ah, EmbeddingMatrix bh) {
      int d = a.length;
      double[] row = new double[d];
      double sum = 0;
      for (var tower : new EmbeddingMatrix[] {ah, bh}) {
        for (int i = 0; i < n; i++) {
          tower.read(i, 0, d, row, 0);
          for (int j = 0; j < d; j++) {
            double difference = row[j] - (a[j] + b[j]) / (2.0 * n);
            sum += difference * difference;
          }
        }
      }
      return sum / (2.0 * n);
    }
  }

  /** One matrix below another. */
  private record Stacked(EmbeddingMatrix upper, EmbeddingMatrix lower) implements EmbeddingMatrix {
    @Override
    public int rows() {
      return upper.rows() + lower.rows();
    }

    @Override
    public int columns() {
      return upper.columns();
    }

    @Override
    public void read(int row, int column, int count, double[] target, int offset) {
      boolean first = row < upper.rows();
      (first ? upper : lower).read(first ? row : row - upper.rows(), column, count, target, offset);
    }
  }
}
