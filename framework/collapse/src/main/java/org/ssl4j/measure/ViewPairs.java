package org.ssl4j.measure;

import java.util.Optional;
import org.ssl4j.text.Text;

/**
 * Whether row i of a second view is of the same image as row i of the first. If it is, the pair is
 * closer than random pairs are, even in a network that has not been trained.
 */
public final class ViewPairs {

  /** Standard errors by which pairs have to be closer than random ones. */
  private static final double CERTAIN = 3;

  /** Rows from which a mean cosine can be told from another. */
  private static final int FEWEST_ROWS = 8;

  /** Variance of unit rows below which all of them are equal, up to rounding. */
  private static final double NO_VARIANCE = 1e-10;

  private ViewPairs() {}

  /**
   * Why pairs of rows say nothing, in one sentence; empty if they may be views of one image.
   *
   * @throws InvalidEmbeddingsException if the shapes differ or a value is not finite
   */
  public static Optional<String> problem(EmbeddingMatrix first, EmbeddingMatrix second) {
    Alignment.requireEqualShapes(first, second);
    int n = first.rows();
    int d = first.columns();
    double[] a = new double[d];
    double[] b = new double[d];
    double[] sumA = new double[d];
    double[] sumB = new double[d];
    double sum = 0;
    double squares = 0;
    boolean equal = true;
    for (int i = 0; i < n; i++) {
      first.read(i, 0, d, a, 0);
      second.read(i, 0, d, b, 0);
      double scaleA = RowStatistics.inverseNorm(RowStatistics.finiteNorm(a, i, "embeddings"));
      double scaleB = RowStatistics.inverseNorm(RowStatistics.finiteNorm(b, i, "second view"));
      double cosine = 0;
      for (int j = 0; j < d; j++) {
        equal &= a[j] == b[j];
        double unitA = a[j] * scaleA;
        double unitB = b[j] * scaleB;
        cosine += unitA * unitB;
        sumA[j] += unitA;
        sumB[j] += unitB;
      }
      sum += cosine;
      squares += cosine * cosine;
    }
    if (equal) {
      return Optional.of("the second view holds the same values as the first");
    }
    double variance = (1 - norm2(sumA) / n / n) * (1 - norm2(sumB) / n / n);
    if (n < FEWEST_ROWS || variance < NO_VARIANCE * NO_VARIANCE) {
      return Optional.empty();
    }
    double pairs = sum / n;
    double random = (dot(sumA, sumB) - sum) / ((double) n * (n - 1));
    double error = Math.sqrt(Math.max(0, squares / n - pairs * pairs) / n);
    if (pairs > random + CERTAIN * error) {
      return Optional.empty();
    }
    return Optional.of(
        Text.of(
            "the rows of the second view seem to be in another order or to show other images: the mean cosine of a row and its partner is %.3f, and that of two random rows is %.3f",
            pairs, random));
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }

  private static double norm2(double[] a) {
    return dot(a, a);
  }
}
