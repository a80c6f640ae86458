package org.ssl4j.dl4j.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_ab;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_inner_product_backward_data_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_inner_product_backward_weights_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_inner_product_forward_desc_init;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_inner_product_desc_t;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.ssl4j.network.StepProfile.Part;
import org.ssl4j.text.Text;

/**
 * Fully connected layer through oneDNN's inner product on plain matrices, the bias and its gradient
 * in the same calls.
 */
final class OneDnnDense implements DenseKernel {

  private final DenseSpec spec;
  private final PlanCache<Long, Forward> forwards = new PlanCache<>();
  private final PlanCache<Long, Backward> backwards = new PlanCache<>();

  OneDnnDense(DenseSpec spec) {
    this.spec = spec;
  }

  @Override
  public INDArray forward(INDArray input, INDArray weights, INDArray bias, ArrayAllocator outputs) {
    long n = input.size(0);
    var plan = forwards.get(n, rows -> new Forward(spec, rows));
    var result = outputs.allocate(DataType.FLOAT, n, spec.outputs());
    plan.source.bind(NativeMemory.contiguous(input));
    plan.weights.bind(weights);
    if (plan.bias != null) {
      plan.bias.bind(bias);
    }
    plan.result.bind(result);
    plan.call.execute();
    return result;
  }

  @Override
  public INDArray backward(
      INDArray input,
      INDArray weights,
      INDArray outputGradient,
      INDArray weightGradient,
      INDArray biasGradient,
      ArrayAllocator outputs) {
    long n = input.size(0);
    var plan = backwards.get(n, rows -> new Backward(spec, rows));
    var result = outputs.allocate(DataType.FLOAT, n, spec.inputs());
    plan.source.bind(NativeMemory.contiguous(input));
    plan.weights.bind(weights);
    plan.gradient.bind(NativeMemory.contiguous(outputGradient));
    plan.weightGradient.bind(weightGradient);
    if (plan.biasGradient != null) {
      plan.biasGradient.bind(biasGradient);
    }
    plan.sourceGradient.bind(result);
    plan.toWeights.execute();
    plan.toSource.execute();
    return result;
  }

  /** Layouts of a layer's tensors. */
  private record Layouts(
      dnnl_memory_desc_t source,
      dnnl_memory_desc_t weights,
      dnnl_memory_desc_t bias,
      dnnl_memory_desc_t result) {

    static Layouts of(DenseSpec spec, long rows) {
      return new Layouts(
          Descriptors.tensor(dnnl_ab, rows, spec.inputs()),
          Descriptors.tensor(dnnl_ab, spec.outputs(), spec.inputs()),
          spec.bias() ? Descriptors.vector(spec.outputs()) : null,
          Descriptors.tensor(dnnl_ab, rows, spec.outputs()));
    }
  }

  private static final class Forward extends NativePlan {
    private final NativeMemory source;
    private final NativeMemory weights;
    private final NativeMemory bias;
    private final NativeMemory result;
    private final NativeCall call;

    Forward(DenseSpec spec, long rows) {
      super(Text.of("%s on %d rows", spec, rows));
      var layouts = Layouts.of(spec, rows);
      var description = new dnnl_inner_product_desc_t();
      OneDnnLibrary.check(
          dnnl_inner_product_forward_desc_init(
              description,
              dnnl_forward_training,
              layouts.source(),
              layouts.weights(),
              layouts.bias(),
              layouts.result()),
          "describing " + spec);
      source = unbound(layouts.source());
      weights = unbound(layouts.weights());
      bias = spec.bias() ? unbound(layouts.bias()) : null;
      result = unbound(layouts.result());
      List<Argument> arguments = new ArrayList<>();
      arguments.add(new Argument(DNNL_ARG_SRC, source));
      arguments.add(new Argument(DNNL_ARG_WEIGHTS, weights));
      arguments.add(new Argument(DNNL_ARG_DST, result));
      if (bias != null) {
        arguments.add(new Argument(DNNL_ARG_BIAS, bias));
      }
      call =
          call(
              compile(Part.DENSE_FORWARD, choose("forward", description)),
              arguments.toArray(Argument[]::new));
    }
  }

  private static final class Backward extends NativePlan {
    private final NativeMemory source;
    private final NativeMemory weights;
    private final NativeMemory gradient;
    private final NativeMemory weightGradient;
    private final NativeMemory biasGradient;
    private final NativeMemory sourceGradient;
    private final NativeCall toWeights;
    private final NativeCall toSource;

    Backward(DenseSpec spec, long rows) {
      super(Text.of("%s on %d rows", spec, rows));
      var layouts = Layouts.of(spec, rows);
      source = unbound(layouts.source());
      weights = unbound(layouts.weights());
      gradient = unbound(layouts.result());
      weightGradient = unbound(layouts.weights());
      biasGradient = spec.bias() ? unbound(layouts.bias()) : null;
      sourceGradient = unbound(layouts.source());

      var weightsDescription = new dnnl_inner_product_desc_t();
      OneDnnLibrary.check(
          dnnl_inner_product_backward_weights_desc_init(
              weightsDescription,
              layouts.source(),
              layouts.weights(),
              layouts.bias(),
              layouts.result()),
          "describing the weight gradient of " + spec);
      List<Argument> arguments = new ArrayList<>();
      arguments.add(new Argument(DNNL_ARG_SRC, source));
      arguments.add(new Argument(DNNL_ARG_DIFF_DST, gradient));
      arguments.add(new Argument(DNNL_ARG_DIFF_WEIGHTS, weightGradient));
      if (biasGradient != null) {
        arguments.add(new Argument(DNNL_ARG_DIFF_BIAS, biasGradient));
      }
      toWeights =
          call(
              compile(Part.DENSE_BACKWARD, choose("backward weights", weightsDescription)),
              arguments.toArray(Argument[]::new));

      var dataDescription = new dnnl_inner_product_desc_t();
      OneDnnLibrary.check(
          dnnl_inner_product_backward_data_desc_init(
              dataDescription, layouts.source(), layouts.weights(), layouts.result()),
          "describing the input gradient of " + spec);
      toSource =
          call(
              compile(Part.DENSE_BACKWARD, choose("backward data", dataDescription)),
              new Argument(DNNL_ARG_DIFF_DST, gradient),
              new Argument(DNNL_ARG_WEIGHTS, weights),
              new Argument(DNNL_ARG_DIFF_SRC, sourceGradient));
    }
  }
}
