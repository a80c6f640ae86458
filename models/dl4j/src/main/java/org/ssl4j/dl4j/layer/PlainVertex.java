package org.ssl4j.dl4j.layer;

import java.util.List;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.ssl4j.dl4j.kernel.Engines;
import org.ssl4j.dl4j.kernel.LayoutKernel;

/**
 * Turns maps in the engine's own layout into plain [N, C, H, W], for layers that are not the
 * engine's and for outputs of the graph. The values are the same.
 */
public final class PlainVertex extends VertexConf implements LayoutAware {
  private static final long serialVersionUID = 1L;

  private int channels;
  private String engine = "auto";

  /** For deserialisation. */
  @SuppressWarnings("unused")
  private PlainVertex() {
    super(1);
  }

  /**
   * @param channels channels of the maps
   * @param engine the engine of the layer below
   */
  public PlainVertex(int channels, String engine) {
    super(1);
    this.channels = channels;
    this.engine = engine;
  }

  @Override
  public GraphVertex clone() {
    return new PlainVertex(channels, engine);
  }

  @Override
  public boolean writesEngineLayout(DataType dataType, List<Boolean> engineInputs) {
    return false;
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray paramsView,
      boolean initializeParams,
      DataType dataType) {
    var kernel = Engines.select(engine, dataType).layout(channels);
    return new Running(graph, name, index, dataType, kernel);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PlainVertex that
        && that.channels == channels
        && that.engine.equals(engine);
  }

  @Override
  public int hashCode() {
    return 31 * channels + engine.hashCode();
  }

  private static final class Running extends VertexRuntime {
    private static final long serialVersionUID = 1L;

    private final transient LayoutKernel kernel;

    Running(
        ComputationGraph graph, String name, int index, DataType dataType, LayoutKernel kernel) {
      super(graph, name, index, dataType);
      this.kernel = kernel;
    }

    @Override
    public INDArray doForward(boolean training, LayerWorkspaceMgr workspaceMgr) {
      return kernel.toPlain(
          inputs[0],
          (type, shape) ->
              workspaceMgr.createUninitialized(ArrayType.ACTIVATIONS, type, shape, 'c'));
    }

    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaceMgr) {
      var gradient =
          kernel.toLayoutOf(
              inputs[0],
              epsilon,
              (type, shape) ->
                  workspaceMgr.createUninitialized(ArrayType.ACTIVATION_GRAD, type, shape, 'c'));
      return new Pair<>(null, new INDArray[] {gradient});
    }
  }
}
