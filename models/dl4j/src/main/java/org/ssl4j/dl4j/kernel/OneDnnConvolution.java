package org.ssl4j.dl4j.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
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
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_winograd;
import static org.bytedeco.dnnl.global.dnnl.dnnl_format_tag_any;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_oihw;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_diff_weights_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_weights_md;

import java.util.concurrent.atomic.AtomicBoolean;
import org.bytedeco.dnnl.dnnl_convolution_desc_t;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.config.Convolution;
import org.ssl4j.dl4j.kernel.ActivationShape.Layout;
import org.ssl4j.network.StepProfile.Part;
import org.ssl4j.text.Text;

/**
 * Convolution through oneDNN's forward, backward-data and backward-weights primitives.
 *
 * <p>Weights are plain in the parameter vector and reordered once per call into the format that
 * each primitive prefers. The result is always blocked; the gradient of the input has the input's
 * layout. In inference the batch norm that follows is part of the convolution. {@link
 * ConvolutionRule} says which algorithm computes a pass.
 */
final class OneDnnConvolution implements ConvolutionKernel {

  /** Images are read plain: the primitives of a first layer are made for at most 3 channels. */
  private static final int MOST_PLAIN_CHANNELS = 3;

  private static final Logger LOG = LoggerFactory.getLogger(OneDnnConvolution.class);

  /** Every layer would say it. */
  private static final AtomicBoolean NO_WINOGRAD_SAID = new AtomicBoolean();

  private final ConvolutionSpec spec;
  private final Convolution how;
  private final OneDnnLayouts inputLayouts;
  private final OneDnnLayouts outputLayouts;
  private final PlanCache<ActivationShape, Plan> forwards = new PlanCache<>();
  private final PlanCache<ActivationShape, Plan> folded = new PlanCache<>();
  private final PlanCache<ActivationShape, Plan> backwardWeights = new PlanCache<>();
  private final PlanCache<ActivationShape, Plan> backwardData = new PlanCache<>();
  private FoldedBatchNorm fold;

  OneDnnConvolution(ConvolutionSpec spec, Convolution how) {
    this.spec = spec;
    this.how = how;
    this.inputLayouts = new OneDnnLayouts(spec.inputChannels());
    this.outputLayouts = new OneDnnLayouts(spec.outputChannels());
  }

  @Override
  public INDArray forward(INDArray input, INDArray weights, ArrayAllocator outputs) {
    var x = readable(input, outputs);
    var shape = ActivationShape.of(x, spec.inputChannels());
    var plan = forwards.get(shape, key -> Plan.forward(spec, how, key, output(key)));
    plan.weights.load(weights);
    return run(plan, x, shape, outputs);
  }

  private INDArray run(Plan plan, INDArray x, ActivationShape shape, ArrayAllocator outputs) {
    var result = output(shape).allocate(outputs);
    plan.input.bind(x);
    plan.output.bind(result);
    plan.call.execute();
    return result;
  }

  @Override
  public boolean foldsBatchNorm() {
    return true;
  }

