package org.ssl4j.dl4j;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.ssl4j.config.Convolution;
import org.ssl4j.dl4j.layer.AddReluVertex;
import org.ssl4j.dl4j.layer.BatchNorm2d;
import org.ssl4j.dl4j.layer.Conv2d;
import org.ssl4j.dl4j.layer.Dense;
import org.ssl4j.dl4j.layer.LayoutAware;
import org.ssl4j.dl4j.layer.PlainVertex;
import org.ssl4j.dl4j.layer.Pool;
import org.ssl4j.dl4j.layer.StopGradientVertex;
import org.ssl4j.dl4j.layer.TapVertex;
import org.ssl4j.network.NetworkPlan;
import org.ssl4j.network.NetworkPlan.Node;
import org.ssl4j.network.Operations;
import org.ssl4j.text.Text;

/**
 * From a plan to a DL4J graph: one layer or vertex for each node, and what the graph may leave out
 * because of who reads what.
 */
final class Lowering {

  /**
   * Smaller results are kept. At batch 64 these are all but the first stage of a ResNet-18 (60 MB),
   * and all of a narrow net at batch 128 (31 MB).
   */
  static final long KEEP_BELOW_BYTES = 32L << 20;

  private final NetworkPlan plan;
  private final String kernels;
  private final Convolution convolution;
  private final DataType type;

  /** Nodes whose results are in the layout of the engine that executes the layers. */
  private final Set<String> engineLayout = new HashSet<>();

  /**
   * @param kernels name of what executes the layers
   */
  Lowering(NetworkPlan plan, String kernels, Convolution convolution, DataType type) {
    this.plan = plan;
    this.kernels = kernels;
    this.convolution = convolution;
    this.type = type;
  }

  /** Why a plan cannot become a graph, or empty if it can. */
  static Optional<String> refusal(NetworkPlan plan) {
    return plan.nodes().stream()
        .filter(node -> !known(node))
        .findFirst()
        .map(
            node ->
                Text.of(
                    "it has no operation \"%s\", which \"%s\" needs",
                    node.operation().name(), node.name()));
  }

  private static boolean known(Node node) {
    var operation = node.operation();
    return operation instanceof Operations.Convolution
        || operation instanceof Operations.BatchNorm
        || operation instanceof Operations.AddRelu
        || operation instanceof Operations.Relu
        || operation instanceof Operations.MaxPool
        || operation instanceof Operations.GlobalAveragePool
        || operation instanceof Operations.Dense
        || operation instanceof Operations.Identity
        || operation instanceof Operations.StopGradient;
  }

  /**
   * Makes the graph.
   *
   * @param keepBelowBytes results of batch norms of so many bytes and more are not kept for the
   *     backward pass where one layer alone reads them
   */
  SslGraph graph(long keepBelowBytes) {
    var configuration = configuration();
    var parts = new java.util.HashMap<String, org.ssl4j.network.Part>();
    plan.nodes().forEach(node -> parts.put(node.name(), node.part()));
    var built = new SslGraph(configuration, parts::get);
    foldBatchNorms(configuration, built);
    passOnBatchNorms(configuration, built, keepBelowBytes);
    return built;
  }

  private ComputationGraphConfiguration configuration() {
    var graph =
        new NeuralNetConfiguration.Builder()
            .seed(plan.seed())
            .dataType(type)
            .miniBatch(false)
            .trainingWorkspaceMode(WorkspaceMode.ENABLED)
            .inferenceWorkspaceMode(WorkspaceMode.ENABLED)
            .graphBuilder()
            .addInputs(NetworkPlan.INPUT);
    for (var node : plan.nodes()) {
      add(graph, node);
    }
    return graph.setOutputs(plan.outputs().toArray(String[]::new)).build();
  }

  private void add(GraphBuilder graph, Node node) {
    var operation = node.operation();
    if (operation instanceof Operations.AddRelu) {
      var sum = new AddReluVertex(kernels);
      graph.addVertex(node.name(), sum, inputs(graph, node, sum));
    } else if (operation instanceof Operations.Identity) {
      var tap = new TapVertex();
      graph.addVertex(node.name(), tap, inputs(graph, node, tap));
    } else if (operation instanceof Operations.StopGradient) {
      var stop = new StopGradientVertex();
      graph.addVertex(node.name(), stop, inputs(graph, node, stop));
    } else {
      var layer = layer(node);
      graph.addLayer(node.name(), layer, inputs(graph, node, layer));
    }
  }

