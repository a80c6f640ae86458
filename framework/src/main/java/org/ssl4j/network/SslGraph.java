package org.ssl4j.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.FwdPassType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.nd4j.linalg.api.memory.MemoryWorkspace;
import org.nd4j.linalg.api.memory.conf.WorkspaceConfiguration;
import org.nd4j.linalg.api.memory.enums.AllocationPolicy;
import org.nd4j.linalg.api.memory.enums.LearningPolicy;
import org.nd4j.linalg.api.memory.enums.ResetPolicy;
import org.nd4j.linalg.api.memory.enums.SpillPolicy;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.ssl4j.natives.OpenBlas;
import org.ssl4j.text.Text;

/**
 * A computation graph whose loss lives outside it: outputs go out, gradients of the loss with
 * respect to them come back.
 *
 * <p>This is the only class that touches DL4J's protected methods. Outputs must be leaves (DL4J
 * silently loses the downstream gradient of an output that feeds other vertices); the constructor
 * refuses a graph where one is not.
 *
 * <p>Not safe for use by several threads.
 */
public final class SslGraph extends ComputationGraph {

  static {
    OpenBlas.prepare();
  }

  private static final long serialVersionUID = 1L;

  /**
   * DL4J's, but as large as what one pass needs: its own takes a few percent more, of gigabytes
   * that do not change from step to step.
   */
  private static final WorkspaceConfiguration ACTIVATIONS_CONFIGURATION =
      WorkspaceConfiguration.builder()
          .initialSize(0)
          .policyAllocation(AllocationPolicy.STRICT)
          .policyLearning(LearningPolicy.FIRST_LOOP)
          .policySpill(SpillPolicy.REALLOCATE)
          .policyReset(ResetPolicy.BLOCK_LEFT)
          .build();

  private final transient INDArray parameterVector;
  private final transient INDArray gradientVector;

  /** Vertices whose activations only their engine can read. */
  private final transient Set<String> engineLayout;

  private transient MemoryWorkspace activations;
  private transient ParameterLayout layout;

  /**
   * Builds and initialises the graph.
   *
   * @throws IllegalArgumentException if an output feeds another vertex, a vertex cannot read its
   *     input's layout, or the two workspace modes differ
   */
  public SslGraph(ComputationGraphConfiguration configuration) {
    super(configuration);
    requireLeafOutputs(configuration);
    if (configuration.getTrainingWorkspaceMode() != configuration.getInferenceWorkspaceMode()) {
      // DL4J decides from the inference mode whether the backward pass has workspaces.
      throw new IllegalArgumentException("training and inference workspace modes must be equal");
    }
    init();
    engineLayout = EngineLayouts.verify(configuration, executionOrder());
    initGradientsView();
    parameterVector = flattenedParams.reshape(flattenedParams.length());
    gradientVector = flattenedGradients.reshape(flattenedGradients.length());
  }

  private static void requireLeafOutputs(ComputationGraphConfiguration configuration) {
    for (String output : configuration.getNetworkOutputs()) {
      configuration
          .getVertexInputs()
          .forEach(
              (vertex, inputs) -> {
                if (inputs.contains(output)) {
                  throw new IllegalArgumentException(
                      Text.of(
                          "output \"%s\" feeds \"%s\", but an output must be a leaf; add a tap after it and make the tap the output",
                          output, vertex));
                }
              });
    }
  }

  /**
   * Forward pass in training mode that keeps what the backward pass needs until the returned pass
   * is closed.
   *
   * @param images [N, C, H, W]
   */
  public Pass forward(INDArray images) {
    if (activations != null) {
      throw new IllegalStateException("the previous pass of this graph has not been closed");
    }
    activations = openActivations();
    long start = StepProfile.start();
    try {
      var all =
          ffToLayerActivationsInWS(
              true,
              -1,
              null,
              FwdPassType.STANDARD,
              false,
              new INDArray[] {images},
              null,
              null,
              false);
      StepProfile.stop(StepProfile.Part.GRAPH, start);
      return new Pass(all);
    } catch (RuntimeException e) {
      closeActivations();
      throw e;
    }
  }

