package org.ssl4j.dl4j.layer;

import java.util.Map;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.gradient.DefaultGradient;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.layers.AbstractLayer;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.ssl4j.dl4j.kernel.ArrayAllocator;
import org.ssl4j.stop.StopPoint;

/**
 * Base of the running layers: parameters as views of the flat vector, results in the graph's
 * workspaces.
 *
 * @param <C> the layer's configuration
 */
abstract class SslLayerRuntime<C extends SslLayer> extends AbstractLayer<C> {
  private static final long serialVersionUID = 1L;

  private transient INDArray parametersView;
  private transient INDArray gradientsView;
  private transient Map<String, INDArray> parameters = Map.of();
  private transient Map<String, INDArray> gradients = Map.of();

  SslLayerRuntime(NeuralNetConfiguration conf, DataType dataType) {
    super(conf, dataType);
  }

  /** Result of the layer for its current input. */
  abstract INDArray forward(INDArray input, boolean training, ArrayAllocator outputs);

  /**
   * Fills the parameter gradients and returns the input's, or null where the layer has been told it
   * is not needed.
   */
  abstract INDArray backward(INDArray input, INDArray outputGradient, ArrayAllocator outputs);

  @Override
  public final INDArray activate(boolean training, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(false);
    StopPoint.check();
    return forward(
        input,
        training,
        (type, shape) -> workspaceMgr.createUninitialized(ArrayType.ACTIVATIONS, type, shape, 'c'));
  }

  @Override
  public final Pair<Gradient, INDArray> backpropGradient(
      INDArray epsilon, LayerWorkspaceMgr workspaceMgr) {
    assertInputSet(true);
    StopPoint.check();
    var inputGradient =
        backward(
            input,
            epsilon,
            (type, shape) ->
                workspaceMgr.createUninitialized(ArrayType.ACTIVATION_GRAD, type, shape, 'c'));
    Gradient gradient = new DefaultGradient();
    gradients.forEach((name, view) -> gradient.setGradientFor(name, view));
    return new Pair<>(gradient, inputGradient);
  }

  /** Live view of a parameter, or null if the layer has none of that name. */
  final INDArray parameter(String name) {
    return parameters.get(name);
  }

  /** View of a parameter's gradient, or null if the layer has none of that name. */
  final INDArray gradient(String name) {
    return gradients.get(name);
  }

  @Override
  public long numParams() {
    return parametersView == null ? 0 : parametersView.length();
  }

  @Override
  public INDArray params() {
    return parametersView;
  }

  @Override
  public void setParamsViewArray(INDArray params) {
    parametersView = params;
  }

  @Override
  public INDArray getParam(String name) {
    return parameters.get(name);
  }

  @Override
  public void setParam(String name, INDArray value) {
    parameters.get(name).assign(value);
  }

  @Override
  public void setParams(INDArray params) {
    if (params != parametersView) {
      parametersView.assign(params.reshape(parametersView.shape()));
    }
  }

  @Override
  public void setParamTable(Map<String, INDArray> table) {
    parameters = table;
  }

  @Override
  public Map<String, INDArray> paramTable(boolean backpropParamsOnly) {
    return parameters;
  }

  @Override
  public INDArray getGradientsViewArray() {
    return gradientsView;
  }

  @Override
  public void setBackpropGradientsViewArray(INDArray view) {
    gradientsView = view;
    gradients =
        view == null
            ? Map.of()
            : conf().getLayer().initializer().getGradientsFromFlattened(conf(), view);
  }

  @Override
  public boolean isPretrainLayer() {
    return false;
  }

  @Override
  public void clearNoiseWeightParams() {}

  @Override
  public boolean equals(Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
