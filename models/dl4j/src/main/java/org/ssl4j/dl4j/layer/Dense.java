package org.ssl4j.dl4j.layer;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.ssl4j.dl4j.kernel.ArrayAllocator;
import org.ssl4j.dl4j.kernel.DenseKernel;
import org.ssl4j.dl4j.kernel.DenseSpec;
import org.ssl4j.dl4j.kernel.LayerEngine;
import org.ssl4j.network.Operations;

/**
 * Fully connected layer: [N, inputs] to [N, outputs].
 *
 * <p>Weights [outputs, inputs] and bias start uniform within 1 / sqrt(inputs), PyTorch's default.
 */
public final class Dense extends SslLayer {
  private static final long serialVersionUID = 1L;

  @JsonProperty private int inputs;
  @JsonProperty private int outputs;
  @JsonProperty private boolean bias;

  /** For deserialisation. */
  @SuppressWarnings("unused")
  private Dense() {}

  public Dense(Operations.Dense operation, String engine) {
    super(engine);
    this.inputs = operation.inputs();
    this.outputs = operation.outputs();
    this.bias = operation.bias();
  }

  private DenseSpec spec() {
    return new DenseSpec(inputs, outputs, bias);
  }

  @Override
  Operations.Dense operation() {
    return new Operations.Dense(inputs, outputs, bias);
  }

  @Override
  SslLayerRuntime<?> run(NeuralNetConfiguration conf, DataType dataType, LayerEngine engine) {
    return new Running(conf, dataType, engine.dense(spec()));
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    return InputType.feedForward(outputs);
  }

  private static final class Running extends SslLayerRuntime<Dense> {
    private static final long serialVersionUID = 1L;

    private final transient DenseKernel dense;

    Running(NeuralNetConfiguration conf, DataType dataType, DenseKernel dense) {
      super(conf, dataType);
      this.dense = dense;
    }

    @Override
    INDArray forward(INDArray input, boolean training, ArrayAllocator outputs) {
      return dense.forward(
          input, parameter(Operations.Dense.WEIGHT), parameter(Operations.Dense.BIAS), outputs);
    }

    @Override
    INDArray backward(INDArray input, INDArray outputGradient, ArrayAllocator outputs) {
      return dense.backward(
          input,
          parameter(Operations.Dense.WEIGHT),
          outputGradient,
          gradient(Operations.Dense.WEIGHT),
          gradient(Operations.Dense.BIAS),
          outputs);
    }
  }
}
