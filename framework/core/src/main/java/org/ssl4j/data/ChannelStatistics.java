package org.ssl4j.data;

import org.ssl4j.stop.StopPoint;

/**
 * Mean and standard deviation of each channel over all pixels, in [0,1].
 *
 * @param mean three values
 * @param std three values, at least one gray level (1/255), so that constant images can be
 *     normalised
 */
record ChannelStatistics(double[] mean, double[] std) {
  /** Enough for three digits: 2,000 images of 32 pixels are two million samples a channel. */
  private static final int MOST_IMAGES = 2_000;

  private static final double SMALLEST_STD = 1 / 255.0;

  /** Measures a set; of a large one, 2,000 evenly spaced images. */
  static ChannelStatistics of(ImageSet images) {
    int used = Math.min(images.size(), MOST_IMAGES);
    long[][] histogram = new long[ImageSet.CHANNELS][256];
    byte[] pixels = new byte[images.imageBytes()];
    int plane = images.height() * images.width();
    for (int k = 0; k < used; k++) {
      StopPoint.check();
      images.read((int) ((long) k * images.size() / used), pixels, 0);
      for (int c = 0; c < ImageSet.CHANNELS; c++) {
        for (int i = c * plane; i < (c + 1) * plane; i++) {
          histogram[c][pixels[i] & 0xFF]++;
        }
      }
    }
    double[] mean = new double[ImageSet.CHANNELS];
    double[] std = new double[ImageSet.CHANNELS];
    double count = (double) used * plane;
    for (int c = 0; c < ImageSet.CHANNELS; c++) {
      mean[c] = moment(histogram[c], 0, 1) / count;
      std[c] = Math.max(SMALLEST_STD, Math.sqrt(moment(histogram[c], mean[c], 2) / count));
    }
    return new ChannelStatistics(mean, std);
  }

  /** Sum over all pixels of (value - centre)^power. */
  private static double moment(long[] histogram, double centre, int power) {
    double sum = 0;
    for (int v = 0; v < histogram.length; v++) {
      double deviation = v / 255.0 - centre;
      sum += histogram[v] * (power == 1 ? deviation : deviation * deviation);
    }
    return sum;
  }
}