  /**
   * Forward pass that keeps nothing for a backward pass.
   *
   * @param training whether batch norm uses (and updates) batch statistics
   * @param images [N, C, H, W]
   * @param vertices names of the vertices whose activations are wanted
   * @return detached activations, in the order of the names
   * @throws IllegalArgumentException if one of them is in the engine's own layout
   */
  public List<INDArray> compute(boolean training, INDArray images, List<String> vertices) {
    vertices.forEach(this::requirePlain);
    return compute(training, images, vertices.stream().map(Reading::of).toList(), vertices);
  }

  /**
   * What is read of a vertex.
   *
   * @param vertex its name
   * @param function of its activation, which may be in the engine's own layout; the result is plain
   */
  public record Reading(String vertex, UnaryOperator<INDArray> function) {
    /** The activation itself. */
    public static Reading of(String vertex) {
      return new Reading(vertex, UnaryOperator.identity());
    }
  }

  /**
   * Forward pass in inference mode.
   *
   * @param images [N, C, H, W]
   * @return detached results, in the order of the readings
   */
  public List<INDArray> read(INDArray images, List<Reading> readings) {
    var vertices = readings.stream().map(Reading::vertex).toList();
    return compute(false, images, readings, vertices);
  }

  private List<INDArray> compute(
      boolean training, INDArray images, List<Reading> readings, List<String> vertices) {
    int last = lastOf(vertices);
    long start = StepProfile.start();
    try (var scope = openActivations()) {
      var all =
          ffToLayerActivationsInWS(
              training,
              last,
              null,
              FwdPassType.STANDARD,
              false,
              new INDArray[] {images},
              null,
              null,
              true);
      StepProfile.stop(StepProfile.Part.GRAPH, start);
      return readings.stream()
          .map(reading -> reading.function().apply(all.get(reading.vertex())).detach())
          .toList();
    }
  }

  /**
   * Index of the vertex that comes last in topological order: nothing after it needs to be
   * computed.
   */
  private int lastOf(List<String> names) {
    int position = -1;
    for (String name : names) {
      position = Math.max(position, positionOf(vertexNamed(name).getVertexIndex()));
    }
    return topologicalOrder[position];
  }

  private int positionOf(int vertexIndex) {
    for (int i = 0; i < topologicalOrder.length; i++) {
      if (topologicalOrder[i] == vertexIndex) {
        return i;
      }
    }
    throw new IllegalStateException("vertex " + vertexIndex + " is not in the graph");
  }

  /**
   * Multiply-adds of the matrix arithmetic of one image: {@code forward}, and {@code training} with
   * the gradients of weights and inputs.
   */
  public record Work(long forward, long training) {}

  /**
   * Counts the arithmetic of the layers that say theirs.
   *
   * @param side rows and columns of the images
   */
  public Work work(int side) {
    var types =
        configuration.getLayerActivationTypes(false, InputType.convolutional(side, side, 3));
    long forward = 0;
    long training = 0;
    for (var entry : configuration.getVertices().entrySet()) {
      if (entry.getValue() instanceof LayerVertex layer
          && layer.getLayerConf().getLayer() instanceof Arithmetic arithmetic) {
        long count = arithmetic.multiplyAdds(types.get(entry.getKey()));
        forward += count;
        training += count * (arithmetic.needsInputGradient() ? 3 : 2);
      }
    }
    return new Work(forward, training);
  }

  /**
   * Numbers that the layers' outputs have for one image: nearly all that a pass keeps in memory.
   * Sums, taps and the like take over the memory of what they read.
   *
   * @param side rows and columns of the images
   * @param training in inference, batch norms are part of the layer below
   */
  public long outputs(int side, boolean training) {
    var types =
        configuration.getLayerActivationTypes(false, InputType.convolutional(side, side, 3));
    long outputs = 0;
    for (var entry : configuration.getVertices().entrySet()) {
      if (entry.getValue() instanceof LayerVertex layer
          && (training || layer.getLayerConf().getLayer() instanceof Arithmetic)) {
        outputs += types.get(entry.getKey()).arrayElementsPerExample();
      }
    }
    return outputs;
  }

  /** Names of the vertices in the order in which a forward pass computes them. */
  public List<String> executionOrder() {
    return Arrays.stream(topologicalOrder).mapToObj(i -> vertices[i].getVertexName()).toList();
  }

  /**
   * The flat gradient of the last backward pass: same layout as {@link #params()}, zero for running
   * statistics.
   */
  public INDArray flatGradient() {
    return gradientVector;
  }

