package org.ssl4j.dl4j.layer;

import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.ssl4j.dl4j.kernel.ArrayAllocator;
import org.ssl4j.dl4j.kernel.LayerEngine;
import org.ssl4j.dl4j.kernel.PoolKernel;
import org.ssl4j.network.Operation;
import org.ssl4j.network.Operations;

/**
 * Global average pooling, [N, C, H, W] to [N, C], or max pooling over windows, [N, C, H, W] to [N,
 * C, H', W'].
 */
public final class Pool extends SslLayer implements LayoutAware {
  private static final long serialVersionUID = 1L;

  @JsonProperty private int channels;

  /** Side of a window; 0 for the whole map. */
  @JsonProperty private int kernel;

  @JsonProperty private int stride;
  @JsonProperty private int padding;

  /** For deserialisation. */
  @SuppressWarnings("unused")
  private Pool() {}

  private Pool(int channels, int kernel, int stride, int padding, String engine) {
    super(engine);
    this.channels = channels;
    this.kernel = kernel;
    this.stride = stride;
    this.padding = padding;
  }

  /** Mean over the whole map. */
  public static Pool globalAverage(int channels, String engine) {
    return new Pool(channels, 0, 0, 0, engine);
  }

  /** Maximum over square windows. */
  public static Pool max(int channels, int kernel, int stride, int padding, String engine) {
    return new Pool(channels, kernel, stride, padding, engine);
  }

  @Override
  Operation operation() {
    return kernel == 0
        ? new Operations.GlobalAveragePool()
        : new Operations.MaxPool(kernel, stride, padding);
  }

  @Override
  SslLayerRuntime<?> run(NeuralNetConfiguration conf, DataType dataType, LayerEngine engine) {
    return new Running(
        conf,
        dataType,
        new PassScope.Kernels<>(
            partition ->
                kernel == 0
                    ? engine.globalAveragePool(channels)
                    : engine.maxPool(channels, kernel, stride, padding)));
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    if (kernel == 0) {
      return InputType.feedForward(channels);
    }
    var in = (InputType.InputTypeConvolutional) inputType;
    return InputType.convolutional(
        (in.getHeight() + 2L * padding - kernel) / stride + 1,
        (in.getWidth() + 2L * padding - kernel) / stride + 1,
        channels);
  }

  /** Windows keep the layout of the input; the mean is plain. */
  @Override
  public boolean writesEngineLayout(DataType dataType, List<Boolean> engineInputs) {
    return kernel != 0 && engineInputs.get(0);
  }

  @Override
  List<Object> identity() {
    return List.of(channels, kernel, stride, padding);
  }

  private static final class Running extends SslLayerRuntime<Pool> implements PassState {
    private static final long serialVersionUID = 1L;

    private final transient PassScope.Kernels<PoolKernel> kernels;

    /** Of the last forward pass: it remembers where the maxima were. */
    private transient PoolKernel pool;

    Running(NeuralNetConfiguration conf, DataType dataType, PassScope.Kernels<PoolKernel> kernels) {
      super(conf, dataType);
      this.kernels = kernels;
    }

    @Override
    public Object remembered() {
      return pool;
    }

    @Override
    public void remember(Object state) {
      pool = (PoolKernel) state;
    }

    @Override
    INDArray forward(INDArray input, boolean training, ArrayAllocator outputs) {
      pool = kernels.current();
      return pool.forward(input, outputs);
    }

    @Override
    INDArray backward(INDArray input, INDArray outputGradient, ArrayAllocator outputs) {
      return pool.backward(input, outputGradient, outputs);
    }
  }
}
