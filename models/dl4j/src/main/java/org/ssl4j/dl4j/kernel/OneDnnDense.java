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
import static org.bytedeco.dnnl.global.dnnl.dnnl_format_tag_any;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_inner_product_backward_data_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_inner_product_backward_weights_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_inner_product_forward_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_diff_weights_md;
import static org.bytedeco.dnnl.global.dnnl.dnnl_query_weights_md;

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
 *
 * <p>With operands of 16 bits features, weights and gradients are rounded before the products;
 * results, the gradients of weights and bias among them, are float sums.
 */
final class OneDnnDense implements DenseKernel {

  private final DenseSpec spec;
  private final boolean bfloat16;
  private final PlanCache<Long, Forward> forwards = new PlanCache<>();
  private final PlanCache<Long, Backward> backwards = new PlanCache<>();

  /**
   * @param bfloat16 whether operands are rounded to 16 bits
   */
  OneDnnDense(DenseSpec spec, boolean bfloat16) {
    this.spec = spec;
    this.bfloat16 = bfloat16;
  }

  @Override
  public INDArray forward(INDArray input, INDArray weights, INDArray bias, ArrayAllocator outputs) {
    long n = input.size(0);
    var plan = forwards.get(n, rows -> new Forward(spec, Layouts.of(spec, rows, bfloat16)));
    var result = outputs.allocate(DataType.FLOAT, n, spec.outputs());
    plan.source.load(NativeMemory.contiguous(input));
    plan.weights.load(weights);
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
    var plan = backwards.get(n, rows -> new Backward(spec, Layouts.of(spec, rows, bfloat16)));
    var result = outputs.allocate(DataType.FLOAT, n, spec.inputs());
    plan.source.load(NativeMemory.contiguous(input));
    plan.gradient.load(NativeMemory.contiguous(outputGradient));
    plan.weightGradient.bind(weightGradient);
    if (plan.biasGradient != null) {
      plan.biasGradient.bind(biasGradient);
    }
    plan.sourceGradient.bind(result);
    plan.toWeights.execute();
    plan.weightGradient.store();
    plan.weights.load(weights);
    plan.toSource.execute();
    return result;
  }

  /**
   * Layouts of a layer's arrays, and of its operands where these are of another type.
   *
   * @param operandWeights in any format where they are converted anyway
   */
  private record Layouts(
      long rows,
      dnnl_memory_desc_t source,
      dnnl_memory_desc_t weights,
      dnnl_memory_desc_t bias,
      dnnl_memory_desc_t result,
      dnnl_memory_desc_t operandSource,
      dnnl_memory_desc_t operandWeights,
      dnnl_memory_desc_t weightGradient,
      dnnl_memory_desc_t operandGradient) {

    static Layouts of(DenseSpec spec, long rows, boolean bfloat16) {
      var source = Descriptors.tensor(dnnl_ab, rows, spec.inputs());
      var weights = Descriptors.tensor(dnnl_ab, spec.outputs(), spec.inputs());
      var bias = spec.bias() ? Descriptors.vector(spec.outputs()) : null;
      var result = Descriptors.tensor(dnnl_ab, rows, spec.outputs());
      return bfloat16
          ? new Layouts(
              rows,
              source,
              weights,
              bias,
              result,
              Descriptors.bfloat16(dnnl_ab, rows, spec.inputs()),
              Descriptors.bfloat16(dnnl_format_tag_any, spec.outputs(), spec.inputs()),
              Descriptors.tensor(dnnl_format_tag_any, spec.outputs(), spec.inputs()),
              Descriptors.bfloat16(dnnl_ab, rows, spec.outputs()))
          : new Layouts(rows, source, weights, bias, result, source, weights, weights, result);
    }
  }

  private static final class Forward extends NativePlan {
    private final ConvertedMemory source;
    private final ConvertedMemory weights;
    private final NativeMemory bias;
    private final NativeMemory result;
    private final NativeCall call;

