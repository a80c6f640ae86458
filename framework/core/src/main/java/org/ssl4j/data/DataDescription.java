package org.ssl4j.data;

import java.util.Arrays;
import java.util.List;

/**
 * A data set in numbers.
 *
 * @param classNames in label order; empty when unlabelled
 * @param mean channel means in [0,1]
 * @param std channel standard deviations in [0,1]
 */
public record DataDescription(
    Split train, Split test, List<String> classNames, double[] mean, double[] std) {

  /**
   * One split.
   *
   * @param name e.g. {@code cifar10/train}
   * @param images number of images
   * @param height rows in pixels
   * @param width columns in pixels
   * @param classCounts images of each class, in label order; empty when unlabelled
   * @param fingerprint SHA-256 (hex) over pixels and labels
   * @param pixelBytes bytes of all pixels
   * @param inMemory whether these bytes are held in memory, as opposed to made at each use
   */
  public record Split(
      String name,
      int images,
      int height,
      int width,
      List<Integer> classCounts,
      String fingerprint,
      long pixelBytes,
      boolean inMemory) {

    static Split of(ImageSet images) {
      Integer[] counts = new Integer[images.classNames().size()];
      Arrays.fill(counts, 0);
      for (int i = 0; i < images.size() && counts.length > 0; i++) {
        counts[images.label(i)]++;
      }
      return new Split(
          images.name(),
          images.size(),
          images.height(),
          images.width(),
          List.of(counts),
          images.fingerprint(),
          (long) images.size() * images.imageBytes(),
          images.bytesInMemory() > 0);
    }
  }
}
