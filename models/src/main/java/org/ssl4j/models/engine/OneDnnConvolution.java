package org.ssl4j.models.engine;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_backward_data_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_backward_weights_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_direct;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_forward_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_format_tag_any;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_oihw;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_diff_weights_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_weights_md;

import org.bytedeco.dnnl.dnnl_convolution_desc_t;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.ssl4j.models.engine.ActivationShape.Layout;
import org.ssl4j.network.StepProfile.Part;

/**
 * Convolution through oneDNN's forward, backward-data and backward-weights primitives.
 *
 * <p>Weights are plain in the parameter vector and reordered once per call into the format that
 * each primitive prefers. The result is always blocked; the gradient of the input has the input's
 * layout.
 */
final class OneDnnConvolution implements ConvolutionKernel {

  /** Images are read plain: the primitives of a first layer are made for at most 3 channels. */
  private static final int MOST_PLAIN_CHANNELS = 3;

  private final ConvolutionSpec spec;
  private final OneDnnLayouts inputLayouts;
  private final OneDnnLayouts outputLayouts;
  private final PlanCache<ActivationShape, Forward> forwards = new PlanCache<>();
  private final PlanCache<ActivationShape, BackwardWeights> backwardWeights = new PlanCache<>();
  private final PlanCache<ActivationShape, BackwardData> backwardData = new PlanCache<>();

  OneDnnConvolution(ConvolutionSpec spec) {
    this.spec = spec;
    this.inputLayouts = new OneDnnLayouts(spec.inputChannels());
    this.outputLayouts = new OneDnnLayouts(spec.outputChannels());
  }

  @Override
  public INDArray forward(INDArray input, INDArray weights, ArrayAllocator outputs) {
    var x = readable(input, outputs);
    var shape = ActivationShape.of(x, spec.inputChannels());
    var result = output(shape).allocate(outputs);
    var plan = forwards.get(shape, key -> new Forward(spec, key, output(key)));
    plan.source.bind(x);
    plan.weights.load(weights);
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
      boolean inputGradientNeeded,
      ArrayAllocator outputs) {
    var x = readable(input, outputs);
    var shape = ActivationShape.of(x, spec.inputChannels());
    var gradient = outputLayouts.to(Layout.BLOCKED, outputGradient, outputs);
    var plan = backwardWeights.get(shape, key -> new BackwardWeights(spec, key, output(key)));
    plan.source.bind(x);
    plan.gradient.bind(gradient);
    plan.weights.bind(weightGradient);
    plan.call.execute();
    plan.weights.store();
    if (!inputGradientNeeded) {
      return null;
    }
    var blocked = backwardData(shape.with(Layout.BLOCKED), weights, gradient, outputs);
    return inputLayouts.to(
        ActivationShape.of(input, spec.inputChannels()).layout(), blocked, outputs);
  }

  private INDArray backwardData(
      ActivationShape shape, INDArray weights, INDArray gradient, ArrayAllocator outputs) {
    var plan = backwardData.get(shape, key -> new BackwardData(spec, key, output(key)));
    var result = shape.allocate(outputs);
    plan.gradient.bind(gradient);
    plan.weights.load(weights);
    plan.result.bind(result);
    plan.call.execute();
    return result;
  }

  private INDArray readable(INDArray input, ArrayAllocator outputs) {
    var layout =
        spec.inputChannels() <= MOST_PLAIN_CHANNELS
            ? ActivationShape.of(input, spec.inputChannels()).layout()
            : Layout.BLOCKED;
    return inputLayouts.to(layout, input, outputs);
  }

  private ActivationShape output(ActivationShape input) {
    return new ActivationShape(
        input.n(),
        spec.outputChannels(),
        spec.outputSize(input.height()),
        spec.outputSize(input.width()),
        Layout.BLOCKED);
  }

  private static dnnl_memory_desc_t weights(ConvolutionSpec spec, int tag) {
    return Descriptors.tensor(
        tag, spec.outputChannels(), spec.inputChannels(), spec.kernel(), spec.kernel());
  }

