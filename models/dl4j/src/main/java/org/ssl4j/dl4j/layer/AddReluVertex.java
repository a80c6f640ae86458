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
import org.nd4j.shade.jackson.annotation.JsonProperty;
import org.ssl4j.dl4j.kernel.AddReluKernel;
import org.ssl4j.dl4j.kernel.Engines;

/** End of a residual block: {@code relu(a + b)} (He et al., arXiv:1512.03385, fig. 2). */
public final class AddReluVertex extends VertexConf implements LayoutAware {
  private static final long serialVersionUID = 1L;

  @JsonProperty private String engine = "auto";

  /** For deserialisation. */
  @SuppressWarnings("unused")
  private AddReluVertex() {
    super(2);
  }

  public AddReluVertex(String engine) {
    super(2);
    this.engine = engine;
  }

  @Override
  public GraphVertex clone() {
    return new AddReluVertex(engine);
  }

  @Override
  public org.deeplearning4j.nn.graph.vertex.GraphVertex instantiate(
      ComputationGraph graph,
      String name,
      int index,
      INDArray paramsView,
      boolean initializeParams,
      DataType dataType) {
    return new Running(graph, name, index, dataType, Engines.select(engine, dataType).addRelu());
  }

  @Override
  public boolean writesEngineLayout(DataType dataType, List<Boolean> engineInputs) {
    if (!engineInputs.get(0).equals(engineInputs.get(1))) {
      throw new IllegalArgumentException(
          "one of its inputs is in the engine's own layout and the other is plain; put a PlainVertex after the first one");
    }
    return engineInputs.get(0);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof AddReluVertex that && that.engine.equals(engine);
  }

  @Override
  public int hashCode() {
    return engine.hashCode();
  }

  /**
   * Tells a running vertex that nothing else reads the result of the batch norm that is its second
   * input, which then need not be kept for the backward pass.
   *
   * @param fromBytes the smallest result that is not kept
   */
  public static void readAlone(
      org.deeplearning4j.nn.graph.vertex.GraphVertex vertex,
      org.deeplearning4j.nn.api.Layer batchNorm,
      long fromBytes) {
    var shortcut = (BatchNorm2d.Running) batchNorm;
    if (shortcut.passOn(PassingMemory.Use.SHORTCUT, fromBytes)) {
      ((Running) vertex).shortcut = shortcut;
    }
  }

  private static final class Running extends VertexRuntime implements PassState {
    private static final long serialVersionUID = 1L;

    private final transient AddReluKernel kernel;
    private transient INDArray output;

    /** The second input, if its result is not kept; or null. */
    private transient BatchNorm2d.Running shortcut;

    Running(
        ComputationGraph graph, String name, int index, DataType dataType, AddReluKernel kernel) {
      super(graph, name, index, dataType);
      this.kernel = kernel;
    }

    @Override
    public Object remembered() {
      return output;
    }

    @Override
    public void remember(Object state) {
      output = (INDArray) state;
    }

    @Override
    public INDArray doForward(boolean training, LayerWorkspaceMgr workspaceMgr) {
      output =
          kernel.forward(
              inputs[0],
              shortcut == null ? inputs[1] : shortcut.passedOn(inputs[1]),
              (type, shape) ->
                  mayOverwriteFirst()
                      ? inputs[0]
                      : workspaceMgr.createUninitialized(ArrayType.ACTIVATIONS, type, shape, 'c'));
      return output;
    }

    /**
     * The sum may replace the first input if nothing else reads it, here or in a backward pass: a
     * fifth of a residual block's activations is never kept. A batch norm without ReLU needs its
     * input for the backward pass, not its output.
     */
    private boolean mayOverwriteFirst() {
      var first = graph.getVertices()[getInputVertices()[0].getVertexIndex()];
      return first.getNumOutputConnections() == 1
          && first.hasLayer()
          && first.getLayer().conf().getLayer() instanceof BatchNorm2d norm
          && !norm.operation().relu()
          && inputs[0].ordering() == 'c'
          && !inputs[0].isView();
    }

    /**
     * Both inputs get the same array. DL4J may add another consumer's gradient to it in place, but
     * only to a shortcut's, and in reverse topological order the other branch has used it up by
     * then.
     */
    @Override
    public Pair<Gradient, INDArray[]> doBackward(boolean tbptt, LayerWorkspaceMgr workspaceMgr) {
      var gradient =
          kernel.backward(
              output,
              epsilon,
              (type, shape) ->
                  workspaceMgr.createUninitialized(ArrayType.ACTIVATION_GRAD, type, shape, 'c'));
      return new Pair<>(null, new INDArray[] {gradient, gradient});
    }

    @Override
    public void clear() {
      super.clear();
      output = null;
    }
  }
}
