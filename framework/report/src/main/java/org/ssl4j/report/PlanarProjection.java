package org.ssl4j.report;

import java.util.SplittableRandom;

/**
 * The two directions of greatest variance of a set of rows, by subspace iteration: enough for a
 * picture, and no matrix but the rows is needed.
 *
 * @param x coordinate of each row along the first direction
 * @param y along the second
 * @param xShare share of the variance that lies along the first direction
 * @param yShare along the second
 */
record PlanarProjection(double[] x, double[] y, double xShare, double yShare) {

  /** With an eigenvalue ratio of 1.1 an error of one part in 1e8; a picture needs less. */
  private static final int ITERATIONS = 100;

  private static final long SEED = 1;

  /** Lengths below this share of the largest row are rounding. */
  private static final double NOTHING = 1e-9;

  /**
   * Projects rows after centring them.
   *
   * @param rows at least one, of equal length
   */
  static PlanarProjection of(double[][] rows) {
    double[][] centred = centred(rows);
    double variance = 0;
    double largest = 0;
    for (int i = 0; i < rows.length; i++) {
      variance += dot(centred[i], centred[i]);
      largest = Math.max(largest, dot(rows[i], rows[i]));
    }
    if (variance <= NOTHING * NOTHING * largest * rows.length) {
      return new PlanarProjection(new double[rows.length], new double[rows.length], 0, 0);
    }
    int d = rows[0].length;
    var random = new SplittableRandom(SEED);
    double[] first = random.doubles(d, -1, 1).toArray();
    double[] second = random.doubles(d, -1, 1).toArray();
    for (int i = 0; i < ITERATIONS; i++) {
      first = unit(covarianceTimes(centred, first));
      second = unit(without(covarianceTimes(centred, second), first));
    }
    double[] x = coordinates(centred, first);
    double[] y = coordinates(centred, second);
    return new PlanarProjection(x, y, dot(x, x) / variance, dot(y, y) / variance);
  }

  private static double[][] centred(double[][] rows) {
    int d = rows[0].length;
    double[] mean = new double[d];
    for (double[] row : rows) {
      for (int j = 0; j < d; j++) {
        mean[j] += row[j] / rows.length;
      }
    }
    double[][] centred = new double[rows.length][d];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < d; j++) {
        centred[i][j] = rows[i][j] - mean[j];
      }
    }
    return centred;
  }

  private static double[] covarianceTimes(double[][] rows, double[] vector) {
    double[] product = new double[vector.length];
    for (double[] row : rows) {
      double weight = dot(row, vector);
      for (int j = 0; j < product.length; j++) {
        product[j] += weight * row[j];
      }
    }
    return product;
  }

  /** What of a vector is not along a direction; nothing if that is no more than rounding. */
  private static double[] without(double[] vector, double[] direction) {
    double along = dot(vector, direction);
    double[] rest = new double[vector.length];
    for (int j = 0; j < rest.length; j++) {
      rest[j] = vector[j] - along * direction[j];
    }
    boolean rounding = dot(rest, rest) <= NOTHING * NOTHING * dot(vector, vector);
    return rounding ? new double[rest.length] : rest;
  }

  private static double[] unit(double[] vector) {
    double length = Math.sqrt(dot(vector, vector));
    double[] unit = new double[vector.length];
    if (length > 0) { // of rank one, nothing is left for the second direction
      for (int j = 0; j < unit.length; j++) {
        unit[j] = vector[j] / length;
      }
    }
    return unit;
  }

  private static double[] coordinates(double[][] rows, double[] direction) {
    double[] coordinates = new double[rows.length];
    for (int i = 0; i < rows.length; i++) {
      coordinates[i] = dot(rows[i], direction);
    }
    return coordinates;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
