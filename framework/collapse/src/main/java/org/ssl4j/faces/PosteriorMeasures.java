package org.ssl4j.faces;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;
import org.ssl4j.error.DataException;
import org.ssl4j.measure.NumberArray;
import org.ssl4j.measure.RowSample;
import org.ssl4j.text.Text;

/**
 * Posteriors q(z|x_i) = N(mu_i, diag exp(logvar_i)) of a VAE with the prior N(0, I): how much they
 * differ from the prior, and from one another.
 *
 * @param rows inputs, N
 * @param klPerDimension mean KL divergence from the prior in nats, D of them (arXiv:1312.6114,
 *     appendix B)
 * @param meanVariance unbiased variance of each mean over the inputs, D of them
 * @param information between z and x, of {@code sampled} rows
 */
public record PosteriorMeasures(
    int rows, double[] klPerDimension, double[] meanVariance, Information information) {

  /** Variance of a mean above which its dimension is active (Burda et al., arXiv:1509.00519). */
  public static final double ACTIVE_VARIANCE = 0.01;

  /** Most rows whose pairs are compared. */
  private static final int MOST_ROWS = 2048;

  /** Most products over all pairs and dimensions: seconds. */
  private static final double MOST_WORK = 4e9;

  private static final long SEED = 17;

  /**
   * Mutual information of z and x in nats.
   *
   * @param sampled rows that were compared, M
   * @param draws of each posterior
   * @param estimate mean over draws of ln q(z|x_i) - ln (1/M) sum_j q(z|x_j): the full mixture of
   *     all M posteriors, the own one included; at most ln M, 0 if all are equal
   * @param lower bound by Bhattacharyya distances (Kolchinsky and Tracey, arXiv:1706.02419)
   * @param upper bound by KL divergences (the same, section 4)
   */
  public record Information(int sampled, int draws, double estimate, double lower, double upper) {

    /** ln M: more cannot be seen with M rows. */
    public double ceiling() {
      return Math.log(sampled);
    }
  }

  /** With one draw of each posterior, always the same. */
  public static PosteriorMeasures of(NumberArray mu, NumberArray logvar) {
    return of(mu, logvar, null);
  }

  /**
   * @param mu means [N, D], N at least 2
   * @param logvar logarithms of the variances [N, D]
   * @param noise standard normal numbers [S, N, D] for S draws, or null for one draw of our own
   * @throws DataException if shapes do not fit or a value is not finite
   */
  public static PosteriorMeasures of(NumberArray mu, NumberArray logvar, NumberArray noise) {
    var means = FiniteArray.of("mu", mu);
    var logs = FiniteArray.of("logvar", logvar);
    means.requireAxes("inputs, dimensions");
    logs.requireAxes("inputs, dimensions");
    if (!Arrays.equals(means.shape(), logs.shape())) {
      throw new DataException(
          Text.of(
              "%s has the shape %s and %s %s; both must be equal",
              means.name(),
              Arrays.toString(means.shape()),
              logs.name(),
              Arrays.toString(logs.shape())));
    }
    int n = means.axis(0);
    int d = means.axis(1);
    if (n < 2) {
      throw new DataException(
          Text.of(
              "%s has %d row; posteriors are compared, so at least 2 are needed", means.name(), n));
    }
    double[] kl = new double[d];
    double[] centre = new double[d];
    double[] m = new double[d];
    double[] l = new double[d];
    for (int i = 0; i < n; i++) {
      means.read((long) i * d, d, m, 0);
      logs.read((long) i * d, d, l, 0);
      for (int j = 0; j < d; j++) {
        kl[j] += (m[j] * m[j] + variance(logs, l[j], (long) i * d + j) - l[j] - 1) / 2;
        centre[j] += m[j];
      }
    }
    double[] spread = new double[d];
    for (int i = 0; i < n; i++) {
      means.read((long) i * d, d, m, 0);
      for (int j = 0; j < d; j++) {
        double difference = m[j] - centre[j] / n;
        spread[j] += difference * difference;
      }
    }
    for (int j = 0; j < d; j++) {
      kl[j] /= n;
      spread[j] /= n - 1;
    }
    return new PosteriorMeasures(n, kl, spread, information(means, logs, noise));
  }

  private static double variance(FiniteArray logs, double logarithm, long position) {
    double variance = Math.exp(logarithm);
    if (!Double.isFinite(variance) || variance == 0) {
      throw new DataException(
          Text.of(
              "%s holds %s at %s, whose exponential is no positive number; save the logarithm of the variance",
              logs.name(), logarithm, logs.place(position)));
    }
    return variance;
  }

  private static Information information(FiniteArray mu, FiniteArray logvar, NumberArray noise) {
    int n = mu.axis(0);
    int d = mu.axis(1);
    int most = (int) Math.max(2, Math.min(MOST_ROWS, Math.sqrt(MOST_WORK / d)));
    int[] rows = RowSample.of(n, most);
    var mixture = new Mixture(rows.length, d);
    for (int i = 0; i < rows.length; i++) {
      mu.read((long) rows[i] * d, d, mixture.means, i * d);
      logvar.read((long) rows[i] * d, d, mixture.logs, i * d);
    }
    mixture.prepare();
    int draws = noise == null ? 1 : noise.axis(0);
    var checked = noise == null ? null : FiniteArray.of("noise", noise);
    double sum = 0;
    for (int s = 0; s < draws; s++) {
      long first = (long) s * n;
      sum +=
          mixture.sampled(
              i -> {
                double[] drawn = new double[d];
                if (checked == null) {
                  var random = new SplittableRandom(SEED + rows[i]);
                  Arrays.setAll(drawn, j -> random.nextGaussian());
                } else {
                  checked.read((first + rows[i]) * d, d, drawn, 0);
                }
                return drawn;
              });
    }
    return new Information(
        rows.length, draws, sum / draws, mixture.lowerBound(), mixture.upperBound());
  }

  /** KL divergence from the prior in nats, over all dimensions. */
  public double klTotal() {
    return Arrays.stream(klPerDimension).sum();
  }

  /** Dimensions whose mean varies by more than 0.01. */
  public int activeUnits() {
    return (int) Arrays.stream(meanVariance).filter(v -> v > ACTIVE_VARIANCE).count();
  }

  public double activeShare() {
    return (double) activeUnits() / meanVariance.length;
  }

  /** The part of the KL divergence that is not information: that of the mixture from the prior. */
  public double marginalKl() {
    return klTotal() - information.estimate();
  }

  /** The posteriors as one mixture. */
  private static final class Mixture {

    /** Products of variances are kept within these before their logarithm is taken. */
    private static final double LARGE = 1e50;

    private final int n;
    private final int d;
    private final double[] means;
    private final double[] logs;
    private final double[] variances;
    private final double[] logSums;

    Mixture(int n, int d) {
      this.n = n;
      this.d = d;
      means = new double[n * d];
      logs = new double[n * d];
      variances = new double[n * d];
      logSums = new double[n];
    }

    void prepare() {
      for (int i = 0; i < n; i++) {
        for (int j = 0; j < d; j++) {
          variances[i * d + j] = Math.exp(logs[i * d + j]);
          logSums[i] += logs[i * d + j];
        }
      }
    }

    /** Mean over the rows, in their order whatever the number of threads. */
    private double mean(IntToDoubleFunction ofRow) {
      double[] values = IntStream.range(0, n).parallel().mapToDouble(ofRow).toArray();
      return Arrays.stream(values).sum() / n;
    }

    double sampled(IntFunction<double[]> noise) {
      return mean(
          i -> {
            double[] z = noise.apply(i);
            for (int k = 0; k < d; k++) {
              z[k] = means[i * d + k] + Math.sqrt(variances[i * d + k]) * z[k];
            }
            double[] logDensities = new double[n];
            double largest = Double.NEGATIVE_INFINITY;
            for (int j = 0; j < n; j++) {
              logDensities[j] = logDensity(z, j);
              largest = Math.max(largest, logDensities[j]);
            }
            double sum = 0;
            for (double one : logDensities) {
              sum += Math.exp(one - largest);
            }
            return logDensities[i] - (largest + Math.log(sum / n));
          });
    }

    /** Without the constant that all have. */
    private double logDensity(double[] z, int j) {
      double sum = 0;
      int at = j * d;
      for (int k = 0; k < d; k++) {
        double difference = z[k] - means[at + k];
        sum += difference * difference / variances[at + k];
      }
      return -0.5 * (sum + logSums[j]);
    }

    double lowerBound() {
      return Math.log(n) - mean(i -> logOfSum(i, this::bhattacharyya));
    }

    double upperBound() {
      return Math.log(n) - mean(i -> logOfSum(i, this::divergence));
    }

    private double logOfSum(int i, Distance distance) {
      double sum = 0;
      for (int j = 0; j < n; j++) {
        sum += Math.exp(-distance.between(i, j));
      }
      return Math.log(sum);
    }

    private double bhattacharyya(int i, int j) {
      double distance = 0;
      double logarithms = 0;
      double product = 1;
      for (int k = 0; k < d; k++) {
        double both = variances[i * d + k] + variances[j * d + k];
        double difference = means[i * d + k] - means[j * d + k];
        distance += difference * difference / (4 * both);
        double half = both / 2;
        if (half > LARGE || half < 1 / LARGE) {
          logarithms += Math.log(half);
          continue;
        }
        product *= half; // one logarithm of many variances
        if (product > LARGE || product < 1 / LARGE) {
          logarithms += Math.log(product);
          product = 1;
        }
      }
      logarithms += Math.log(product);
      return distance + (logarithms - (logSums[i] + logSums[j]) / 2) / 2;
    }

    private double divergence(int i, int j) {
      double sum = logSums[j] - logSums[i] - d;
      for (int k = 0; k < d; k++) {
        double difference = means[i * d + k] - means[j * d + k];
        sum += (variances[i * d + k] + difference * difference) / variances[j * d + k];
      }
      return sum / 2;
    }

    /** Of two posteriors. */
    @FunctionalInterface
    private interface Distance {
      double between(int i, int j);
    }
  }
}
