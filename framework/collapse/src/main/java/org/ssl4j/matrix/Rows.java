package org.ssl4j.matrix;

/** Arithmetic of rows that have been read from a {@link Matrix}. */
public final class Rows {

  private Rows() {}

  /**
   * Sum of the products of two rows, in four independent chains: additions would otherwise wait for
   * one another.
   *
   * @param b at least as long as {@code a}
   */
  public static double dot(double[] a, double[] b) {
    double s = 0;
    double t = 0;
    double u = 0;
    double v = 0;
    int i = 0;
    for (; i + 3 < a.length; i += 4) {
      s += a[i] * b[i];
      t += a[i + 1] * b[i + 1];
      u += a[i + 2] * b[i + 2];
      v += a[i + 3] * b[i + 3];
    }
    for (; i < a.length; i++) {
      s += a[i] * b[i];
    }
    return (s + t) + (u + v);
  }
}
