package org.ssl4j.reference;

import org.ssl4j.network.ImageBatch;
import org.ssl4j.text.Text;

/** Images in a plain array. */
class ReferenceImages implements ImageBatch {
  private final double[] pixels;
  private final int first;
  private final int count;
  private final int channels;
  private final int height;
  private final int width;

  ReferenceImages(int count, int channels, int height, int width) {
    this(new double[count * channels * height * width], 0, count, channels, height, width);
  }

  private ReferenceImages(
      double[] pixels, int first, int count, int channels, int height, int width) {
    this.pixels = pixels;
    this.first = first;
    this.count = count;
    this.channels = channels;
    this.height = height;
    this.width = width;
  }

  @Override
  public int count() {
    return count;
  }

  @Override
  public int channels() {
    return channels;
  }

  @Override
  public int height() {
    return height;
  }

  @Override
  public int width() {
    return width;
  }

  @Override
  public void put(float[] values) {
    double[] exact = new double[values.length];
    for (int i = 0; i < exact.length; i++) {
      exact[i] = values[i];
    }
    put(exact);
  }

  /** {@link #put(float[])} without rounding. */
  void put(double[] values) {
    if (values.length != count * length()) {
      throw new IllegalArgumentException(
          Text.of(
              "%d pixels do not fill %d images of %d x %d x %d",
              values.length, count, channels, height, width));
    }
    System.arraycopy(values, 0, pixels, first * length(), values.length);
  }

  /** A copy, so that a pass keeps what it was given when the memory is filled again. */
  Values values() {
    double[] copy = new double[count * length()];
    System.arraycopy(pixels, first * length(), copy, 0, copy.length);
    return new Values(count, channels, height, width, copy);
  }

  private int length() {
    return channels * height * width;
  }

  @Override
  public ImageBatch slice(int from, int to) {
    if (from < 0 || from >= to || to > count) {
      throw new IndexOutOfBoundsException(
          Text.of("images %d to %d are not a part of %d", from, to, count));
    }
    return new ReferenceImages(pixels, first + from, to - from, channels, height, width);
  }

  @Override
  public void close() {
    // The garbage collector frees the array.
  }
}
