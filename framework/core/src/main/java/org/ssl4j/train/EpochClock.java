package org.ssl4j.train;

import org.ssl4j.augment.ViewLoader;

/** Times one epoch: training alone for speed and data wait, the whole for its record. */
final class EpochClock {

  private static final double NANOS = 1e9;

  private static final long SLOW_NANOS = 500_000_000L;

  private final ViewLoader loader;
  private final int batch;
  private final long start = System.nanoTime();
  private final long waitedBefore;
  private long lastStep = start;
  private int steps;

  EpochClock(ViewLoader loader, int batch) {
    this.loader = loader;
    this.batch = batch;
    this.waitedBefore = loader.waitedNanos();
  }

  void stepDone() {
    steps++;
    lastStep = System.nanoTime();
  }

  /** Whether a step may take longer than somebody who wants to stop should wait. */
  boolean slowSteps() {
    return steps == 0 || (lastStep - start) / steps > SLOW_NANOS;
  }

  /** Null before the first step. */
  Double imagesPerSecond() {
    return steps == 0 ? null : imagesPerSecondSoFar();
  }

  private double imagesPerSecondSoFar() {
    return steps * (double) batch / ((lastStep - start) / NANOS);
  }

  /** Share of training time spent waiting for views; null before the first step. */
  Double waitShare() {
    return steps == 0 ? null : waitShareSoFar();
  }

  private double waitShareSoFar() {
    return (loader.waitedNanos() - waitedBefore) / (double) Math.max(1, lastStep - start);
  }

  double seconds() {
    return (System.nanoTime() - start) / NANOS;
  }
}
