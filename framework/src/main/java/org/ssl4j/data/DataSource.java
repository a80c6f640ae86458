package org.ssl4j.data;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * The images of a config, counted but not yet read, so that a config that does not fit them is
 * refused before the long work of decoding begins.
 */
public final class DataSource {
  private final int trainSize;
  private final int testSize;
  private final HoldOut holdOut;
  private final Function<Progress, DataSplits> opening;

  /**
   * @param holdOut how the held-out images are chosen; null where the data set has its own
   */
  DataSource(int trainSize, int testSize, HoldOut holdOut, Function<Progress, DataSplits> opening) {
    this.trainSize = trainSize;
    this.testSize = testSize;
    this.holdOut = holdOut;
    this.opening = opening;
  }

  /** Training images there are, before {@code data.trainLimit}; some may prove unreadable. */
  public int trainSize() {
    return trainSize;
  }

  /** Held-out images there are, before {@code data.testLimit}; some may prove unreadable. */
  public int testSize() {
    return testSize;
  }

  /** Share to hold out so that enough images are measured; empty if the configured one does. */
  public OptionalDouble betterTestFraction() {
    return holdOut == null ? OptionalDouble.empty() : holdOut.better();
  }

  /** What is wrong with the configured share, and which one works; empty if it can be used. */
  public Optional<String> unusableTestFraction() {
    return holdOut == null ? Optional.empty() : holdOut.unusable();
  }

  /**
   * Reads the images.
   *
   * @throws DataException if they cannot be had or read
   */
  public DataSplits open(Progress progress) {
    return opening.apply(progress);
  }
}
