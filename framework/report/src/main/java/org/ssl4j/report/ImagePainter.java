package org.ssl4j.report;

import java.awt.image.BufferedImage;
import org.ssl4j.augment.Scratch;
import org.ssl4j.augment.ViewPipeline;
import org.ssl4j.data.ImageSet;
import org.ssl4j.random.CounterRandom;

/** Images of a set and their views as pictures, normalisation undone. */
final class ImagePainter {

  private final ImageSet images;
  private final long seed;
  private final byte[] bytes;
  private final Scratch scratch = new Scratch();

  /**
   * @param seed of the views' random numbers
   */
  ImagePainter(ImageSet images, long seed) {
    this.images = images;
    this.seed = seed;
    bytes = new byte[images.imageBytes()];
  }

  /** An image as it is in the set. */
  BufferedImage original(int index) {
    images.read(index, bytes, 0);
    var image = new BufferedImage(images.width(), images.height(), BufferedImage.TYPE_INT_RGB);
    int plane = images.width() * images.height();
    for (int i = 0; i < plane; i++) {
      int rgb = (bytes[i] & 0xFF) << 16 | (bytes[plane + i] & 0xFF) << 8;
      image.setRGB(i % images.width(), i / images.width(), rgb | (bytes[2 * plane + i] & 0xFF));
    }
    return image;
  }

  /**
   * One draw of a view: the one that training makes in that epoch.
   *
   * @param view number of the view, keys its random numbers
   * @param epoch 0-based
   */
  BufferedImage view(int index, ViewPipeline pipeline, int view, int epoch) {
    images.read(index, bytes, 0);
    int size = pipeline.size();
    int plane = size * size;
    float[] pixels = new float[ImageSet.CHANNELS * plane];
    var random = new CounterRandom(seed, epoch, index, view);
    pipeline.apply(bytes, 0, images.height(), images.width(), random, pixels, 0, scratch);
    double[] mean = pipeline.mean();
    double[] std = pipeline.std();
    var image = new BufferedImage(size, size, BufferedImage.TYPE_INT_RGB);
    for (int i = 0; i < plane; i++) {
      int rgb = 0;
      for (int c = 0; c < ImageSet.CHANNELS; c++) {
        double value = pixels[c * plane + i] * std[c] + mean[c];
        rgb = rgb << 8 | (int) Math.rint(255 * Math.min(1, Math.max(0, value)));
      }
      image.setRGB(i % size, i / size, rgb);
    }
    return image;
  }
}
