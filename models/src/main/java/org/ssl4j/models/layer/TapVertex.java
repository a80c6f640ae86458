package org.ssl4j.models.layer;

import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Identity on a leaf: makes an inner activation an output of the graph.
 *
 * <p>DL4J loses the downstream gradient of an output that also feeds other vertices, so outputs
 * must be leaves.
 */
public final class TapVertex extends VertexConf {
  private static final long serialVersionUID = 1L;

  public TapVertex() {
    super(1);
  }

  @Override
  public GraphVertex clone() {
    return new TapVertex();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TapVertex;
  }

  @Override
  public int hashCode() {
    return TapVertex.class.hashCode();
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray paramsView,
      boolean initializeParams,
      DataType dataType) {
    return new Running(graph, name, index, dataType);
  }

  /** Copies: each vertex owns its result in DL4J's workspaces, and what is tapped is small. */
  static final class Running extends VertexRuntime {
    private static final long serialVersionUID = 1L;

    Running(ComputationGraph graph, String name, int index, DataType dataType) {
      super(graph, name, index, dataType);
    }

    @Override
    public INDArray doForward(boolean training, LayerWorkspaceMgr workspaceMgr) {
      return workspaceMgr.dup(ArrayType.ACTIVATIONS, inputs[0], 'c');
    }

    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaceMgr) {
      return new Pair<>(
          null, new INDArray[] {workspaceMgr.dup(ArrayType.ACTIVATION_GRAD, epsilon, 'c')});
    }
  }
}