  /** The flat, live parameter vector, running statistics included. */
  public INDArray flatParameters() {
    return parameterVector;
  }

  /** What lies where in the flat vectors. */
  public ParameterLayout layout() {
    if (layout == null) {
      layout = readLayout();
    }
    return layout;
  }

  private ParameterLayout readLayout() {
    List<ParameterSegment> segments = new ArrayList<>();
    long offset = 0;
    for (int index : topologicalOrder) {
      GraphVertex vertex = vertices[index];
      if (!vertex.hasLayer()) {
        continue;
      }
      var layer = vertex.getLayer();
      for (var entry : layer.paramTable(false).entrySet()) {
        var array = entry.getValue();
        segments.add(
            new ParameterSegment(
                vertex.getVertexName(),
                entry.getKey(),
                offset,
                array.length(),
                array.rank(),
                kind(layer.conf().getLayer(), entry.getKey())));
        offset += array.length();
      }
    }
    return new ParameterLayout(segments);
  }

  /**
   * Our layers say it themselves; of DL4J's own, weights and biases are known and anything else
   * counts as a scale.
   */
  private static ParameterKind kind(Layer layer, String parameter) {
    if (layer instanceof ParameterKinds kinds) {
      return kinds.kindOf(parameter);
    }
    if (layer.initializer().isWeightParam(layer, parameter)) {
      return ParameterKind.WEIGHT;
    }
    return layer.initializer().isBiasParam(layer, parameter)
        ? ParameterKind.BIAS
        : ParameterKind.SCALE;
  }

  private GraphVertex vertexNamed(String name) {
    var vertex = verticesMap.get(name);
    if (vertex == null) {
      throw new IllegalArgumentException(
          Text.of("graph has no vertex \"%s\"; it has %s", name, verticesMap.keySet()));
    }
    return vertex;
  }

  private void requirePlain(String vertex) {
    vertexNamed(vertex);
    if (engineLayout.contains(vertex)) {
      throw new IllegalArgumentException(
          Text.of(
              "activation of \"%s\" is in the engine's own layout; add a PlainVertex after it and read that vertex",
              vertex));
    }
  }

  private MemoryWorkspace openActivations() {
    return configuration.getTrainingWorkspaceMode() == WorkspaceMode.NONE
        ? Nd4j.getMemoryManager().scopeOutOfWorkspaces()
        : Nd4j.getWorkspaceManager()
            .getAndActivateWorkspace(ACTIVATIONS_CONFIGURATION, WS_ALL_LAYERS_ACT);
  }

  private void closeActivations() {
    activations.close();
    activations = null;
  }

  /** One forward pass whose activations are alive, and the backward pass that may follow. */
  public final class Pass implements AutoCloseable {
    private final Map<String, INDArray> byVertex;

    private Pass(Map<String, INDArray> byVertex) {
      this.byVertex = byVertex;
    }

    /**
     * Activation of a vertex, valid until this pass is closed; detach or copy what must live
     * longer.
     *
     * @throws IllegalArgumentException if it is in the engine's own layout
     */
    public INDArray activation(String vertex) {
      requirePlain(vertex);
      return byVertex.get(vertex);
    }

    /**
     * Fills the graph's flat gradient.
     *
     * @param gradients dLoss/dOutput for every output of the graph, by name
     */
    public void backward(Map<String, INDArray> gradients) {
      var outputs = configuration.getNetworkOutputs();
      var remaining = new LinkedHashMap<>(gradients);
      var epsilons =
          outputs.stream()
              .map(
                  output -> {
                    var gradient = remaining.remove(output);
                    if (gradient == null) {
                      throw new IllegalArgumentException(
                          "no gradient given for output \"" + output + "\"");
                    }
                    return gradient;
                  })
              .toArray(INDArray[]::new);
      if (!remaining.isEmpty()) {
        throw new IllegalArgumentException(
            Text.of(
                "gradients were given for %s, which are not outputs of the graph",
                remaining.keySet()));
      }
      long start = StepProfile.start();
      calcBackpropGradients(true, false, epsilons);
      StepProfile.stop(StepProfile.Part.GRAPH, start);
    }

    @Override
    public void close() {
      closeActivations();
    }
  }
}
