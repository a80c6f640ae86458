package org.ssl4j.dl4j.layer;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.ssl4j.dl4j.kernel.ArrayAllocator;
import org.ssl4j.dl4j.kernel.BatchNormKernel;
import org.ssl4j.dl4j.kernel.BatchNormSpec;
import org.ssl4j.dl4j.kernel.ConvolutionKernel;
import org.ssl4j.dl4j.kernel.LayerEngine;
import org.ssl4j.network.Operations.BatchNorm;
import org.ssl4j.network.Partition;

/**
 * Batch normalisation with per-view statistics and an optional fused ReLU, on [N, C, H, W] or [N,
 * C].
 *
 * <p>Running statistics are parameters whose gradient is always zero; the layer updates them itself
 * in every training forward pass, so that scaling or clipping gradients never touches them.
 */
public final class BatchNorm2d extends SslLayer implements LayoutAware {
  private static final long serialVersionUID = 1L;

  @JsonProperty private int channels;
  @JsonProperty private double epsilon;
  @JsonProperty private double momentum;
  @JsonProperty private boolean affine;
  @JsonProperty private boolean relu;

  /** For deserialisation. */
  @SuppressWarnings("unused")
  private BatchNorm2d() {}

  public BatchNorm2d(BatchNorm operation, String engine) {
    super(engine);
    this.channels = operation.channels();
    this.epsilon = operation.epsilon();
    this.momentum = operation.momentum();
    this.affine = operation.affine();
    this.relu = operation.relu();
  }

  @Override
  BatchNorm operation() {
    return new BatchNorm(channels, epsilon, momentum, affine, relu);
  }

  private BatchNormSpec spec(Partition partition) {
    return new BatchNormSpec(
        channels, partition.groups(), partition.splits(), epsilon, momentum, affine, relu);
  }

  @Override
  SslLayerRuntime<?> run(NeuralNetConfiguration conf, DataType dataType, LayerEngine engine) {
    return new Running(
        conf, dataType, new PassScope.Kernels<>(partition -> engine.batchNorm(spec(partition))));
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

  /** The running layer; a convolution before it may take over its inference. */
  static final class Running extends SslLayerRuntime<BatchNorm2d> implements PassState {
    private static final long serialVersionUID = 1L;

    private final transient PassScope.Kernels<BatchNormKernel> kernels;

    /** Of the last forward pass. */
    private transient BatchNormKernel batchNorm;

    private transient INDArray output;
    private transient boolean foldedInInference;

    /** Where results of training go that only one layer reads; null if they are kept. */
    private transient PassingMemory.Use reader;

    /** Smaller results are kept: computing them again takes longer than their memory is worth. */
    private transient long passFromBytes;

    /** Whether the last result went there. */
    private transient boolean passing;

    Running(
        NeuralNetConfiguration conf,
        DataType dataType,
        PassScope.Kernels<BatchNormKernel> kernels) {
      super(conf, dataType);
      this.kernels = kernels;
    }

    /** What a pass leaves here. */
    private record Left(BatchNormKernel batchNorm, INDArray output, boolean passing) {}

    @Override
    public Object remembered() {
      return new Left(batchNorm, output, passing);
    }

    @Override
    public void remember(Object state) {
      var left = (Left) state;
      batchNorm = left.batchNorm();
      output = left.output();
      passing = left.passing();
    }

    /** Inference of a convolution with this layer folded in; this layer then passes it on. */
    INDArray forwardFolded(
        ConvolutionKernel convolution, INDArray input, INDArray weights, ArrayAllocator outputs) {
      return convolution.forwardFolded(
          input,
          weights,
          layerConf().spec(Partition.WHOLE),
          parameter(BatchNorm.GAMMA),
          parameter(BatchNorm.BETA),
          parameter(BatchNorm.MEAN),
          parameter(BatchNorm.VARIANCE),
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
      if (kernels.current().repeats()) {
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
      if (!passing || PassingMemory.of(reader).holds(batchNorm)) {
        return result;
      }
      return batchNorm.repeat(
          input,
          parameter(BatchNorm.GAMMA),
          parameter(BatchNorm.BETA),
          PassingMemory.of(reader).take(batchNorm));
    }

    @Override
    INDArray forward(INDArray input, boolean training, ArrayAllocator outputs) {
      passing =
          training && reader != null && input.length() * input.dataType().width() >= passFromBytes;
      if (foldedInInference && !training) {
        return input;
      }
      batchNorm = kernels.current();
      output =
          training
              ? batchNorm.forwardTraining(
                  input,
                  parameter(BatchNorm.GAMMA),
                  parameter(BatchNorm.BETA),
                  parameter(BatchNorm.MEAN),
                  parameter(BatchNorm.VARIANCE),
                  passing ? PassingMemory.of(reader).take(batchNorm) : outputs)
              : batchNorm.forwardInference(
                  input,
                  parameter(BatchNorm.GAMMA),
                  parameter(BatchNorm.BETA),
                  parameter(BatchNorm.MEAN),
                  parameter(BatchNorm.VARIANCE),
                  outputs);
      return output;
    }

    @Override
    INDArray backward(INDArray input, INDArray outputGradient, ArrayAllocator outputs) {
      return batchNorm.backward(
          input,
          output,
          outputGradient,
          parameter(BatchNorm.GAMMA),
          gradient(BatchNorm.GAMMA),
          gradient(BatchNorm.BETA),
          outputs);
    }

    @Override
    public void clear() {
      super.clear();
      output = null;
    }
  }
}
