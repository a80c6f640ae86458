package org.ssl4j.augment;

import org.ssl4j.random.CounterRandom;

/** A rectangle of an image, in pixels. */
record CropBox(int top, int left, int height, int width) {
  private static final int TRIES = 10;

  /** The whole image. */
  static CropBox whole(int height, int width) {
    return new CropBox(0, 0, height, width);
  }

  /**
   * The box of random-resized-crop with torchvision's sampling: area uniform in {@code scale} times
   * the image's, ratio log-uniform, rounded half to even; after ten boxes that do not fit, the
   * largest centred box within the ratio limits.
   *
   * @param ratio smallest and largest width / height
   */
  static CropBox random(
      int imageHeight, int imageWidth, double[] scale, double[] ratio, CounterRandom random) {
    double area = (double) imageHeight * imageWidth;
    double logLow = StrictMath.log(ratio[0]);
    double logHigh = StrictMath.log(ratio[1]);
    for (int attempt = 0; attempt < TRIES; attempt++) {
      double target = area * random.uniform(scale[0], scale[1]);
      double aspect = StrictMath.exp(random.uniform(logLow, logHigh));
      int width = (int) Math.rint(Math.sqrt(target * aspect));
      int height = (int) Math.rint(Math.sqrt(target / aspect));
      if (0 < width && width <= imageWidth && 0 < height && height <= imageHeight) {
        int top = random.below(imageHeight - height + 1);
        int left = random.below(imageWidth - width + 1);
        return new CropBox(top, left, height, width);
      }
    }
    return largestCentred(imageHeight, imageWidth, ratio);
  }

  private static CropBox largestCentred(int imageHeight, int imageWidth, double[] ratio) {
    double imageRatio = (double) imageWidth / imageHeight;
    int height = imageHeight;
    int width = imageWidth;
    if (imageRatio < ratio[0]) {
      height = Math.max(1, (int) Math.rint(imageWidth / ratio[0]));
    } else if (imageRatio > ratio[1]) {
      width = Math.max(1, (int) Math.rint(imageHeight * ratio[1]));
    }
    return new CropBox((imageHeight - height) / 2, (imageWidth - width) / 2, height, width);
  }
}
