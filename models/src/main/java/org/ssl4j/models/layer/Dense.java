package org.ssl4j.models.layer;

import java.util.ArrayList;
import java.util.List;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.ssl4j.models.engine.ArrayAllocator;
import org.ssl4j.models.engine.DenseKernel;
import org.ssl4j.models.engine.DenseSpec;
import org.ssl4j.models.engine.LayerEngine;
import org.ssl4j.network.Arithmetic;
import org.ssl4j.network.ParameterKind;

/**
 * Fully connected layer: [N, inputs] to [N, outputs].
 *
 * <p>Weights [outputs, inputs] and bias start uniform within 1 / sqrt(inputs), PyTorch's default.
 */
public final class Dense extends SslLayer implements Arithmetic {
  private static final long serialVersionUID = 1L;

  private static final String WEIGHT = "W";
  private static final String BIAS = "b";

  @JsonProperty private int inputs;
  @JsonProperty private int outputs;
  @JsonProperty private boolean bias;

  /** For deserialisation. */
  @SuppressWarnings("unused")
  private Dense() {}

  public Dense(DenseSpec spec, String engine) {
    super(engine);
    this.inputs = spec.inputs();
    this.outputs = spec.outputs();
    this.bias = spec.bias();
  }

  DenseSpec spec() {
    return new DenseSpec(inputs, outputs, bias);
  }

  @Override
  List<ParameterSpec> parameters() {
    var start = new Initialiser.Uniform(1 / Math.sqrt(inputs));
    List<ParameterSpec> parameters = new ArrayList<>();
    parameters.add(
        new ParameterSpec(
            WEIGHT, List.of((long) outputs, (long) inputs), ParameterKind.WEIGHT, start));
    if (bias) {
      parameters.add(new ParameterSpec(BIAS, List.of((long) outputs), ParameterKind.BIAS, start));
    }
    return parameters;
  }

  @Override
  SslLayerRuntime<?> run(NeuralNetConfiguration conf, DataType dataType, LayerEngine engine) {
    return new Running(conf, dataType, engine.dense(spec()));
  }

  @Override
  public InputType getOutputType(int layerIndex, InputType inputType) {
    return InputType.feedForward(outputs);
  }

  @Override
  public long multiplyAdds(InputType output) {
    return (long) inputs * outputs;
  }

  @Override
  public boolean needsInputGradient() {
    return true;
  }

  @Override
  List<Object> identity() {
    return List.of(spec());
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
      return dense.forward(input, parameter(WEIGHT), parameter(BIAS), outputs);
    }

    @Override
    INDArray backward(INDArray input, INDArray outputGradient, ArrayAllocator outputs) {
      return dense.backward(
          input, parameter(WEIGHT), outputGradient, gradient(WEIGHT), gradient(BIAS), outputs);
    }
  }
}
