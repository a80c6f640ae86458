package org.ssl4j.dl4j.kernel;

import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_BIAS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DIFF_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_DST;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_SRC;
import static org.bytedeco.dnnl.global.dnnl.DNNL_ARG_WEIGHTS;
import static org.bytedeco.dnnl.global.dnnl.dnnl_ab;
import static org.bytedeco.dnnl.global.dnnl.dnnl_format_tag_any;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_inference;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_inner_product_backward_weights_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_inner_product_forward_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_nhwc;
import static org.bytedeco.dnnl.global.dnnl.dnnl_oihw;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_diff_weights_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_weights_md;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.dnnl.dnnl_inner_product_desc_t;
import org.bytedeco.dnnl.dnnl_memory_desc_t;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.ssl4j.network.StepProfile;
import org.ssl4j.network.StepProfile.Part;
import org.ssl4j.text.Text;

/**
 * One pass of a convolution of values of 16 bits as a product of {@link Columns} and weights, by
 * oneDNN's inner product. {@link ConvolutionRule} says where it is the faster.
 */
final class ColumnsPlan extends NativePlan implements ConvolutionPass {

  private final Part part;
  private final Columns columns;
  private final NativeMemory matrix;
  private final NativeMemory result;

  /** Whether the columns are those of the gradient, and the result is the input's. */
  private final boolean ofGradient;

  private ConvertedMemory weights;
  private boolean writesWeights;

  /** Null where there is none. */
  private NativeMemory bias;

  private NativeCall call;

  private ColumnsPlan(
      Part part, ConvolutionSpec spec, ActivationShape input, ActivationShape output) {
    super(Text.of("%s on %s by columns", spec, input));
    this.part = part;
    ofGradient = part == Part.CONVOLUTION_BACKWARD_DATA;
    columns =
        ofGradient ? Columns.ofGradient(spec, input, output) : Columns.of(spec, input, output);
    matrix = unbound(matrix());
    result = unbound(rows((ofGradient ? input : output).channels()));
  }

  private dnnl_memory_desc_t matrix() {
    return Descriptors.bfloat16(
        dnnl_nhwc, columns.rows(), columns.channels(), columns.kernel(), columns.kernel());
  }

  private dnnl_memory_desc_t rows(int channels) {
    return Descriptors.bfloat16(dnnl_ab, columns.rows(), channels);
  }

  @Override
  public void run(INDArray input, INDArray output, long weightsAddress, INDArray biases) {
    long start = StepProfile.start();
    long filled = Scratchpad.address(Scratchpad.Use.COLUMNS, columns.bytes());
    columns.fill(NativeMemory.addressOf(ofGradient ? output : input), filled);
    StepProfile.stop(part, start);
    matrix.bind(filled);
    result.bind(ofGradient ? input : output);
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

  static ColumnsPlan forward(ConvolutionSpec spec, ActivationShape input, ActivationShape output) {
    var plan = new ColumnsPlan(Part.CONVOLUTION_FORWARD, spec, input, output);
    var weights = ConvolutionPlan.weights(spec, dnnl_oihw);
    plan.product(dnnl_forward_training, weights, spec.outputChannels(), false, false);
    return plan;
  }

  static ColumnsPlan folded(
      ConvolutionSpec spec, boolean relu, ActivationShape input, ActivationShape output) {
    var plan = new ColumnsPlan(Part.CONVOLUTION_FORWARD, spec, input, output);
    var weights = ConvolutionPlan.weights(spec, dnnl_oihw);
    plan.product(dnnl_forward_inference, weights, spec.outputChannels(), true, relu);
    return plan;
  }

  /** The gradient goes through the turned kernel, with the roles of the channels exchanged. */
  static ColumnsPlan backwardData(
      ConvolutionSpec spec, ActivationShape input, ActivationShape output) {
    var plan = new ColumnsPlan(Part.CONVOLUTION_BACKWARD_DATA, spec, input, output);
    long area = (long) spec.kernel() * spec.kernel();
    var exchanged =
        Descriptors.strided(
            new long[] {spec.inputChannels(), spec.outputChannels(), spec.kernel(), spec.kernel()},
            new long[] {area, area * spec.inputChannels(), spec.kernel(), 1});
    plan.product(dnnl_forward_inference, exchanged, spec.inputChannels(), false, false);
    return plan;
  }

  static ColumnsPlan backwardWeights(
      ConvolutionSpec spec, ActivationShape input, ActivationShape output) {
    var plan = new ColumnsPlan(Part.CONVOLUTION_BACKWARD_WEIGHTS, spec, input, output);
    var description = new dnnl_inner_product_desc_t();
    OneDnnLibrary.check(
        dnnl_inner_product_backward_weights_desc_init(
            description,
            plan.matrix(),
            ConvolutionPlan.weights(spec, dnnl_format_tag_any),
            null,
            plan.rows(spec.outputChannels())),
        "describing the weight gradient of " + spec);
    var chosen = plan.choose("backward weights", description);
    plan.writesWeights = true;
    plan.weights =
        ConvertedMemory.written(
            plan,
            ConvolutionPlan.weights(spec, dnnl_oihw),
            wanted(chosen, dnnl_query_diff_weights_md));
    plan.call =
        plan.call(
            plan.compile(plan.part, chosen),
            new Argument(DNNL_ARG_SRC, plan.matrix),
            new Argument(DNNL_ARG_DIFF_DST, plan.result),
            new Argument(DNNL_ARG_DIFF_WEIGHTS, plan.weights.own()));
    return plan;
  }

  private void product(
      int kind, dnnl_memory_desc_t stored, int outputs, boolean biased, boolean relu) {
    var biases = biased ? Descriptors.vector(outputs) : null;
    var description = new dnnl_inner_product_desc_t();
    OneDnnLibrary.check(
        dnnl_inner_product_forward_desc_init(
            description,
            kind,
            matrix(),
            Descriptors.bfloat16(
                dnnl_format_tag_any,
                outputs,
                columns.channels(),
                columns.kernel(),
                columns.kernel()),
            biases,
            rows(outputs)),
        "describing a product of columns");
    var library = OneDnnLibrary.get();
    var chosen =
        choose(
            "columns",
            description,
            relu ? library.reluAttributes() : library.plainAttributes(),
            null);
    weights = ConvertedMemory.read(this, stored, wanted(chosen, dnnl_query_weights_md));
    List<Argument> arguments = new ArrayList<>();
    arguments.add(new Argument(DNNL_ARG_SRC, matrix));
    arguments.add(new Argument(DNNL_ARG_WEIGHTS, weights.own()));
    arguments.add(new Argument(DNNL_ARG_DST, result));
    if (biased) {
      bias = unbound(biases);
      arguments.add(new Argument(DNNL_ARG_BIAS, bias));
    }
    call = call(compile(part, chosen), arguments.toArray(Argument[]::new));
  }
}
