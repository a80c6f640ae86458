package org.ssl4j.dl4j.layer;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.ssl4j.dl4j.kernel.ArrayAllocator;
import org.ssl4j.dl4j.kernel.ConvolutionKernel;
import org.ssl4j.dl4j.kernel.ConvolutionSpec;
import org.ssl4j.dl4j.kernel.LayerEngine;
import org.ssl4j.network.Operations.Convolution;

/**
 * Square 2-d convolution without bias: [N, C, H, W] to [N, K, H', W'].
 *
 * <p>Weights [K, C, kernel, kernel], initialised as He et al., arXiv:1502.01852, fan out.
 */
public final class Conv2d extends SslLayer implements LayoutAware {
  private static final long serialVersionUID = 1L;

  @JsonProperty private int inputChannels;
  @JsonProperty private int outputChannels;
  @JsonProperty private int kernel;
  @JsonProperty private int stride;
  @JsonProperty private int padding;
  @JsonProperty private boolean inputGradient;

  @JsonProperty
  private org.ssl4j.config.Convolution convolution = org.ssl4j.config.Convolution.AUTO;

  /** For deserialisation. */
  @SuppressWarnings("unused")
  private Conv2d() {}

  /**
   * @param inputGradient false for a first layer: nothing below consumes its gradient
   * @param convolution which algorithm computes it
   */
  public Conv2d(
      Convolution operation,
      boolean inputGradient,
      String engine,
      org.ssl4j.config.Convolution convolution) {
    super(engine);
    this.inputChannels = operation.inputs();
    this.outputChannels = operation.outputs();
    this.kernel = operation.kernel();
    this.stride = operation.stride();
    this.padding = operation.padding();
    this.inputGradient = inputGradient;
    this.convolution = convolution;
  }

  private ConvolutionSpec spec() {
    return new ConvolutionSpec(inputChannels, outputChannels, kernel, stride, padding);
  }

  @Override
  Convolution operation() {
    return new Convolution(inputChannels, outputChannels, kernel, stride, padding);
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
  public boolean writesEngineLayout(DataType dataType, List<Boolean> engineInputs) {
    return engine(dataType).blockedConvolutions();
  }

  @Override
  List<Object> identity() {
    return List.of(operation(), inputGradient);
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
          ? foldedBatchNorm.forwardFolded(convolution, x, parameter(Convolution.WEIGHT), outputs)
          : convolution.forward(x, parameter(Convolution.WEIGHT), outputs);
    }

    @Override
    INDArray backward(INDArray input, INDArray outputGradient, ArrayAllocator outputs) {
      return convolution.backward(
          readable(input),
          parameter(Convolution.WEIGHT),
          outputGradient,
          gradient(Convolution.WEIGHT),
          layerConf().inputGradient,
          outputs);
    }

    private INDArray readable(INDArray input) {
      return below == null ? input : below.passedOn(input);
    }
  }
}
