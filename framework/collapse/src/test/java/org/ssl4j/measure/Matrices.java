package org.ssl4j.measure;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.function.IntUnaryOperator;

/** Embeddings of known shape. */
public class Matrices {

  protected final Random random;

  public Matrices(long seed) {
    random = new Random(seed);
  }

  public final double[][] gaussian(int n, int d) {
    double[][] rows = new double[n][d];
    for (double[] row : rows) {
      for (int j = 0; j < d; j++) {
        row[j] = random.nextGaussian();
      }
    }
    return rows;
  }

  public static double relu(double x) {
    return Math.max(0, x);
  }

  public static double[][] map(double[][] rows, DoubleUnaryOperator function) {
    for (double[] row : rows) {
      for (int j = 0; j < row.length; j++) {
        row[j] = function.applyAsDouble(row[j]);
      }
    }
    return rows;
  }

  public final double[][] randomLengths(double[][] rows, double spread) {
    for (double[] row : rows) {
      double length = Math.exp(spread * random.nextGaussian());
      for (int j = 0; j < row.length; j++) {
        row[j] *= length;
      }
    }
    return rows;
  }

  public final double[][] powerLaw(int n, int d, double alpha) {
    double[][] rows = gaussian(n, d);
    for (double[] row : rows) {
      for (int j = 0; j < d; j++) {
        row[j] *= Math.pow(j + 1, -alpha / 2);
      }
    }
    return rows;
  }

  /** As healthy SimSiam: one direction holds most, the others a flat rest. */
  public final double[][] dominated(int n, int d) {
    double[][] rows = gaussian(n, d);
    for (double[] row : rows) {
      row[0] *= Math.sqrt(3.0 * (d - 1));
    }
    return rows;
  }

  /** The first column so many times as wide as the others. */
  public final double[][] stretched(int n, int d, double times) {
    double[][] rows = gaussian(n, d);
    for (double[] row : rows) {
      row[0] *= times;
    }
    return rows;
  }

  /** A product of reflections: no axis is special afterwards, no distance changes. */
  public final double[][] rotated(double[][] rows) {
    int d = rows[0].length;
    for (double[] mirror : gaussian(8, d)) {
      double squared = 0;
      for (double value : mirror) {
        squared += value * value;
      }
      for (double[] row : rows) {
        double along = 0;
        for (int j = 0; j < d; j++) {
          along += row[j] * mirror[j];
        }
        for (int j = 0; j < d; j++) {
          row[j] -= 2 * along / squared * mirror[j];
        }
      }
    }
    return rows;
  }

  public final double[][] lowRank(int n, int d, int rank, double noise) {
    double[][] factors = gaussian(n, rank);
    double[][] basis = gaussian(rank, d);
    double[][] rows = gaussian(n, d);
    for (int i = 0; i < n; i++) {
      for (int j = 0; j < d; j++) {
        rows[i][j] *= noise;
        for (int k = 0; k < rank; k++) {
          rows[i][j] += factors[i][k] * basis[k][j] / Math.sqrt(rank);
        }
      }
    }
    return rows;
  }

  public final double[][] oneRay(int n, int d) {
    double[] direction = gaussian(1, d)[0];
    double[][] rows = new double[n][d];
    for (double[] row : rows) {
      double length = 1 + random.nextDouble();
      for (int j = 0; j < d; j++) {
        row[j] = length * direction[j];
      }
    }
    return rows;
  }

  public final double[][] clustered(int n, int d, int k, double noise) {
    return around(gaussian(k, d), n, noise, i -> i % k);
  }

  /** Sizes fall by a third from one to the next. */
  public final double[][] unequalClusters(int n, int d, int k) {
    return around(
        gaussian(k, d),
        n,
        0.04,
        i -> Math.min(k - 1, (int) (Math.log(1 - random.nextDouble()) / Math.log(2 / 3.0))));
  }

  public final double[][] around(double[][] centres, int n, double noise, IntUnaryOperator choice) {
    double[][] rows = gaussian(n, centres[0].length);
    for (int i = 0; i < n; i++) {
      double[] centre = centres[choice.applyAsInt(i)];
      for (int j = 0; j < centre.length; j++) {
        rows[i][j] = centre[j] + noise * rows[i][j];
      }
    }
    return rows;
  }
}
