package org.ssl4j.models.layer;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.ssl4j.config.Convolution;
import org.ssl4j.models.engine.ArrayAllocator;
import org.ssl4j.models.engine.ConvolutionKernel;
import org.ssl4j.models.engine.ConvolutionSpec;
import org.ssl4j.models.engine.LayerEngine;
import org.ssl4j.network.Arithmetic;
import org.ssl4j.network.LayoutAware;
import org.ssl4j.network.ParameterKind;

/**
 * Square 2-d convolution without bias: [N, C, H, W] to [N, K, H', W'].
 *
 * <p>Weights [K, C, kernel, kernel], initialised as He et al., arXiv:1502.01852, fan out.
 */
public final class Conv2d extends SslLayer implements LayoutAware, Arithmetic {
  private static final long serialVersionUID = 1L;

  private static final String WEIGHT = "W";

  @JsonProperty private int inputChannels;
  @JsonProperty private int outputChannels;
  @JsonProperty private int kernel;
  @JsonProperty private int stride;
  @JsonProperty private int padding;
  @JsonProperty private boolean inputGradient;
  @JsonProperty private Convolution convolution = Convolution.AUTO;

  /** For deserialisation. */
  @SuppressWarnings("unused")
  private Conv2d() {}

  /**
   * @param inputGradient false for a first layer: nothing below consumes its gradient
   * @param convolution which algorithm computes it
   */
  public Conv2d(
      ConvolutionSpec spec, boolean inputGradient, String engine, Convolution convolution) {
    super(engine);
    this.inputChannels = spec.inputChannels();
    this.outputChannels = spec.outputChannels();
    this.kernel = spec.kernel();
    this.stride = spec.stride();
    this.padding = spec.padding();
    this.inputGradient = inputGradient;
    this.convolution = convolution;
  }

  ConvolutionSpec spec() {
    return new ConvolutionSpec(inputChannels, outputChannels, kernel, stride, padding);
  }

  @Override
  List<ParameterSpec> parameters() {
    double fanOut = (double) outputChannels * kernel * kernel;
    return List.of(
        new ParameterSpec(
            WEIGHT,
            List.of((long) outputChannels, (long) inputChannels, (long) kernel, (long) kernel),
            ParameterKind.WEIGHT,
            new Initialiser.Normal(Math.sqrt(2 / fanOut))));
  }

  @Override
  SslLayerRuntime<?> run(NeuralNetConfiguration conf, DataType dataType, LayerEngine engine) {
    return new Running(conf, dataType, engine.convolution(spec(), convolution));
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    var in = (InputType.InputTypeConvolutional) inputType;
    return InputType.convolutional(
        spec().outputSize(in.getHeight()), spec().outputSize(in.getWidth()), outputChannels);
  }

  @Override
  public long multiplyAdds(InputType output) {
    var map = (InputType.InputTypeConvolutional) output;
    return map.getHeight() * map.getWidth() * outputChannels * inputChannels * kernel * kernel;
  }

  @Override
  public boolean needsInputGradient() {
    return inputGradient;
  }

  @Override
  public boolean writesEngineLayout(DataType dataType, List<Boolean> engineInputs) {
    return engine(dataType).blockedConvolutions();
  }

  @Override
  List<Object> identity() {
    return List.of(spec(), inputGradient);
  }

  /**
   * Lets a running convolution take over the inference of the batch norm behind it, where its
   * engine can. Nothing else may read the convolution's result.
   */
  public static void fold(
      org.deeplearning4j.nn.api.Layer convolution, org.deeplearning4j.nn.api.Layer batchNorm) {
    var lower = (Running) convolution;
    var upper = (BatchNorm2d.Running) batchNorm;
    if (lower.convolution.foldsBatchNorm()) {
      lower.foldedBatchNorm = upper;
      upper.foldInInference();
    }
  }

  /**
   * Tells a running convolution that nothing else reads the result of the batch norm before it,
   * which then need not be kept for the backward pass.
   *
   * @param fromBytes the smallest result that is not kept
   */
  public static void readAlone(
      org.deeplearning4j.nn.api.Layer convolution,
      org.deeplearning4j.nn.api.Layer batchNorm,
      long fromBytes) {
    var lower = (BatchNorm2d.Running) batchNorm;
    if (lower.passOn(PassingMemory.Use.CONVOLUTION, fromBytes)) {
      ((Running) convolution).below = lower;
    }
  }

  private static final class Running extends SslLayerRuntime<Conv2d> {
    private static final long serialVersionUID = 1L;

    private final transient ConvolutionKernel convolution;

    /** The only reader of the result, folded in in inference; or null. */
    private transient BatchNorm2d.Running foldedBatchNorm;

    /** What this layer alone reads, if its result is not kept; or null. */
    private transient BatchNorm2d.Running below;

    Running(NeuralNetConfiguration conf, DataType dataType, ConvolutionKernel convolution) {
      super(conf, dataType);
      this.convolution = convolution;
    }

    @Override
    INDArray forward(INDArray input, boolean training, ArrayAllocator outputs) {
      var x = readable(input);
      return foldedBatchNorm != null && !training
          ? foldedBatchNorm.forwardFolded(convolution, x, parameter(WEIGHT), outputs)
          : convolution.forward(x, parameter(WEIGHT), outputs);
    }

    @Override
    INDArray backward(INDArray input, INDArray outputGradient, ArrayAllocator outputs) {
      return convolution.backward(
          readable(input),
          parameter(WEIGHT),
          outputGradient,
          gradient(WEIGHT),
          layerConf().inputGradient,
          outputs);
    }

    private INDArray readable(INDArray input) {
      return below == null ? input : below.passedOn(input);
    }
  }
}
