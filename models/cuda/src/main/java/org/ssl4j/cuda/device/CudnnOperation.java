package org.ssl4j.cuda.device;

import java.util.ArrayList;
import java.util.List;

/**
 * A convolution, or one of its gradients, as cuDNN's descriptors. It can be built without a card;
 * choosing an engine needs one.
 */
final class CudnnOperation implements AutoCloseable {

  /** What is computed. */
  enum Kind {
    FORWARD(CudnnDescriptor.OPERATION_FORWARD, 700),
    DATA(CudnnDescriptor.OPERATION_DATA, 706),
    FILTERS(CudnnDescriptor.OPERATION_FILTERS, 712);

    private final int descriptor;

    /** Attribute of alpha; those of beta, the convolution, filters, maps and results follow. */
    private final int attribute;

    Kind(int descriptor, int attribute) {
      this.descriptor = descriptor;
      this.attribute = attribute;
    }
  }

  /** Names of the tensors in an execution. */
  static final long MAPS = 1;

  static final long FILTER = 2;
  static final long RESULT = 3;

  private static final int TENSOR_ALIGNMENT = 900;
  private static final int TENSOR_TYPE = 901;
  private static final int TENSOR_DIMENSIONS = 902;
  private static final int TENSOR_STRIDES = 903;
  private static final int TENSOR_ID = 906;
  private static final int CONVOLUTION_TYPE = 100;
  private static final int CONVOLUTION_MODE = 101;
  private static final int DILATIONS = 102;
  private static final int STRIDES = 103;
  private static final int PADDINGS_BEHIND = 104;
  private static final int PADDINGS_BEFORE = 105;
  private static final int SPATIAL_DIMENSIONS = 106;
  private static final int CROSS_CORRELATION = 1;
  private static final int FLOAT = 0;
  private static final int BFLOAT16 = 9;

  /** Every buffer begins at a multiple of it. */
  private static final long ALIGNMENT = 16;

  private final List<CudnnDescriptor> parts = new ArrayList<>();
  private final CudnnDescriptor operation;

  CudnnOperation(Kind kind, ConvolutionShape shape, StorageType type) {
    int stored = code(type);
    int filterType = kind == Kind.FILTERS ? FLOAT : stored;
    var x = tensor(MAPS, stored, shape.images(), shape.inputs(), shape.height(), shape.width());
    var w =
        tensor(FILTER, filterType, shape.outputs(), shape.inputs(), shape.kernel(), shape.kernel());
    var y = tensor(RESULT, stored, shape.images(), shape.outputs(), shape.rows(), shape.columns());
    var convolution =
        add(new CudnnDescriptor(CudnnDescriptor.CONVOLUTION))
            .dataType(CONVOLUTION_TYPE, FLOAT)
            .convolutionMode(CONVOLUTION_MODE, CROSS_CORRELATION)
            .longs(SPATIAL_DIMENSIONS, 2)
            .longs(DILATIONS, 1, 1)
            .longs(STRIDES, shape.stride(), shape.stride())
            .longs(PADDINGS_BEFORE, shape.padding(), shape.padding())
            .longs(PADDINGS_BEHIND, shape.padding(), shape.padding())
            .finalised();
    int first = kind.attribute;
    operation =
        add(new CudnnDescriptor(kind.descriptor))
            .number(first, 1)
            .number(first + 1, 0)
            .descriptor(first + 2, convolution)
            .descriptor(first + 3, w)
            .descriptor(first + 4, x)
            .descriptor(first + 5, y)
            .finalised();
  }

  private static int code(StorageType type) {
    return type == StorageType.FLOAT ? FLOAT : BFLOAT16;
  }

  /** Channels-last, but named in cuDNN's order: count, channels, rows, columns. */
  private CudnnDescriptor tensor(
      long id, int type, long count, long channels, long rows, long columns) {
    return add(new CudnnDescriptor(CudnnDescriptor.TENSOR))
        .dataType(TENSOR_TYPE, type)
        .longs(TENSOR_DIMENSIONS, count, channels, rows, columns)
        .longs(TENSOR_STRIDES, rows * columns * channels, 1, columns * channels, channels)
        .longs(TENSOR_ID, id)
        .longs(TENSOR_ALIGNMENT, ALIGNMENT)
        .finalised();
  }

  private CudnnDescriptor add(CudnnDescriptor descriptor) {
    parts.add(descriptor);
    return descriptor;
  }

  /** The operation itself. */
  CudnnDescriptor descriptor() {
    return operation;
  }

  @Override
  public void close() {
    for (int i = parts.size() - 1; i >= 0; i--) {
      parts.get(i).close();
    }
  }
}
