package org.ssl4j.measure;

import java.util.Arrays;

/**
 * The effective rank of the first rows of a batch, cheap enough for every step: at most {@link
 * #ROWS} rows, whatever the batch and the width, through the eigenvalues of their products.
 *
 * <p>The order of a batch is random, so its first rows are a fair sample. A sample of m rows spans
 * m - 1 directions at most: a high rank is underestimated, while a rank far below m, which is the
 * case of interest, is not.
 *
 * <p>Written in Java and not with LAPACK, because a matrix this small takes the library longer to
 * begin than to finish, and because the sums then have one order whatever the number of threads.
 * Not for use by several threads at once.
 */
final class SampleRank {

  /** Rows that are measured at most. */
  static final int ROWS = 64;

  /** A singular value of at most this share of |Z|_F is zero, as in {@link Spectrum}. */
  private static final double DEGENERATE_SHARE = 1e-6;

  /** More are never needed: three on average. */
  private static final int MOST_ITERATIONS = 60;

  private final double[][] products = new double[ROWS][ROWS];
  private final double[] diagonal = new double[ROWS];
  private final double[] beside = new double[ROWS];
  private final double[] reflector = new double[ROWS];
  private final double[] applied = new double[ROWS];
  private final double[] singular = new double[ROWS];
  private double[] centred = {};

  /**
   * @param values finite rows of d numbers, one after another
   * @param n rows, at least 2
   * @return effective rank of the first rows; 0 when they are equal
   */
  double of(float[] values, int n, int d) {
    int m = Math.min(n, ROWS);
    double squares = centre(values, m, d);
    double trace = multiply(m, d);
    if (trace <= DEGENERATE_SHARE * DEGENERATE_SHARE * squares) {
      return 0;
    }
    tridiagonalise(m);
    diagonalise(m);
    double largest = 0;
    for (int i = 0; i < m; i++) {
      largest = Math.max(largest, diagonal[i]);
    }
    Arrays.fill(singular, 0);
    for (int i = 0; i < m; i++) {
      boolean noise = diagonal[i] <= SpectralRoute.PRODUCT_FLOOR * largest;
      singular[i] = noise ? 0 : Math.sqrt(diagonal[i]);
    }
    return Spectrum.exponentialEntropy(singular, 0);
  }

  /** Subtracts the rows' mean; the answer is their squared norm before. */
  private double centre(float[] values, int m, int d) {
    if (centred.length < m * d) {
      centred = new double[m * d];
    }
    double squares = 0;
    for (int j = 0; j < d; j++) {
      double sum = 0;
      for (int i = 0; i < m; i++) {
        double value = values[i * d + j];
        sum += value;
        squares += value * value;
      }
      double mean = sum / m;
      for (int i = 0; i < m; i++) {
        centred[i * d + j] = values[i * d + j] - mean;
      }
    }
    return squares;
  }

  /** Products of all pairs of rows; the answer is their trace. */
  private double multiply(int m, int d) {
    double trace = 0;
    for (int i = 0; i < m; i++) {
      for (int k = 0; k <= i; k++) {
        products[i][k] = dot(i * d, k * d, d);
      }
      trace += products[i][i];
    }
    return trace;
  }

  private double dot(int a, int b, int d) {
    // Four sums, because one would wait for each addition before it starts the next.
    double sum0 = 0;
    double sum1 = 0;
    double sum2 = 0;
    double sum3 = 0;
    int j = 0;
    for (; j + 3 < d; j += 4) {
      sum0 += centred[a + j] * centred[b + j];
      sum1 += centred[a + j + 1] * centred[b + j + 1];
      sum2 += centred[a + j + 2] * centred[b + j + 2];
      sum3 += centred[a + j + 3] * centred[b + j + 3];
    }
    for (; j < d; j++) {
      sum0 += centred[a + j] * centred[b + j];
    }
    return sum0 + sum1 + sum2 + sum3;
  }

  /** Householder's reflections; only the lower triangle is read and written. */
  private void tridiagonalise(int m) {
    for (int k = 0; k < m - 1; k++) {
      double squares = 0;
      for (int i = k + 1; i < m; i++) {
        reflector[i] = products[i][k];
        squares += reflector[i] * reflector[i];
      }
      double norm = Math.sqrt(squares);
      diagonal[k] = products[k][k];
      beside[k] = reflector[k + 1] > 0 ? -norm : norm;
      reflector[k + 1] -= beside[k];
      double length = 2 * (squares - beside[k] * (beside[k] + reflector[k + 1]));
      if (length > 0) {
        reflect(k + 1, m, 2 / length);
      }
    }
    diagonal[m - 1] = products[m - 1][m - 1];
    beside[m - 1] = 0;
  }

  /** A - v w' - w v', with w = beta A v - (beta/2)(beta v'A v) v. */
  private void reflect(int from, int m, double beta) {
    for (int i = from; i < m; i++) {
      double sum = 0;
      for (int j = from; j <= i; j++) {
        sum += products[i][j] * reflector[j];
      }
      for (int j = i + 1; j < m; j++) {
        sum += products[j][i] * reflector[j];
      }
      applied[i] = beta * sum;
    }
    double along = 0;
    for (int i = from; i < m; i++) {
      along += applied[i] * reflector[i];
    }
    for (int i = from; i < m; i++) {
      applied[i] -= beta / 2 * along * reflector[i];
    }
    for (int i = from; i < m; i++) {
      for (int j = from; j <= i; j++) {
        products[i][j] -= reflector[i] * applied[j] + applied[i] * reflector[j];
      }
    }
  }

  /** QL with implicit shifts, for eigenvalues alone (Bowdler, Martin, Reinsch, Wilkinson 1968). */
  private void diagonalise(int m) {
    for (int l = 0; l < m; l++) {
      int end = nextSplit(l, m);
      for (int turn = 0; end > l && turn < MOST_ITERATIONS; turn++) {
        turn(l, end);
        end = nextSplit(l, m);
      }
    }
  }

  private int nextSplit(int l, int m) {
    int end = l;
    while (end < m - 1) {
      double size = Math.abs(diagonal[end]) + Math.abs(diagonal[end + 1]);
      if (Math.abs(beside[end]) <= Math.ulp(size)) {
        break;
      }
      end++;
    }
    return end;
  }

  private void turn(int l, int end) {
    double g = (diagonal[l + 1] - diagonal[l]) / (2 * beside[l]);
    double r = Math.hypot(g, 1);
    g = diagonal[end] - diagonal[l] + beside[l] / (g + Math.copySign(r, g));
    double s = 1;
    double c = 1;
    double p = 0;
    for (int i = end - 1; i >= l; i--) {
      double f = s * beside[i];
      double b = c * beside[i];
      r = Math.sqrt(f * f + g * g);
      beside[i + 1] = r;
      if (r == 0) {
        diagonal[i + 1] -= p;
        beside[end] = 0;
        return;
      }
      s = f / r;
      c = g / r;
      g = diagonal[i + 1] - p;
      r = (diagonal[i] - g) * s + 2 * c * b;
      p = s * r;
      diagonal[i + 1] = g + p;
      g = c * r - b;
    }
    diagonal[l] -= p;
    beside[l] = g;
    beside[end] = 0;
  }
}
