package org.ssl4j.study;

import java.util.List;
import java.util.Objects;

/**
 * A number over several seeds.
 *
 * @param mean arithmetic mean
 * @param spread unbiased standard deviation; null of a single value, which has none
 * @param n values
 */
public record Statistic(double mean, Double spread, int n) {

  /**
   * Sums values up.
   *
   * @param values nulls are runs that lack the number and are left out
   * @return null if nothing is left
   */
  static Statistic of(List<Double> values) {
    double[] present = values.stream().filter(Objects::nonNull).mapToDouble(v -> v).toArray();
    if (present.length == 0) {
      return null;
    }
    double sum = 0;
    for (double value : present) {
      sum += value;
    }
    double mean = sum / present.length;
    if (present.length == 1) {
      return new Statistic(mean, null, 1);
    }
    double squares = 0;
    for (double value : present) {
      squares += (value - mean) * (value - mean);
    }
    return new Statistic(mean, Math.sqrt(squares / (present.length - 1)), present.length);
  }

  /** Standard error of the mean from the seeds alone; none where one seed says nothing. */
  StandardError errorOfSeeds() {
    return spread == null
        ? StandardError.NONE
        : StandardError.estimated(spread * spread / n, n - 1);
  }
}
