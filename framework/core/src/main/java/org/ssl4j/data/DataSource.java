package org.ssl4j.data;

import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.ssl4j.error.DataException;

/**
 * The images of a config, counted but not yet read, so that a config that does not fit them is
 * refused before the long work of decoding begins.
 */
public final class DataSource {
  private final int trainSize;
  private final int testSize;
  private final HoldOut holdOut;
  private final boolean splitsApart;
  private final Function<Progress, DataSplits> opening;

  private DataSource(
      int trainSize,
      int testSize,
      HoldOut holdOut,
      boolean splitsApart,
      Function<Progress, DataSplits> opening) {
    this.trainSize = trainSize;
    this.testSize = testSize;
    this.holdOut = holdOut;
    this.splitsApart = splitsApart;
    this.opening = opening;
  }

  /**
   * A source with a split of its own.
   *
   * @param trainSize training images there are, whatever {@code data.trainLimit} says
   * @param testSize held-out images there are, whatever {@code data.testLimit} says
   * @param opening reads the images; limits are applied to what it returns
   */
  public static DataSource of(int trainSize, int testSize, Function<Progress, DataSplits> opening) {
    return new DataSource(trainSize, testSize, null, false, opening);
  }

  /**
   * The same of a source that holds out {@code data.testFraction} of its images: a default share
   * that does not suit their number is then replaced, and the source found again.
   */
  public DataSource withHoldOut(HoldOut chosen) {
    return new DataSource(trainSize, testSize, chosen, splitsApart, opening);
  }

  /**
   * The same of a source whose held-out images are known to be no copies of training images; others
   * are searched for copies.
   */
  public DataSource withSplitsApart() {
    return new DataSource(trainSize, testSize, holdOut, true, opening);
  }

  /** The same, opened in another way. */
  DataSource opened(BiFunction<Function<Progress, DataSplits>, Progress, DataSplits> other) {
    return new DataSource(
        trainSize, testSize, holdOut, splitsApart, progress -> other.apply(opening, progress));
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

  /** Whether held-out images are known to be no copies of training images. */
  public boolean splitsApart() {
    return splitsApart;
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
