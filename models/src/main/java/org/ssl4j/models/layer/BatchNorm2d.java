package org.ssl4j.models.layer;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.ssl4j.models.engine.ArrayAllocator;
import org.ssl4j.models.engine.BatchNormKernel;
import org.ssl4j.models.engine.BatchNormSpec;
import org.ssl4j.models.engine.ConvolutionKernel;
import org.ssl4j.models.engine.LayerEngine;
import org.ssl4j.network.LayoutAware;
import org.ssl4j.network.ParameterKind;

/**
 * Batch normalisation with per-view statistics and an optional fused ReLU, on [N, C, H, W] or [N,
 * C].
 *
 * <p>Running statistics are parameters whose gradient is always zero; the layer updates them itself
 * in every training forward pass, so that scaling or clipping gradients never touches them.
 */
public final class BatchNorm2d extends SslLayer implements LayoutAware {
  private static final long serialVersionUID = 1L;

  private static final String GAMMA = "gamma";
  private static final String BETA = "beta";
  private static final String MEAN = "mean";
  private static final String VARIANCE = "var";

  @JsonProperty private int channels;
  @JsonProperty private int groups;
  @JsonProperty private int splits;
  @JsonProperty private double epsilon;
  @JsonProperty private double momentum;
  @JsonProperty private boolean affine;
  @JsonProperty private boolean relu;

  /** For deserialisation. */
  @SuppressWarnings("unused")
  private BatchNorm2d() {}

  public BatchNorm2d(BatchNormSpec spec, String engine) {
    super(engine);
    this.channels = spec.channels();
    this.groups = spec.groups();
    this.splits = spec.splits();
    this.epsilon = spec.epsilon();
    this.momentum = spec.momentum();
    this.affine = spec.affine();
    this.relu = spec.relu();
  }

  BatchNormSpec spec() {
    return new BatchNormSpec(channels, groups, splits, epsilon, momentum, affine, relu);
  }

  @Override
  List<ParameterSpec> parameters() {
    var mean = vector(MEAN, ParameterKind.STATISTIC, 0);
    var variance = vector(VARIANCE, ParameterKind.STATISTIC, 1);
    return affine
        ? List.of(
            vector(GAMMA, ParameterKind.SCALE, 1),
            vector(BETA, ParameterKind.SCALE, 0),
            mean,
            variance)
        : List.of(mean, variance);
  }

  private ParameterSpec vector(String name, ParameterKind kind, double value) {
    return new ParameterSpec(name, List.of((long) channels), kind, new Initialiser.Constant(value));
  }

  @Override
  SslLayerRuntime<?> run(NeuralNetConfiguration conf, DataType dataType, LayerEngine engine) {
    return new Running(conf, dataType, engine.batchNorm(spec()));
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    return inputType;
  }

  /** The layout of the input is kept. */
  @Override
  public boolean writesEngineLayout(DataType dataType, List<Boolean> engineInputs) {
    return engineInputs.get(0);
  }

  @Override
  List<Object> identity() {
    return List.of(spec());
  }

  /** The running layer; a convolution before it may take over its inference. */
  static final class Running extends SslLayerRuntime<BatchNorm2d> {
    private static final long serialVersionUID = 1L;

    private final transient BatchNormKernel batchNorm;
    private transient INDArray output;
    private transient boolean foldedInInference;

    /** Where results of training go that only one layer reads; null if they are kept. */
    private transient PassingMemory.Use reader;

    /** Smaller results are kept: computing them again takes longer than their memory is worth. */
    private transient long passFromBytes;

    /** Whether the last result went there. */
    private transient boolean passing;

    Running(NeuralNetConfiguration conf, DataType dataType, BatchNormKernel batchNorm) {
      super(conf, dataType);
      this.batchNorm = batchNorm;
    }

    /** Inference of a convolution with this layer folded in; this layer then passes it on. */
    INDArray forwardFolded(
        ConvolutionKernel convolution, INDArray input, INDArray weights, ArrayAllocator outputs) {
      return convolution.forwardFolded(
          input,
          weights,
          layerConf().spec(),
          parameter(GAMMA),
          parameter(BETA),
          parameter(MEAN),
          parameter(VARIANCE),
          outputs);
    }

    /** Says that the layer below computes this one's inference. */
    void foldInInference() {
      foldedInInference = true;
    }

    /**
     * Says that only one layer reads the results, and that it does so before another one's take
     * their memory, so that they need not be kept for the backward pass; that layer then reads
     * {@link #passedOn}.
     *
     * @param fromBytes the smallest result that is not kept
     * @return whether the engine can do without them
     */
    boolean passOn(PassingMemory.Use to, long fromBytes) {
      if (batchNorm.repeats()) {
        reader = to;
        passFromBytes = fromBytes;
      }
      return reader != null;
    }

    /**
     * The last result, computed again where another has taken its memory.
     *
     * @param result as it was given to the reader
     */
    INDArray passedOn(INDArray result) {
      if (!passing || PassingMemory.of(reader).holds(this)) {
        return result;
      }
      return batchNorm.repeat(
          input, parameter(GAMMA), parameter(BETA), PassingMemory.of(reader).take(this));
    }

    @Override
    INDArray forward(INDArray input, boolean training, ArrayAllocator outputs) {
      passing =
          training && reader != null && input.length() * input.dataType().width() >= passFromBytes;
      if (foldedInInference && !training) {
        return input;
      }
      output =
          training
              ? batchNorm.forwardTraining(
                  input,
                  parameter(GAMMA),
                  parameter(BETA),
                  parameter(MEAN),
                  parameter(VARIANCE),
                  passing ? PassingMemory.of(reader).take(this) : outputs)
              : batchNorm.forwardInference(
                  input,
                  parameter(GAMMA),
                  parameter(BETA),
                  parameter(MEAN),
                  parameter(VARIANCE),
                  outputs);
      return output;
    }

    @Override
    INDArray backward(INDArray input, INDArray outputGradient, ArrayAllocator outputs) {
      return batchNorm.backward(
          input,
          output,
          outputGradient,
          parameter(GAMMA),
          gradient(GAMMA),
          gradient(BETA),
          outputs);
    }

    @Override
    public void clear() {
      super.clear();
      output = null;
    }
  }
}