  @Override
  public INDArray forwardFolded(
      INDArray input,
      INDArray weights,
      BatchNormSpec batchNorm,
      INDArray gamma,
      INDArray beta,
      INDArray runningMean,
      INDArray runningVariance,
      ArrayAllocator outputs) {
    if (fold == null) {
      fold = new FoldedBatchNorm(spec, batchNorm);
    }
    var x = readable(input, outputs);
    var shape = ActivationShape.of(x, spec.inputChannels());
    var plan = folded.get(shape, key -> Plan.folded(spec, how, batchNorm.relu(), key, output(key)));
    plan.weights.load(fold.compute(weights, gamma, beta, runningMean, runningVariance));
    plan.bias.bind(fold.bias());
    return run(plan, x, shape, outputs);
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
    var plan = backwardWeights.get(shape, key -> Plan.backwardWeights(spec, how, key, output(key)));
    plan.input.bind(x);
    plan.output.bind(gradient);
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
    var plan = backwardData.get(shape, key -> Plan.backwardData(spec, how, key, output(key)));
    var result = shape.allocate(outputs);
    plan.output.bind(gradient);
    plan.weights.load(weights);
    plan.input.bind(result);
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

  /**
   * One primitive with its memory. {@code input} and {@code output} are the layer's, whether the
   * primitive reads or writes them or their gradients.
   */
  private static final class Plan extends NativePlan {

    /** Describes the operation to the library, computed by one of its algorithms. */
    private interface Description {
      int fill(dnnl_convolution_desc_t description, int algorithm);
    }

    private final ConvolutionSpec spec;
    private final Convolution how;
    private final ActivationShape shape;
    private final NativeMemory input;
    private final NativeMemory output;
    private ConvertedMemory weights;

    /** Null where the primitive has none. */
    private NativeMemory bias;

    private NativeCall call;

    private Plan(
        ConvolutionSpec spec, Convolution how, ActivationShape input, ActivationShape output) {
      super(Text.of("%s on %s", spec, input));
      this.spec = spec;
      this.how = how;
      this.shape = input;
      this.input = unbound(input.describe());
      this.output = unbound(output.describe());
    }

    static Plan forward(
        ConvolutionSpec spec, Convolution how, ActivationShape input, ActivationShape output) {
      var plan = new Plan(spec, how, input, output);
      var chosen =
          plan.choose(
              "forward",
              Part.CONVOLUTION_FORWARD,
              OneDnnLibrary.get().plainAttributes(),
              forward(dnnl_forward_training, spec, input, null, output));
      plan.weights = plan.weightsRead(chosen);
      plan.call =
          plan.call(
              plan.compile(Part.CONVOLUTION_FORWARD, chosen),
              new Argument(DNNL_ARG_SRC, plan.input),
              new Argument(DNNL_ARG_WEIGHTS, plan.weights.own()),
              new Argument(DNNL_ARG_DST, plan.output));
      return plan;
    }

    static Plan folded(
        ConvolutionSpec spec,
        Convolution how,
        boolean relu,
        ActivationShape input,
        ActivationShape output) {
      var plan = new Plan(spec, how, input, output);
      var vector = Descriptors.vector(spec.outputChannels());
      var library = OneDnnLibrary.get();
      var chosen =
          plan.choose(
              "inference",
              Part.CONVOLUTION_FORWARD,
              relu ? library.reluAttributes() : library.plainAttributes(),
              forward(dnnl_forward_inference, spec, input, vector, output));
      plan.weights = plan.weightsRead(chosen);
      plan.bias = plan.unbound(vector);
      plan.call =
          plan.call(
              plan.compile(Part.CONVOLUTION_FORWARD, chosen),
              new Argument(DNNL_ARG_SRC, plan.input),
              new Argument(DNNL_ARG_WEIGHTS, plan.weights.own()),
              new Argument(DNNL_ARG_BIAS, plan.bias),
              new Argument(DNNL_ARG_DST, plan.output));
      return plan;
    }

    static Plan backwardWeights(
        ConvolutionSpec spec, Convolution how, ActivationShape input, ActivationShape output) {
      var plan = new Plan(spec, how, input, output);
      var chosen =
          plan.choose(
              "backward weights",
              Part.CONVOLUTION_BACKWARD_WEIGHTS,
              OneDnnLibrary.get().plainAttributes(),
              (description, algorithm) ->
                  dnnl_convolution_backward_weights_desc_init(
                      description,
                      algorithm,
                      input.describe(),
                      weights(spec, dnnl_format_tag_any),
                      null,
                      output.describe(),
                      both(spec.stride()),
                      both(spec.padding()),
                      both(spec.padding())));
      plan.weights =
          ConvertedMemory.written(
              plan, weights(spec, dnnl_oihw), wanted(chosen, dnnl_query_diff_weights_md));
      plan.call =
          plan.call(
              plan.compile(Part.CONVOLUTION_BACKWARD_WEIGHTS, chosen),
              new Argument(DNNL_ARG_SRC, plan.input),
              new Argument(DNNL_ARG_DIFF_DST, plan.output),
              new Argument(DNNL_ARG_DIFF_WEIGHTS, plan.weights.own()));
      return plan;
    }

    static Plan backwardData(
        ConvolutionSpec spec, Convolution how, ActivationShape input, ActivationShape output) {
      var plan = new Plan(spec, how, input, output);
      var chosen =
          plan.choose(
              "backward data",
              Part.CONVOLUTION_BACKWARD_DATA,
              OneDnnLibrary.get().plainAttributes(),
              (description, algorithm) ->
                  dnnl_convolution_backward_data_desc_init(
                      description,
                      algorithm,
                      input.describe(),
                      weights(spec, dnnl_format_tag_any),
                      output.describe(),
                      both(spec.stride()),
                      both(spec.padding()),
                      both(spec.padding())));
      plan.weights = plan.weightsRead(chosen);
      plan.call =
          plan.call(
              plan.compile(Part.CONVOLUTION_BACKWARD_DATA, chosen),
              new Argument(DNNL_ARG_DIFF_DST, plan.output),
              new Argument(DNNL_ARG_WEIGHTS, plan.weights.own()),
              new Argument(DNNL_ARG_DIFF_SRC, plan.input));
      return plan;
    }

    private static Description forward(
        int kind,
        ConvolutionSpec spec,
        ActivationShape input,
        dnnl_memory_desc_t bias,
        ActivationShape output) {
      return (description, algorithm) ->
          dnnl_convolution_forward_desc_init(
              description,
              kind,
              algorithm,
              input.describe(),
              weights(spec, dnnl_format_tag_any),
              bias,
              output.describe(),
              both(spec.stride()),
              both(spec.padding()),
              both(spec.padding()));
    }

    /** By Winograd's algorithm where the rule wants it and the library has it. */
    private dnnl_primitive_desc choose(
        String operation, Part pass, dnnl_primitive_attr attributes, Description description) {
      if (ConvolutionRule.winograd(how, OneDnnLibrary.get().avx512(), pass, spec, shape)) {
        var chosen =
            chooseIfPossible(
                operation,
                described(dnnl_convolution_winograd, operation, description),
                attributes);
        if (chosen != null) {
          return chosen;
        }
        if (NO_WINOGRAD_SAID.compareAndSet(false, true)) {
          LOG.warn(
              "this version of oneDNN has no Winograd algorithm for {} of {}; such convolutions are computed directly",
              operation,
              spec);
        }
      }
      return choose(
          operation, described(dnnl_convolution_direct, operation, description), attributes, null);
    }

    private dnnl_convolution_desc_t described(
        int algorithm, String operation, Description description) {
      var filled = new dnnl_convolution_desc_t();
      OneDnnLibrary.check(
          description.fill(filled, algorithm), Text.of("describing %s of %s", operation, spec));
      return filled;
    }

    private ConvertedMemory weightsRead(dnnl_primitive_desc chosen) {
      return ConvertedMemory.read(
          this, weights(spec, dnnl_oihw), wanted(chosen, dnnl_query_weights_md));
    }
  }
}
