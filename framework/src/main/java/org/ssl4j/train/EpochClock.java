package org.ssl4j.train;

import org.ssl4j.augment.ViewLoader;

/** Times one epoch: training alone for speed and data wait, the whole for its record. */
final class EpochClock {

  private static final double NANOS = 1e9;

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

  double imagesPerSecond() {
    return steps * (double) batch / ((lastStep - start) / NANOS);
  }

  /** Share of training time spent waiting for views. */
  double waitShare() {
    return (loader.waitedNanos() - waitedBefore) / (double) Math.max(1, lastStep - start);
  }

  double seconds() {
    return (System.nanoTime() - start) / NANOS;
  }
}
