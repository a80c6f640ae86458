package org.ssl4j.dl4j;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.deeplearning4j.nn.api.FwdPassType;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.deeplearning4j.nn.graph.vertex.GraphVertex;
import org.deeplearning4j.nn.workspace.ArrayType;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.ssl4j.dl4j.layer.PassScope;
import org.ssl4j.dl4j.layer.PassState;
import org.ssl4j.dl4j.layer.SslLayer;
import org.ssl4j.natives.OpenBlas;
import org.ssl4j.network.ParameterKind;
import org.ssl4j.network.ParameterLayout;
import org.ssl4j.network.ParameterSegment;
import org.ssl4j.network.Part;
import org.ssl4j.network.Partition;
import org.ssl4j.network.StepProfile;
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

  private final transient INDArray parameterVector;
  private final transient INDArray gradientVector;

  /** Vertices whose activations only their engine can read. */
  private final transient Set<String> engineLayout;

  /** Which part of a method's network a vertex belongs to. */
  private final transient Function<String, Part> parts;

  /** The open passes by slot; null where a slot is free. */
  private final transient List<Pass> open = new ArrayList<>();

  /** The pass whose state the vertices hold; null if they hold that of none that is open. */
  private transient Pass current;

  private transient ParameterLayout layout;

  /**
   * Builds and initialises the graph.
   *
   * @throws IllegalArgumentException if an output feeds another vertex, a vertex cannot read its
   *     input's layout, or the two workspace modes differ
   */
  public SslGraph(ComputationGraphConfiguration configuration) {
    this(configuration, vertex -> Part.BACKBONE);
  }

  /**
   * Builds and initialises the graph.
   *
   * @param parts which part of a method's network a vertex belongs to
   */
  public SslGraph(ComputationGraphConfiguration configuration, Function<String, Part> parts) {
    super(configuration);
    this.parts = parts;
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

  /** Forward pass in training mode with the whole batch's statistics. */
  public Pass forward(INDArray images) {
    return forward(images, Partition.WHOLE);
  }

  /**
   * Forward pass in training mode that keeps what the backward pass needs until the returned pass
   * is closed. Several may be open.
   *
   * @param images [N, C, H, W]
   * @param partition parts of the batch with statistics of their own
   */
  public Pass forward(INDArray images, Partition partition) {
    leaveCurrent();
    var pass = new Pass(new PassScope(partition, freeSlot()));
    try {
      pass.run(images);
    } catch (RuntimeException e) {
      pass.close();
      throw e;
    }
    current = pass;
    return pass;
  }

  /** The vertices are about to hold another pass's state. */
  private void leaveCurrent() {
    if (current != null) {
      current.remember();
      current = null;
    }
  }

  private int freeSlot() {
    int slot = open.indexOf(null);
    return slot < 0 ? open.size() : slot;
  }

  /**
   * Forward pass that keeps nothing for a backward pass.
   *
   * @param images [N, C, H, W]
   * @param partition parts of the batch whose statistics batch norm uses and remembers; null to use
   *     the running ones
   * @param vertices names of the vertices whose activations are wanted
   * @return detached activations, in the order of the names
   * @throws IllegalArgumentException if one of them is in the engine's own layout
   */
  public List<INDArray> compute(INDArray images, Partition partition, List<String> vertices) {
    vertices.forEach(this::requirePlain);
    return compute(images, partition, vertices.stream().map(VertexReading::of).toList(), vertices);
  }

  /**
   * What is read of a vertex.
   *
   * @param vertex its name
   * @param function of its activation, which may be in the engine's own layout; the result is plain
   */
  public record VertexReading(String vertex, UnaryOperator<INDArray> function) {
    /** The activation itself. */
    public static VertexReading of(String vertex) {
      return new VertexReading(vertex, UnaryOperator.identity());
    }
  }

  /**
   * Forward pass in inference mode.
   *
   * @param images [N, C, H, W]
   * @return detached results, in the order of the readings
   */
  public List<INDArray> read(INDArray images, List<VertexReading> readings) {
    var vertices = readings.stream().map(VertexReading::vertex).toList();
    return compute(images, null, readings, vertices);
  }

  private List<INDArray> compute(
      INDArray images, Partition partition, List<VertexReading> readings, List<String> vertices) {
    leaveCurrent();
    int last = lastOf(vertices);
    var scope = new PassScope(partition == null ? Partition.WHOLE : partition, freeSlot());
    long start = StepProfile.start();
    try (var workspace = openActivations()) {
      var all =
          scope.in(
              () ->
                  ffToLayerActivationsInWS(
                      partition != null,
                      last,
                      null,
                      FwdPassType.STANDARD,
                      false,
                      new INDArray[] {images},
                      null,
                      null,
                      true));
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
                kind(layer.conf().getLayer(), entry.getKey()),
                parts.apply(vertex.getVertexName())));
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
    if (layer instanceof SslLayer own) {
      return own.kindOf(parameter);
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

  private Scope openActivations() {
    return configuration.getTrainingWorkspaceMode() == WorkspaceMode.NONE
        ? Nd4j.getMemoryManager().scopeOutOfWorkspaces()::close
        : PassMemory.open(WS_ALL_LAYERS_ACT)::close;
  }

  /** The memory of activations, as long as it is not closed. */
  private interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  /** One forward pass whose activations are alive, and the backward pass that may follow. */
  public final class Pass implements AutoCloseable {
    private final PassScope scope;
    private final Scope activations;
    private Map<String, INDArray> byVertex;
    private Map<GraphVertex, Remembered> remembered;
    private boolean closed;

    private Pass(PassScope scope) {
      this.scope = scope;
      while (open.size() <= scope.slot()) {
        open.add(null);
      }
      open.set(scope.slot(), this);
      activations = openActivations();
    }

    private void run(INDArray images) {
      long start = StepProfile.start();
      byVertex =
          scope.in(
              () ->
                  ffToLayerActivationsInWS(
                      true,
                      -1,
                      null,
                      FwdPassType.STANDARD,
                      false,
                      new INDArray[] {images},
                      null,
                      null,
                      false));
      StepProfile.stop(StepProfile.Part.GRAPH, start);
    }

    /** Another pass is about to use the vertices. */
    private void remember() {
      remembered = new LinkedHashMap<>();
      for (GraphVertex vertex : vertices) {
        remembered.put(vertex, Remembered.of(vertex));
      }
    }

    /** Gives the vertices back what this pass has left in them. */
    private void resume() {
      if (current == this) {
        return;
      }
      leaveCurrent();
      remembered.values().forEach(Remembered::putBack);
      remembered = null;
      current = this;
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
      resume();
      long start = StepProfile.start();
      scope.in(
          () -> {
            calcBackpropGradients(true, false, epsilons);
            return null;
          });
      StepProfile.stop(StepProfile.Part.GRAPH, start);
    }

    /** The memory of passes is given back when the last of those that are open is closed. */
    @Override
    public void close() {
      if (!closed) {
        closed = true;
        activations.close();
        open.set(scope.slot(), null);
        current = current == this ? null : current;
      }
    }
  }

  /** What a pass has left in a vertex. */
  private record Remembered(GraphVertex vertex, INDArray[] inputs, PassState keeper, Object state) {

    /** A layer's input lies in the passes' workspace already, so that nothing is copied. */
    private static final LayerWorkspaceMgr IN_PLACE =
        LayerWorkspaceMgr.builder()
            .with(ArrayType.INPUT, WS_ALL_LAYERS_ACT, PassMemory.CONFIGURATION)
            .build();

    static Remembered of(GraphVertex vertex) {
      INDArray[] inputs = vertex.getInputs();
      Object keeper = vertex.hasLayer() ? vertex.getLayer() : vertex;
      var state = keeper instanceof PassState own ? own : null;
      return new Remembered(
          vertex,
          inputs == null ? null : inputs.clone(),
          state,
          state == null ? null : state.remembered());
    }

    void putBack() {
      vertex.setInputs(inputs);
      if (vertex.hasLayer()) {
        vertex.getLayer().setInput(inputs[0], IN_PLACE);
      }
      if (keeper != null) {
        keeper.remember(state);
      }
    }
  }
}
