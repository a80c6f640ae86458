package org.ssl4j.cuda.layer;

import org.ssl4j.cuda.device.DeviceBuffer;

/**
 * Numbers [images, height, width, channels] on a device; features have height and width 1. Counts
 * who holds it: the last one to release it gives its memory back.
 */
public final class DeviceTensor {
  private final DeviceMemory memory;
  private final DeviceBuffer whole;
  private final DeviceBuffer numbers;
  private final int images;
  private final int height;
  private final int width;
  private final int channels;
  private int holders = 1;

  DeviceTensor(
      DeviceMemory memory, int bytesOfNumber, int images, int height, int width, int channels) {
    this.memory = memory;
    this.images = images;
    this.height = height;
    this.width = width;
    this.channels = channels;
    long bytes = length() * bytesOfNumber;
    whole = memory.take(bytes);
    numbers = whole.part(0, bytes);
  }

  /** Where the numbers lie. */
  public DeviceBuffer numbers() {
    return numbers;
  }

  /** Number of images, or rows of features. */
  public int images() {
    return images;
  }

  /** Rows of a map. */
  public int height() {
    return height;
  }

  /** Columns of a map. */
  public int width() {
    return width;
  }

  /** Channels of a position. */
  public int channels() {
    return channels;
  }

  /** Positions of a map. */
  public int area() {
    return height * width;
  }

  /** How many numbers there are. */
  public long length() {
    return (long) images * height * width * channels;
  }

  /** Holds it once more. */
  public DeviceTensor retain() {
    requireHeld();
    holders++;
    return this;
  }

  /** Whether nobody else holds it, so that it may be overwritten. */
  public boolean isExclusive() {
    return holders == 1;
  }

  /** Holds it once less. */
  public void release() {
    requireHeld();
    holders--;
    if (holders == 0) {
      memory.give(whole);
    }
  }

  private void requireHeld() {
    if (holders < 1) {
      throw new IllegalStateException("the memory of this result has been given back");
    }
  }
}