  private static long[] both(long value) {
    return new long[] {value, value};
  }

  private static final class Forward extends NativePlan {
    private final NativeMemory source;
    private final ConvertedMemory weights;
    private final NativeMemory result;
    private final NativeCall call;

    Forward(ConvolutionSpec spec, ActivationShape input, ActivationShape output) {
      super("%s on %s".formatted(spec, input));
      var description = new dnnl_convolution_desc_t();
      OneDnnLibrary.check(
          dnnl_convolution_forward_desc_init(
              description,
              dnnl_forward_training,
              dnnl_convolution_direct,
              input.describe(),
              weights(spec, dnnl_format_tag_any),
              null,
              output.describe(),
              both(spec.stride()),
              both(spec.padding()),
              both(spec.padding())),
          "describing " + spec);
      var chosen = choose("forward", description);
      source = unbound(input.describe());
      weights =
          new ConvertedMemory(
              this, weights(spec, dnnl_oihw), wanted(chosen, dnnl_query_weights_md));
      result = unbound(output.describe());
      call =
          call(
              compile(Part.CONVOLUTION_FORWARD, chosen),
              new Argument(DNNL_ARG_SRC, source),
              new Argument(DNNL_ARG_WEIGHTS, weights.own()),
              new Argument(DNNL_ARG_DST, result));
    }
  }

  private static final class BackwardWeights extends NativePlan {
    private final NativeMemory source;
    private final NativeMemory gradient;
    private final ConvertedMemory weights;
    private final NativeCall call;

    BackwardWeights(ConvolutionSpec spec, ActivationShape input, ActivationShape output) {
      super("%s on %s".formatted(spec, input));
      var description = new dnnl_convolution_desc_t();
      OneDnnLibrary.check(
          dnnl_convolution_backward_weights_desc_init(
              description,
              dnnl_convolution_direct,
              input.describe(),
              weights(spec, dnnl_format_tag_any),
              null,
              output.describe(),
              both(spec.stride()),
              both(spec.padding()),
              both(spec.padding())),
          "describing the weight gradient of " + spec);
      var chosen = choose("backward weights", description);
      source = unbound(input.describe());
      gradient = unbound(output.describe());
      weights =
          new ConvertedMemory(
              this, weights(spec, dnnl_oihw), wanted(chosen, dnnl_query_diff_weights_md));
      call =
          call(
              compile(Part.CONVOLUTION_BACKWARD_WEIGHTS, chosen),
              new Argument(DNNL_ARG_SRC, source),
              new Argument(DNNL_ARG_DIFF_DST, gradient),
              new Argument(DNNL_ARG_DIFF_WEIGHTS, weights.own()));
    }
  }

  private static final class BackwardData extends NativePlan {
    private final NativeMemory gradient;
    private final ConvertedMemory weights;
    private final NativeMemory result;
    private final NativeCall call;

    BackwardData(ConvolutionSpec spec, ActivationShape input, ActivationShape output) {
      super("%s on %s".formatted(spec, input));
      var description = new dnnl_convolution_desc_t();
      OneDnnLibrary.check(
          dnnl_convolution_backward_data_desc_init(
              description,
              dnnl_convolution_direct,
              input.describe(),
              weights(spec, dnnl_format_tag_any),
              output.describe(),
              both(spec.stride()),
              both(spec.padding()),
              both(spec.padding())),
          "describing the input gradient of " + spec);
      var chosen = choose("backward data", description);
      gradient = unbound(output.describe());
      weights =
          new ConvertedMemory(
              this, weights(spec, dnnl_oihw), wanted(chosen, dnnl_query_weights_md));
      result = unbound(input.describe());
      call =
          call(
              compile(Part.CONVOLUTION_BACKWARD_DATA, chosen),
              new Argument(DNNL_ARG_DIFF_DST, gradient),
              new Argument(DNNL_ARG_WEIGHTS, weights.own()),
              new Argument(DNNL_ARG_DIFF_SRC, result));
    }
  }
}
