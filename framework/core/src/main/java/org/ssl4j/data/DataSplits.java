package org.ssl4j.data;

import org.ssl4j.text.Text;

/**
 * What a run trains on and what it is measured with.
 *
 * @param train training images, also the k-NN bank
 * @param test held-out images: collapse metrics and k-NN queries; of the same size in pixels and
 *     with the same classes as the training images
 * @param mean channel means in [0,1] used to normalise, three values
 * @param std channel standard deviations in [0,1] used to normalise, three values above 0
 */
public record DataSplits(ImageSet train, ImageSet test, double[] mean, double[] std) {

  /**
   * Refuses what training would trip over later.
   *
   * @throws IllegalArgumentException naming what does not fit
   */
  public DataSplits {
    require(
        train.height() == test.height() && train.width() == test.width(),
        Text.of(
            "the training images have %d x %d pixels, but the test images have %d x %d",
            train.height(), train.width(), test.height(), test.width()));
    require(
        train.classNames().equals(test.classNames()),
        "the training images have other classes than the test images");
    for (int channel = 0; channel < ImageSet.CHANNELS; channel++) {
      require(
          mean.length == ImageSet.CHANNELS
              && std.length == ImageSet.CHANNELS
              && Double.isFinite(mean[channel])
              && std[channel] > 0
              && std[channel] < Double.POSITIVE_INFINITY,
          "mean and standard deviation must be three finite numbers, the deviations above 0");
    }
  }

  /** Both sets, with the mean and standard deviation measured on the training images. */
  public static DataSplits measured(ImageSet train, ImageSet test) {
    ChannelStatistics statistics = ChannelStatistics.of(train);
    return new DataSplits(train, test, statistics.mean(), statistics.std());
  }

  private static void require(boolean holds, String problem) {
    if (!holds) {
      throw new IllegalArgumentException(problem);
    }
  }

  /**
   * The first images of both sets.
   *
   * @param trainLimit most training images; null for all
   * @param testLimit most held-out images; null for all
   */
  DataSplits first(Integer trainLimit, Integer testLimit) {
    ImageSet fewerTrain = first(train, trainLimit);
    ImageSet fewerTest = first(test, testLimit);
    return fewerTrain == train && fewerTest == test
        ? this
        : new DataSplits(fewerTrain, fewerTest, mean, std);
  }

  private static ImageSet first(ImageSet images, Integer limit) {
    return limit == null || limit >= images.size() ? images : new FirstImages(images, limit);
  }

  /** Bytes of pixels that lie in memory between two uses. */
  public long inMemory() {
    return train.bytesInMemory() + test.bytesInMemory();
  }
}
