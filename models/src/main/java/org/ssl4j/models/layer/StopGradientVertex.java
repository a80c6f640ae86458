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
 * Identity whose backward pass is zero: the stop-gradient of BYOL and SimSiam (arXiv:2011.10566,
 * algorithm 1).
 *
 * <p>Ablating stop-gradient replaces this vertex by a {@link TapVertex} and changes nothing else.
 */
public final class StopGradientVertex extends VertexConf {
  private static final long serialVersionUID = 1L;

  public StopGradientVertex() {
    super(1);
  }

  @Override
  public GraphVertex clone() {
    return new StopGradientVertex();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof StopGradientVertex;
  }

  @Override
  public int hashCode() {
    return StopGradientVertex.class.hashCode();
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

  private static final class Running extends VertexRuntime {
    private static final long serialVersionUID = 1L;

    Running(ComputationGraph graph, String name, int index, DataType dataType) {
      super(graph, name, index, dataType);
    }

    @Override
    public INDArray doForward(boolean training, LayerWorkspaceMgr workspaceMgr) {
      return workspaceMgr.dup(ArrayType.ACTIVATIONS, inputs[0], 'c');
    }

    /** Zeros, not null: DL4J takes a null gradient for a missing one and drops its siblings'. */
    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaceMgr) {
      return new Pair<>(
          null,
          new INDArray[] {
            workspaceMgr.create(
                ArrayType.ACTIVATION_GRAD, inputs[0].dataType(), inputs[0].shape(), 'c')
          });
    }
  }
}