    Forward(DenseSpec spec, Layouts layouts) {
      super(Text.of("%s on %d rows", spec, layouts.rows()));
      var description = new dnnl_inner_product_desc_t();
      OneDnnLibrary.check(
          dnnl_inner_product_forward_desc_init(
              description,
              dnnl_forward_training,
              layouts.operandSource(),
              layouts.operandWeights(),
              layouts.bias(),
              layouts.result()),
          "describing " + spec);
      var chosen = choose("forward", description);
      source =
          ConvertedMemory.read(
              this, layouts.source(), layouts.operandSource(), Scratchpad.Use.CONVERTED_INPUT);
      weights =
          ConvertedMemory.read(this, layouts.weights(), wanted(chosen, dnnl_query_weights_md));
      bias = spec.bias() ? unbound(layouts.bias()) : null;
      result = unbound(layouts.result());
      List<Argument> arguments = new ArrayList<>();
      arguments.add(new Argument(DNNL_ARG_SRC, source.own()));
      arguments.add(new Argument(DNNL_ARG_WEIGHTS, weights.own()));
      arguments.add(new Argument(DNNL_ARG_DST, result));
      if (bias != null) {
        arguments.add(new Argument(DNNL_ARG_BIAS, bias));
      }
      call = call(compile(Part.DENSE_FORWARD, chosen), arguments.toArray(Argument[]::new));
    }
  }

  private static final class Backward extends NativePlan {
    private final ConvertedMemory source;
    private final ConvertedMemory weights;
    private final ConvertedMemory gradient;
    private final ConvertedMemory weightGradient;
    private final NativeMemory biasGradient;
    private final NativeMemory sourceGradient;
    private final NativeCall toWeights;
    private final NativeCall toSource;

    Backward(DenseSpec spec, Layouts layouts) {
      super(Text.of("%s on %d rows", spec, layouts.rows()));
      source =
          ConvertedMemory.read(
              this, layouts.source(), layouts.operandSource(), Scratchpad.Use.CONVERTED_INPUT);
      gradient =
          ConvertedMemory.read(
              this, layouts.result(), layouts.operandGradient(), Scratchpad.Use.CONVERTED_GRADIENT);
      biasGradient = spec.bias() ? unbound(layouts.bias()) : null;
      sourceGradient = unbound(layouts.source());

      var weightsDescription = new dnnl_inner_product_desc_t();
      OneDnnLibrary.check(
          dnnl_inner_product_backward_weights_desc_init(
              weightsDescription,
              layouts.operandSource(),
              layouts.weightGradient(),
              layouts.bias(),
              layouts.operandGradient()),
          "describing the weight gradient of " + spec);
      var toWeightsChosen = choose("backward weights", weightsDescription);
      weightGradient =
          ConvertedMemory.written(
              this, layouts.weights(), wanted(toWeightsChosen, dnnl_query_diff_weights_md));
      List<Argument> arguments = new ArrayList<>();
      arguments.add(new Argument(DNNL_ARG_SRC, source.own()));
      arguments.add(new Argument(DNNL_ARG_DIFF_DST, gradient.own()));
      arguments.add(new Argument(DNNL_ARG_DIFF_WEIGHTS, weightGradient.own()));
      if (biasGradient != null) {
        arguments.add(new Argument(DNNL_ARG_DIFF_BIAS, biasGradient));
      }
      toWeights =
          call(compile(Part.DENSE_BACKWARD, toWeightsChosen), arguments.toArray(Argument[]::new));

      var dataDescription = new dnnl_inner_product_desc_t();
      OneDnnLibrary.check(
          dnnl_inner_product_backward_data_desc_init(
              dataDescription,
              layouts.source(),
              layouts.operandWeights(),
              layouts.operandGradient()),
          "describing the input gradient of " + spec);
      var toSourceChosen = choose("backward data", dataDescription);
      weights =
          ConvertedMemory.read(
              this, layouts.weights(), wanted(toSourceChosen, dnnl_query_weights_md));
      toSource =
          call(
              compile(Part.DENSE_BACKWARD, toSourceChosen),
              new Argument(DNNL_ARG_DIFF_DST, gradient.own()),
              new Argument(DNNL_ARG_WEIGHTS, weights.own()),
              new Argument(DNNL_ARG_DIFF_SRC, sourceGradient));
    }
  }
}
