package org.ssl4j.dl4j.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_0;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC_1;
import static org.bytedeco.dnnl.global.dnnl.dnnl_a;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_add;
import static org.bytedeco.dnnl.global.dnnl.dnnl_binary_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_backward_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_eltwise_relu_use_dst_for_bwd;

import java.util.Arrays;
import org.bytedeco.dnnl.dnnl_binary_desc_t;
import org.bytedeco.dnnl.dnnl_eltwise_desc_t;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.ssl4j.network.StepProfile.Part;
import org.ssl4j.text.Text;

/** Residual add and ReLU in one pass over the flat data; both layouts are the same to it. */
final class OneDnnAddRelu implements AddReluKernel {

  /** How many values of which type. */
  private record Key(long length, DataType type) {
    static Key of(INDArray array) {
      return new Key(array.length(), array.dataType());
    }

    dnnl_memory_desc_t describe() {
      return type == DataType.BFLOAT16
          ? Descriptors.bfloat16(dnnl_a, length)
          : Descriptors.vector(length);
    }
  }

  private static final class Forward extends NativePlan {
    private final NativeMemory a;
    private final NativeMemory b;
    private final NativeMemory sum;
    private final NativeCall call;

    Forward(Key key) {
      super(Text.of("add and ReLU of %d values", key.length()));
      var layout = key.describe();
      var description = new dnnl_binary_desc_t();
      OneDnnLibrary.check(
          dnnl_binary_desc_init(description, dnnl_binary_add, layout, layout, layout),
          "describing an addition");
      a = unbound(layout);
      b = unbound(layout);
      sum = unbound(layout);
      call =
          call(
              compile(
                  Part.ADD,
                  choose("forward", description, OneDnnLibrary.get().reluAttributes(), null)),
              new Argument(DNNL_ARG_SRC_0, a),
              new Argument(DNNL_ARG_SRC_1, b),
              new Argument(DNNL_ARG_DST, sum));
    }
  }

  private static final class Backward extends NativePlan {
    private final NativeMemory output;
    private final NativeMemory gradient;
    private final NativeMemory result;
    private final NativeCall call;

    Backward(Key key) {
      super(Text.of("add and ReLU of %d values", key.length()));
      var layout = key.describe();
      var description = new dnnl_eltwise_desc_t();
      OneDnnLibrary.check(
          dnnl_eltwise_backward_desc_init(
              description, dnnl_eltwise_relu_use_dst_for_bwd, layout, layout, 0, 0),
          "describing a ReLU");
      output = unbound(layout);
      gradient = unbound(layout);
      result = unbound(layout);
      call =
          call(
              compile(Part.ADD, choose("backward", description)),
              new Argument(DNNL_ARG_DST, output),
              new Argument(DNNL_ARG_DIFF_DST, gradient),
              new Argument(DNNL_ARG_DIFF_SRC, result));
    }
  }

  private final PlanCache<Key, Forward> forwards = new PlanCache<>();
  private final PlanCache<Key, Backward> backwards = new PlanCache<>();

  @Override
  public INDArray forward(INDArray a, INDArray b, ArrayAllocator outputs) {
    requireEqualShapes(a, b);
    var result = outputs.allocate(a.dataType(), a.shape());
    var plan = forwards.get(Key.of(a), Forward::new);
    plan.a.bind(NativeMemory.contiguous(a));
    plan.b.bind(NativeMemory.contiguous(b));
    plan.sum.bind(result);
    plan.call.execute();
    return result;
  }

  @Override
  public INDArray backward(INDArray output, INDArray outputGradient, ArrayAllocator outputs) {
    requireEqualShapes(output, outputGradient);
    var result = outputs.allocate(output.dataType(), output.shape());
    var plan = backwards.get(Key.of(output), Backward::new);
    plan.output.bind(output);
    plan.gradient.bind(NativeMemory.contiguous(outputGradient));
    plan.result.bind(result);
    plan.call.execute();
    return result;
  }

  private static void requireEqualShapes(INDArray a, INDArray b) {
    if (!Arrays.equals(a.shape(), b.shape())) {
      throw new IllegalArgumentException(
          Text.of(
              "activations of shapes %s and %s do not fit; are both in the same layout?",
              Arrays.toString(a.shape()), Arrays.toString(b.shape())));
    }
  }
}
