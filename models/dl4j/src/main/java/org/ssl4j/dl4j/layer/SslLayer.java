package org.ssl4j.dl4j.layer;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.ParamInitializer;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.InputPreProcessor;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.memory.LayerMemoryReport;
import org.deeplearning4j.optimize.api.TrainingListener;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.regularization.Regularization;
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.ssl4j.dl4j.kernel.Engines;
import org.ssl4j.dl4j.kernel.LayerEngine;
import org.ssl4j.network.Operation;
import org.ssl4j.network.ParameterKind;
import org.ssl4j.network.ParameterSpec;

/**
 * Base of the project's layer configurations: plain data that DL4J can serialise, plus the
 * parameters the layer has.
 *
 * <p>{@code engine} names what executes the layer and is resolved once, when the network is built.
 */
public abstract class SslLayer extends Layer {
  private static final long serialVersionUID = 1L;

  @JsonProperty private String engine = "auto";

  /** For deserialisation. */
  protected SslLayer() {}

  protected SslLayer(String engine) {
    this.engine = engine;
  }

  /** What executes the layer in a network of that type. */
  final LayerEngine engine(DataType dataType) {
    return Engines.select(engine, dataType);
  }

  /** What it computes. */
  abstract Operation operation();

  /** The parameters in the order in which they lie in the flat vector. */
  final List<ParameterSpec> parameters() {
    return operation().parameters();
  }

  /** The running layer. */
  abstract SslLayerRuntime<?> run(
      NeuralNetConfiguration conf, DataType dataType, LayerEngine layerEngine);

  /**
   * What a parameter is.
   *
   * @param parameter key in the parameter table
   */
  public ParameterKind kindOf(String parameter) {
    return parameters().stream()
        .filter(p -> p.name().equals(parameter))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException("layer has no parameter \"" + parameter + "\""))
        .kind();
  }

  @Override
  public org.deeplearning4j.nn.api.Layer instantiate(
      NeuralNetConfiguration conf,
      Collection<TrainingListener> trainingListeners,
      int layerIndex,
      INDArray layerParamsView,
      boolean initializeParams,
      DataType networkDataType) {
    var layer = run(conf, networkDataType, engine(networkDataType));
    layer.setIndex(layerIndex);
    if (layerParamsView != null) {
      layer.setParamsViewArray(layerParamsView);
    }
    Map<String, INDArray> table = initializer().init(conf, layerParamsView, initializeParams);
    layer.setParamTable(table);
    layer.setConf(conf);
    return layer;
  }

  @Override
  public ParamInitializer initializer() {
    return SslParamInitializer.INSTANCE;
  }

  /** Shapes are given when the layer is built; nothing is inferred. */
  @Override
  public void setNIn(InputType inputType, boolean override) {}

  @Override
  public InputPreProcessor getPreProcessorForInputType(InputType inputType) {
    return null;
  }

  /** Regularisation belongs to the project's optimizers. */
  @Override
  public List<Regularization> getRegularizationByParam(String paramName) {
    return List.of();
  }

  @Override
  public GradientNormalization getGradientNormalization() {
    return GradientNormalization.None;
  }

  @Override
  public double getGradientNormalizationThreshold() {
    return 0;
  }

  @Override
  public boolean isPretrainParam(String paramName) {
    return false;
  }

  @Override
  public LayerMemoryReport getMemoryReport(InputType inputType) {
    long parameterCount = parameters().stream().mapToLong(ParameterSpec::length).sum();
    return new LayerMemoryReport.Builder(
            getLayerName(), getClass(), inputType, getOutputType(-1, inputType))
        .standardMemory(parameterCount, 0)
        .workingMemory(0, 0, 0, 0)
        .cacheMemory(0, 0)
        .build();
  }

  @Override
  public SslLayer clone() {
    return (SslLayer) super.clone();
  }

  /** What two equal configurations agree in, besides their class. */
  List<Object> identity() {
    return List.of(operation());
  }

  @Override
  public final boolean equals(Object other) {
    return other instanceof SslLayer that
        && that.getClass() == getClass()
        && that.engine.equals(engine)
        && that.identity().equals(identity());
  }

  @Override
  public final int hashCode() {
    return 31 * identity().hashCode() + engine.hashCode();
  }
}
