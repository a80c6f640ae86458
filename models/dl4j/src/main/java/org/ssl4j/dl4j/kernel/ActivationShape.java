package org.ssl4j.dl4j.kernel;

import static org.bytedeco.dnnl.global.dnnl.dnnl_nChw16c;
import static org.bytedeco.dnnl.global.dnnl.dnnl_nChw8c;
import static org.bytedeco.dnnl.global.dnnl.dnnl_nchw;
import static org.bytedeco.dnnl.global.dnnl.dnnl_nhwc;

import java.util.Arrays;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.ssl4j.text.Text;

/**
 * Shape and layout of an activation.
 *
 * <p>In the blocked layout a [N, C, H, W] activation is an array [N, ceil(C / b), H, W, b]; the
 * lanes above C are padding. Dense features [N, C] are seen as 1x1 maps with the channels last.
 * Maps of 16 bits lie in memory as [N, H, W, C], which is the only layout that AMX's kernels read;
 * their type tells them from plain ones.
 *
 * @param n batch
 * @param channels logical channels
 * @param height rows, 1 for dense features
 * @param width columns, 1 for dense features
 * @param layout how it lies in memory
 */
record ActivationShape(long n, int channels, long height, long width, Layout layout) {

  /** How an activation lies in memory. */
  enum Layout {
    /** [N, C, H, W]. */
    PLAIN,
    /** [N, ceil(C / b), H, W, b]. */
    BLOCKED,
    /** [N, C]. */
    DENSE,
    /** [N, H, W, C] in bfloat16. */
    CHANNELS_LAST
  }

  private static final int BLOCKED_RANK = 5;
  private static final int PLAIN_RANK = 4;
  private static final int DENSE_RANK = 2;

  /**
   * Reads the layout off the array's rank.
   *
   * @param channels logical channels, which a blocked array does not say
   * @throws IllegalArgumentException if the array cannot be an activation of so many channels
   */
  static ActivationShape of(INDArray array, int channels) {
    if (array.dataType() == DataType.BFLOAT16 && array.rank() == PLAIN_RANK) {
      return checked(
          new ActivationShape(
              array.size(0), channels, array.size(1), array.size(2), Layout.CHANNELS_LAST),
          array);
    }
    if (array.dataType() != DataType.FLOAT) {
      throw new IllegalArgumentException("the onednn engine is for FLOAT, not " + array.dataType());
    }
    var shape =
        switch (array.rank()) {
          case DENSE_RANK -> new ActivationShape(array.size(0), channels, 1, 1, Layout.DENSE);
          case PLAIN_RANK ->
              new ActivationShape(
                  array.size(0), channels, array.size(2), array.size(3), Layout.PLAIN);
          case BLOCKED_RANK ->
              new ActivationShape(
                  array.size(0), channels, array.size(2), array.size(3), Layout.BLOCKED);
          default ->
              throw new IllegalArgumentException(
                  "an activation has rank 2, 4 or 5 (blocked), not shape "
                      + Arrays.toString(array.shape()));
        };
    return checked(shape, array);
  }

  private static ActivationShape checked(ActivationShape shape, INDArray array) {
    if (!Arrays.equals(array.shape(), shape.arrayShape())) {
      throw new IllegalArgumentException(
          Text.of(
              "an activation of %d channels cannot have shape %s",
              shape.channels, Arrays.toString(array.shape())));
    }
    return shape;
  }

  ActivationShape with(Layout other) {
    return new ActivationShape(n, channels, height, width, other);
  }

  /** The same maps of fewer or more samples. */
  ActivationShape withBatch(long samples) {
    return new ActivationShape(samples, channels, height, width, layout);
  }

  /** Shape of the array. */
  long[] arrayShape() {
    int b = OneDnnLibrary.get().block();
    return switch (layout) {
      case PLAIN -> new long[] {n, channels, height, width};
      case BLOCKED -> new long[] {n, (channels + b - 1) / b, height, width, b};
      case DENSE -> new long[] {n, channels};
      case CHANNELS_LAST -> new long[] {n, height, width, channels};
    };
  }

  /** Bytes of the array, padding included. */
  long bytes() {
    return Arrays.stream(arrayShape()).reduce(type().width(), (x, y) -> x * y);
  }

  /** Of the array's values. */
  DataType type() {
    return layout == Layout.CHANNELS_LAST ? DataType.BFLOAT16 : DataType.FLOAT;
  }

  /** Whether the array has lanes above the last channel. */
  boolean padded() {
    return layout == Layout.BLOCKED && channels % OneDnnLibrary.get().block() != 0;
  }

  /** oneDNN's description of the array. */
  dnnl_memory_desc_t describe() {
    if (layout == Layout.CHANNELS_LAST) {
      return Descriptors.bfloat16(dnnl_nhwc, n, channels, height, width);
    }
    int tag =
        switch (layout) {
          case PLAIN -> dnnl_nchw;
          case BLOCKED -> OneDnnLibrary.get().block() == 8 ? dnnl_nChw8c : dnnl_nChw16c;
          case DENSE, CHANNELS_LAST -> dnnl_nhwc;
        };
    return Descriptors.tensor(tag, n, channels, height, width);
  }

  /** The description of the same layout with float values. */
  dnnl_memory_desc_t inFloat() {
    return layout == Layout.CHANNELS_LAST
        ? Descriptors.tensor(dnnl_nhwc, n, channels, height, width)
        : describe();
  }

  INDArray allocate(ArrayAllocator outputs) {
    return outputs.allocate(type(), arrayShape());
  }
}
