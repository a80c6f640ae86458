package org.ssl4j.dl4j.kernel;

import java.nio.ByteBuffer;
import org.bytedeco.javacpp.BytePointer;

/**
 * The columns of a convolution (im2col): for every position of the result the values under the
 * kernel side by side, so that the convolution becomes one product of matrices.
 *
 * <p>oneDNN's convolutions fill AMX's tiles of 16 rows with the pixels of one row of a map, and
 * leave half or three quarters of a tile empty where maps have 8 or 4 columns. Rows of this matrix
 * are the pixels of all maps.
 *
 * @param images of the batch
 * @param channels of the maps that are read
 * @param height rows that are read
 * @param width columns that are read
 * @param resultHeight rows of the result
 * @param resultWidth columns of the result
 * @param kernel side of the kernel
 * @param stride step in both directions
 * @param padding zeros on every side, of the layer's input
 * @param backwards whether the kernel is turned by 180 degrees, as in the gradient of the input;
 *     for stride 1
 */
record Columns(
    long images,
    int channels,
    int height,
    int width,
    int resultHeight,
    int resultWidth,
    int kernel,
    int stride,
    int padding,
    boolean backwards) {

  /** For what a layer reads. */
  static Columns of(ConvolutionSpec spec, ActivationShape input, ActivationShape output) {
    return new Columns(
        input.n(),
        input.channels(),
        Math.toIntExact(input.height()),
        Math.toIntExact(input.width()),
        Math.toIntExact(output.height()),
        Math.toIntExact(output.width()),
        spec.kernel(),
        spec.stride(),
        spec.padding(),
        false);
  }

  /** For the gradient of what a layer of stride 1 has written. */
  static Columns ofGradient(ConvolutionSpec spec, ActivationShape input, ActivationShape output) {
    return new Columns(
        output.n(),
        output.channels(),
        Math.toIntExact(output.height()),
        Math.toIntExact(output.width()),
        Math.toIntExact(input.height()),
        Math.toIntExact(input.width()),
        spec.kernel(),
        1,
        spec.padding(),
        true);
  }

  /** Rows of the matrix. */
  long rows() {
    return images * resultHeight * resultWidth;
  }

  /** Bytes of the matrix. */
  long bytes() {
    return rows() * kernel * kernel * pixelBytes();
  }

  private int pixelBytes() {
    return channels * Short.BYTES;
  }

  /** An address as a pointer with a size. */
  private static final class Place extends BytePointer {
    Place(long start, long bytes) {
      address = start;
      limit = bytes;
      capacity = bytes;
    }
  }

  /** Of one image at an address. */
  private static ByteBuffer buffer(long start, long bytes) {
    return new Place(start, bytes).asByteBuffer();
  }

  /**
   * Fills the matrix, on all cores.
   *
   * @param maps address of [N, H, W, C]
   * @param columns address of [N * H' * W', kernel, kernel, C]
   */
  void fill(long maps, long columns) {
    long mapBytes = (long) height * width * pixelBytes();
    long imageBytes = bytes() / images;
    SideBySide.each(
        Math.toIntExact(images),
        (from, to) -> {
          var zeros = ByteBuffer.allocateDirect(kernel * pixelBytes());
          for (long image = from; image < to; image++) {
            fill(
                buffer(maps + image * mapBytes, mapBytes),
                buffer(columns + image * imageBytes, imageBytes),
                zeros);
          }
        });
  }

  private void fill(ByteBuffer map, ByteBuffer matrix, ByteBuffer zeros) {
    int pixel = pixelBytes();
    int to = 0;
    for (int y = 0; y < resultHeight; y++) {
      for (int x = 0; x < resultWidth; x++) {
        for (int i = 0; i < kernel; i++) {
          int row = backwards ? y + padding - i : y * stride - padding + i;
          if (row < 0 || row >= height) {
            matrix.put(to, zeros, 0, kernel * pixel);
          } else if (backwards) {
            turned(map, row, x, matrix, to, zeros);
          } else {
            straight(map, row, x * stride - padding, matrix, to, zeros);
          }
          to += kernel * pixel;
        }
      }
    }
  }

  /** The pixels of a row from a column on, which lie side by side in the map as well. */
  private void straight(
      ByteBuffer map, int row, int column, ByteBuffer matrix, int to, ByteBuffer zeros) {
    int pixel = pixelBytes();
    int first = Math.min(kernel, Math.max(0, -column));
    int end = Math.max(first, Math.min(kernel, width - column));
    if (first > 0) {
      matrix.put(to, zeros, 0, first * pixel);
    }
    if (end > first) {
      matrix.put(
          to + first * pixel, map, (row * width + column + first) * pixel, (end - first) * pixel);
    }
    if (end < kernel) {
      matrix.put(to + end * pixel, zeros, 0, (kernel - end) * pixel);
    }
  }

  private void turned(ByteBuffer map, int row, int x, ByteBuffer matrix, int to, ByteBuffer zeros) {
    int pixel = pixelBytes();
    for (int j = 0; j < kernel; j++) {
      int column = x + padding - j;
      if (column < 0 || column >= width) {
        matrix.put(to + j * pixel, zeros, 0, pixel);
      } else {
        matrix.put(to + j * pixel, map, (row * width + column) * pixel, pixel);
      }
    }
  }
}
