package org.ssl4j.reference;

/**
 * A batch of maps [N, C, H, W] in double precision, C order; a batch of feature vectors is [N, C,
 * 1, 1].
 */
final class Values {
  private final int count;
  private final int channels;
  private final int height;
  private final int width;
  private final double[] data;

  Values(int count, int channels, int height, int width, double[] data) {
    this.count = count;
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.data = data;
  }

  static Values zeros(int count, int channels, int height, int width) {
    return new Values(
        count, channels, height, width, new double[count * channels * height * width]);
  }

  /** Zeros in the shape of these. */
  Values like() {
    return zeros(count, channels, height, width);
  }

  int count() {
    return count;
  }

  int channels() {
    return channels;
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  /** The live numbers. */
  double[] data() {
    return data;
  }

  double get(int n, int c, int y, int x) {
    return data[index(n, c, y, x)];
  }

  void set(int n, int c, int y, int x, double value) {
    data[index(n, c, y, x)] = value;
  }

  void add(int n, int c, int y, int x, double value) {
    data[index(n, c, y, x)] += value;
  }

  private int index(int n, int c, int y, int x) {
    return ((n * channels + c) * height + y) * width + x;
  }

  /** Adds all entries of a batch of the same shape. */
  void addAll(Values other) {
    for (int i = 0; i < data.length; i++) {
      data[i] += other.data[i];
    }
  }
}
