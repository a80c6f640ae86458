package org.ssl4j.cuda;

import org.ssl4j.cuda.device.ComputeDevice;
import org.ssl4j.cuda.device.DeviceBuffer;
import org.ssl4j.network.ImageBatch;
import org.ssl4j.text.Text;

/** Images [N, C, H, W] as floats in a device's memory. */
final class CudaImages implements ImageBatch {
  private final ComputeDevice device;
  private final DeviceBuffer pixels;
  private final int count;
  private final int channels;
  private final int height;
  private final int width;

  /** Whether this is a part of another batch, which owns the memory. */
  private final boolean part;

  private boolean closed;

  CudaImages(ComputeDevice device, int count, int channels, int height, int width) {
    this(
        device,
        device.allocate((long) count * channels * height * width * Float.BYTES),
        count,
        channels,
        height,
        width,
        false);
  }

  private CudaImages(
      ComputeDevice device,
      DeviceBuffer pixels,
      int count,
      int channels,
      int height,
      int width,
      boolean part) {
    this.device = device;
    this.pixels = pixels;
    this.count = count;
    this.channels = channels;
    this.height = height;
    this.width = width;
    this.part = part;
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

  /** The device that holds them. */
  ComputeDevice device() {
    return device;
  }

  /** Where they lie. */
  DeviceBuffer pixels() {
    if (closed) {
      throw new IllegalStateException("the images have been closed");
    }
    return pixels;
  }

  @Override
  public void put(float[] values) {
    if (values.length != count * length()) {
      throw new IllegalArgumentException(
          Text.of(
              "%d pixels do not fill %d images of %d x %d x %d",
              values.length, count, channels, height, width));
    }
    device.upload(values, 0, values.length, pixels());
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
    long bytes = (long) length() * Float.BYTES;
    return new CudaImages(
        device,
        pixels().part(from * bytes, (to - from) * bytes),
        to - from,
        channels,
        height,
        width,
        true);
  }

  @Override
  public void close() {
    if (!part && !closed) {
      device.free(pixels);
    }
    closed = true;
  }
}
