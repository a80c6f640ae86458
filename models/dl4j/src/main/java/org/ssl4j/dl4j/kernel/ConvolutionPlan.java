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
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.config.Convolution;
import org.ssl4j.network.StepProfile.Part;
import org.ssl4j.text.Text;

/**
 * One pass of a convolution by oneDNN's own primitive. Weights are plain in the parameter vector
 * and reordered once per call into the format, and with maps of 16 bits into the type, that the
 * primitive prefers. The gradient of the weights is float in any case. {@link ConvolutionRule} says
 * which algorithm computes the pass.
 */
final class ConvolutionPlan extends NativePlan implements ConvolutionPass {

  private static final Logger LOG = LoggerFactory.getLogger(ConvolutionPlan.class);

  /** Every layer would say it. */
  private static final AtomicBoolean NO_WINOGRAD_SAID = new AtomicBoolean();

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

  /** Whether it writes the gradient of the weights instead of reading them. */
  private boolean writesWeights;

  private ConvolutionPlan(
      ConvolutionSpec spec, Convolution how, ActivationShape input, ActivationShape output) {
    super(Text.of("%s on %s", spec, input));
    this.spec = spec;
    this.how = how;
    this.shape = input;
    this.input = unbound(input.describe());
    this.output = unbound(output.describe());
  }

  @Override
  public void run(INDArray inputs, INDArray outputs, long weightsAddress, INDArray biases) {
    input.bind(inputs);
    output.bind(outputs);
    if (bias != null) {
      bias.bind(biases);
    }
    if (writesWeights) {
      weights.bind(weightsAddress);
      call.execute();
      weights.store();
    } else {
      weights.load(weightsAddress);
      call.execute();
    }
  }

  static ConvolutionPlan forward(
      ConvolutionSpec spec, Convolution how, ActivationShape input, ActivationShape output) {
    var plan = new ConvolutionPlan(spec, how, input, output);
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

  static ConvolutionPlan folded(
      ConvolutionSpec spec,
      Convolution how,
      boolean relu,
      ActivationShape input,
      ActivationShape output) {
    var plan = new ConvolutionPlan(spec, how, input, output);
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

  static ConvolutionPlan backwardWeights(
      ConvolutionSpec spec, Convolution how, ActivationShape input, ActivationShape output) {
    var plan = new ConvolutionPlan(spec, how, input, output);
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
    plan.writesWeights = true;
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

  static ConvolutionPlan backwardData(
      ConvolutionSpec spec, Convolution how, ActivationShape input, ActivationShape output) {
    var plan = new ConvolutionPlan(spec, how, input, output);
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
                    weightsFor(spec, input),
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
            weightsFor(spec, input),
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
              operation, described(dnnl_convolution_winograd, operation, description), attributes);
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

  /** In any format, of the type of the maps. */
  private static dnnl_memory_desc_t weightsFor(ConvolutionSpec spec, ActivationShape maps) {
    return maps.type() == DataType.BFLOAT16
        ? Descriptors.bfloat16(
            dnnl_format_tag_any,
            spec.outputChannels(),
            spec.inputChannels(),
            spec.kernel(),
            spec.kernel())
        : weights(spec, dnnl_format_tag_any);
  }

  /** Weights in float. */
  static dnnl_memory_desc_t weights(ConvolutionSpec spec, int tag) {
    return Descriptors.tensor(
        tag, spec.outputChannels(), spec.inputChannels(), spec.kernel(), spec.kernel());
  }

  private static long[] both(long value) {
    return new long[] {value, value};
  }
}
