package org.ssl4j.dl4j.layer;

import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.common.primitives.Pair;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A vertex whose output is its input; its backward pass is the identity, or zero. */
abstract class IdentityVertex extends VertexConf {
  private static final long serialVersionUID = 1L;

  IdentityVertex() {
    super(1);
  }

  /** Whether the gradient goes through; otherwise it is zero. */
  abstract boolean passesGradient();

  @Override
  public final boolean equals(Object other) {
    return other instanceof IdentityVertex that && that.passesGradient() == passesGradient();
  }

  @Override
  public final int hashCode() {
    return Boolean.hashCode(passesGradient());
  }

  @Override
  public final org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray paramsView,
      boolean initializeParams,
      DataType dataType) {
    return new Running(graph, name, index, dataType, passesGradient());
  }

  /** Copies: each vertex owns its result in DL4J's workspaces, and what is tapped is small. */
  private static final class Running extends VertexRuntime {
    private static final long serialVersionUID = 1L;

    private final boolean passesGradient;

    Running(
        ComputationGraph graph, String name, int index, DataType dataType, boolean passesGradient) {
      super(graph, name, index, dataType);
      this.passesGradient = passesGradient;
    }

    @Override
    public INDArray doForward(boolean training, LayerWorkspaceMgr workspaceMgr) {
      return workspaceMgr.dup(ArrayType.ACTIVATIONS, inputs[0], 'c');
    }

    /** Zeros, not null: DL4J takes a null gradient for a missing one and drops its siblings'. */
    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaceMgr) {
      var gradient =
          passesGradient
              ? workspaceMgr.dup(ArrayType.ACTIVATION_GRAD, epsilon, 'c')
              : workspaceMgr.create(
                  ArrayType.ACTIVATION_GRAD, inputs[0].dataType(), inputs[0].shape(), 'c');
      return new Pair<>(null, new INDArray[] {gradient});
    }
  }
}
