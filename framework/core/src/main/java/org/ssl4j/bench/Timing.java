package org.ssl4j.bench;

import java.util.Arrays;

/**
 * How long a piece of work took, several times over.
 *
 * <p>Median and interquartile range, not mean and deviation: what disturbs a measurement on a
 * shared machine only ever makes it longer.
 *
 * @param seconds of each round, in the order in which they ran
 */
public record Timing(double[] seconds) {

  public Timing {
    if (seconds.length == 0) {
      throw new IllegalArgumentException("a timing needs at least one round");
    }
    seconds = seconds.clone();
  }

  /**
   * Runs the work.
   *
   * @param warmUp rounds that do not count: code is compiled, buffers find their size
   * @param rounds that count, at least 1
   */
  public static Timing measure(int warmUp, int rounds, Runnable work) {
    for (int i = 0; i < warmUp; i++) {
      work.run();
    }
    double[] seconds = new double[rounds];
    for (int i = 0; i < rounds; i++) {
      long began = System.nanoTime();
      work.run();
      seconds[i] = (System.nanoTime() - began) / 1e9;
    }
    return new Timing(seconds);
  }

  @Override
  public double[] seconds() {
    return seconds.clone();
  }

  /** Number of rounds. */
  public int rounds() {
    return seconds.length;
  }

  /** Seconds of the round in the middle. */
  public double median() {
    return quantile(0.5);
  }

  /** Interquartile range in seconds. */
  public double spread() {
    return quantile(0.75) - quantile(0.25);
  }

  /** Between the two nearest rounds, linearly. */
  private double quantile(double share) {
    double[] sorted = seconds.clone();
    Arrays.sort(sorted);
    double position = share * (sorted.length - 1);
    int below = (int) position;
    int above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
  }
}