  /** What a node's layer or vertex reads: made plain where it cannot read the engine's layout. */
  private String[] inputs(GraphBuilder graph, Node node, Object reader) {
    var own = node.inputs().stream().map(engineLayout::contains).toList();
    boolean alike = own.stream().distinct().count() == 1;
    if (reader instanceof LayoutAware aware && alike) {
      if (aware.writesEngineLayout(type, own)) {
        engineLayout.add(node.name());
      }
      return node.inputs().toArray(String[]::new);
    }
    return node.inputs().stream().map(input -> plain(graph, input)).toArray(String[]::new);
  }

  private String plain(GraphBuilder graph, String input) {
    if (!engineLayout.contains(input)) {
      return input;
    }
    String name = input + ".plain";
    if (!graph.getVertices().containsKey(name)) {
      graph.addVertex(name, new PlainVertex(channels(input), kernels), input);
    }
    return name;
  }

  private Layer layer(Node node) {
    var operation = node.operation();
    if (operation instanceof Operations.Convolution convolved) {
      // Nothing needs the gradient of the images, but DL4J adds up what their readers return.
      boolean only =
          node.inputs().contains(NetworkPlan.INPUT) && plan.readers(NetworkPlan.INPUT) == 1;
      return new Conv2d(convolved, !only, kernels, convolution);
    } else if (operation instanceof Operations.BatchNorm norm) {
      return new BatchNorm2d(norm, kernels);
    } else if (operation instanceof Operations.Dense dense) {
      return new Dense(dense, kernels);
    } else if (operation instanceof Operations.MaxPool pool) {
      return Pool.max(channelsBelow(node), pool.kernel(), pool.stride(), pool.padding(), kernels);
    } else if (operation instanceof Operations.GlobalAveragePool) {
      return Pool.globalAverage(channelsBelow(node), kernels);
    } else if (operation instanceof Operations.Relu) {
      return new ActivationLayer.Builder().activation(Activation.RELU).build();
    }
    throw new IllegalArgumentException(refusal(plan).orElse(operation.name()));
  }

  /** Channels of what a node reads: those of the last layer below it that has parameters. */
  int channelsBelow(Node node) {
    return channels(node.inputs().get(0));
  }

  int channels(String name) {
    if (name.equals(NetworkPlan.INPUT)) {
      return plan.channels();
    }
    var node = plan.nodes().stream().filter(n -> n.name().equals(name)).findFirst().orElseThrow();
    var operation = node.operation();
    if (operation instanceof Operations.Convolution convolved) {
      return convolved.outputs();
    }
    return operation instanceof Operations.Dense dense
        ? dense.outputs()
        : channels(node.inputs().get(0));
  }

  /**
   * The result of a batch norm that has one reader is not kept, if no other such result lies
   * between the two: they share their memory.
   */
  private static void passOnBatchNorms(
      ComputationGraphConfiguration configuration, SslGraph built, long keepBelowBytes) {
    var inputs = configuration.getVertexInputs();
    var order = built.executionOrder();
    int convolutions = -1;
    int additions = -1;
    for (String name : order) {
      var readers =
          inputs.entrySet().stream().filter(entry -> entry.getValue().contains(name)).toList();
      if (!(layerOf(configuration, name) instanceof BatchNorm2d) || readers.size() != 1) {
        continue;
      }
      String reader = readers.get(0).getKey();
      var from = readers.get(0).getValue();
      int start = order.indexOf(name);
      int end = order.indexOf(reader);
      if (layerOf(configuration, reader) instanceof Conv2d && start > convolutions) {
        Conv2d.readAlone(built.getLayer(reader), built.getLayer(name), keepBelowBytes);
        convolutions = end;
      } else if (configuration.getVertices().get(reader) instanceof AddReluVertex
          && from.indexOf(name) == 1
          && start > additions) {
        AddReluVertex.readAlone(built.getVertex(reader), built.getLayer(name), keepBelowBytes);
        additions = end;
      }
    }
  }

  /** A batch norm that alone reads a convolution's result becomes part of it in inference. */
  private void foldBatchNorms(ComputationGraphConfiguration configuration, SslGraph built) {
    Map<String, java.util.List<String>> inputs = configuration.getVertexInputs();
    inputs.forEach(
        (name, from) -> {
          if (layerOf(configuration, name) instanceof BatchNorm2d
              && layerOf(configuration, from.get(0)) instanceof Conv2d
              && plan.readers(from.get(0)) == 1) {
            Conv2d.fold(built.getLayer(from.get(0)), built.getLayer(name));
          }
        });
  }

  private static Layer layerOf(ComputationGraphConfiguration configuration, String vertex) {
    return configuration.getVertices().get(vertex) instanceof LayerVertex layer
        ? layer.getLayerConf().getLayer()
        : null;
  }
}
