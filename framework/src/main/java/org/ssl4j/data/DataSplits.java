package org.ssl4j.data;

/**
 * What a run trains on and what it is measured with.
 *
 * @param train training images, also the k-NN bank
 * @param test held-out images: collapse metrics and k-NN queries
 * @param mean channel means in [0,1] used to normalise
 * @param std channel standard deviations in [0,1] used to normalise
 */
public record DataSplits(ImageSet train, ImageSet test, double[] mean, double[] std) {

  /** Bytes of pixels that lie in memory between two uses. */
  public long inMemory() {
    return train.bytesInMemory() + test.bytesInMemory();
  }
}
