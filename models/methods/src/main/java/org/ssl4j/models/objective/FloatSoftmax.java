package org.ssl4j.models.objective;

import java.util.Arrays;
import org.ssl4j.matrix.Matrix;

/**
 * In float, piece by piece in the first-level cache, in loops that HotSpot turns into vector
 * instructions: no branches, no conversions, every array at the same index.
 *
 * <p>{@code exp(x) = p(x / 2^m)^(2^m)} with a polynomial p and m squarings, where m is chosen so
 * that the polynomial's argument stays within 0.7. The usual way, powers of two written into the
 * exponent bits, is not vectorised. Relative error: about 2^m * 5e-8 (m = 3 at temperature 0.5, 5
 * at 0.1), of the order of what rounding a logit to float does to its exponential.
 */
final class FloatSoftmax extends Softmax {
  private static final int PIECE = 1024;

  /** Values that are left to a plain loop when a piece is reduced to one number by halving it. */
  private static final int FOLDED = 32;

  /** Exponentials below {@code exp} of it are not distinguished: 1e-38 of the largest. */
  private static final double LOWEST = -87;

  /** Length of the interval on which the polynomial is accurate. */
  private static final double INTERVAL = 0.7;

  private static final float CENTRE = 0.35f;

  /** Taylor coefficients of {@code exp(t - CENTRE)}; the eighth would add 6e-9. */
  private static final float C0 = (float) Math.exp(-CENTRE);

  private static final float C1 = C0;
  private static final float C2 = C0 / 2;
  private static final float C3 = C0 / 6;
  private static final float C4 = C0 / 24;
  private static final float C5 = C0 / 120;
  private static final float C6 = C0 / 720;
  private static final float C7 = C0 / 5040;

  private final Matrix logits;
  private final boolean clamp;
  private final int squarings;
  private final float scale;
  private final float[] values = new float[PIECE];
  private final float[] second = new float[PIECE];
  private final float[] totals = new float[PIECE];

  FloatSoftmax(Matrix logits, double spread) {
    this.logits = logits;
    clamp = spread > -LOWEST;
    double reach = Math.min(spread, -LOWEST);
    squarings = (int) Math.ceil(Math.max(0, Math.log(reach / INTERVAL) / Math.log(2)));
    scale = (float) (1.0 / (1L << squarings));
  }

  @Override
  double largest(int row, int excluded) {
    int width = Math.min(PIECE, logits.columns());
    Arrays.fill(totals, 0, width, Float.NEGATIVE_INFINITY);
    for (int from = 0; from < logits.columns(); from += PIECE) {
      int count = load(row, from);
      if (excluded >= from && excluded < from + count) {
        values[excluded - from] = Float.NEGATIVE_INFINITY;
      }
      larger(totals, values, count);
    }
    while (width > FOLDED) {
      int half = (width + 1) / 2;
      System.arraycopy(totals, half, second, 0, width - half);
      larger(totals, second, width - half);
      width = half;
    }
    float largest = totals[0];
    for (int i = 1; i < width; i++) {
      largest = Math.max(largest, totals[i]);
    }
    return largest;
  }

  @Override
  double sum(int row, int excluded, double shift) {
    return sum(row, excluded, (float) shift, false);
  }

  @Override
  double exponentials(int row, double shift) {
    return sum(row, NONE, (float) shift, true);
  }

  /** Partial sums of some hundred terms stay in float, column by column of the pieces. */
  private double sum(int row, int excluded, float shift, boolean keep) {
    int width = Math.min(PIECE, logits.columns());
    Arrays.fill(totals, 0, width, 0);
    for (int from = 0; from < logits.columns(); from += PIECE) {
      int count = load(row, from);
      exp(values, shift, count);
      if (excluded >= from && excluded < from + count) {
        values[excluded - from] = 0;
      }
      add(totals, values, count);
      if (keep) {
        logits.writeFloats(row, from, count, values, 0);
      }
    }
    while (width > FOLDED) {
      int half = (width + 1) / 2;
      System.arraycopy(totals, half, second, 0, width - half);
      add(totals, second, width - half);
      width = half;
    }
    double sum = 0;
    for (int i = 0; i < width; i++) {
      sum += totals[i];
    }
    return sum;
  }

  @Override
  void symmetricWeights(int row, double own, Matrix others, int first, int excluded) {
    for (int from = 0; from < logits.columns(); from += PIECE) {
      int count = load(row, from);
      others.readFloats(0, first + from, count, totals, 0);
      subtract(values, totals, second, count);
      exp(second, 0, count);
      exp(values, (float) own, count);
      add(values, second, count);
      if (excluded >= from && excluded < from + count) {
        values[excluded - from] = 0;
      }
      logits.writeFloats(row, from, count, values, 0);
    }
  }

  private int load(int row, int from) {
    int count = Math.min(PIECE, logits.columns() - from);
    logits.readFloats(row, from, count, values, 0);
    return count;
  }

  /** {@code x := exp(x - shift)}. */
  private void exp(float[] x, float shift, int count) {
    if (clamp) {
      lift(x, shift + (float) LOWEST, count);
    }
    polynomial(x, shift, scale, count);
    for (int s = 0; s < squarings; s++) {
      square(x, count);
    }
  }

  private static void polynomial(float[] x, float shift, float scale, int count) {
    for (int i = 0; i < count; i++) {
      float t = (x[i] - shift) * scale + CENTRE;
      x[i] = C0 + t * (C1 + t * (C2 + t * (C3 + t * (C4 + t * (C5 + t * (C6 + t * C7))))));
    }
  }

  private static void square(float[] x, int count) {
    for (int i = 0; i < count; i++) {
      x[i] *= x[i];
    }
  }

  private static void lift(float[] x, float lowest, int count) {
    for (int i = 0; i < count; i++) {
      x[i] = Math.max(x[i], lowest);
    }
  }

  private static void larger(float[] x, float[] y, int count) {
    for (int i = 0; i < count; i++) {
      x[i] = Math.max(x[i], y[i]);
    }
  }

  private static void add(float[] x, float[] y, int count) {
    for (int i = 0; i < count; i++) {
      x[i] += y[i];
    }
  }

  private static void subtract(float[] x, float[] y, float[] difference, int count) {
    for (int i = 0; i < count; i++) {
      difference[i] = x[i] - y[i];
    }
  }
}
