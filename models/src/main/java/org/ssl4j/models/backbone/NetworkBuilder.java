package org.ssl4j.models.backbone;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.graph.LayerVertex;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.ssl4j.config.Convolution;
import org.ssl4j.method.Tap;
import org.ssl4j.models.engine.BatchNormSpec;
import org.ssl4j.models.engine.ConvolutionSpec;
import org.ssl4j.models.engine.DenseSpec;
import org.ssl4j.models.engine.Engines;
import org.ssl4j.models.layer.AddReluVertex;
import org.ssl4j.models.layer.BatchNorm2d;
import org.ssl4j.models.layer.Conv2d;
import org.ssl4j.models.layer.Dense;
import org.ssl4j.models.layer.PlainVertex;
import org.ssl4j.models.layer.Pool;
import org.ssl4j.models.layer.StopGradientVertex;
import org.ssl4j.models.layer.TapVertex;
import org.ssl4j.network.SslGraph;
import org.ssl4j.network.SslGraph.Reading;

/**
 * Assembles one network from the project's layers. Every method adds a vertex and returns it, so
 * that a network reads as the expression it computes.
 */
public final class NetworkBuilder {

  /** Name of the graph's only input, images [N, 3, H, W]. */
  public static final String INPUT = "images";

  /** PyTorch's defaults, which the published recipes use. */
  private static final double BATCH_NORM_EPSILON = 1e-5;

  private static final double BATCH_NORM_MOMENTUM = 0.1;

  /**
   * Smaller results are kept. At batch 64 these are all but the first stage of a ResNet-18 (60 MB),
   * and all of a narrow net at batch 128 (31 MB).
   */
  private static final long KEEP_BELOW_BYTES = 32L << 20;

  /**
   * A vertex of the network being built.
   *
   * @param name vertex name
   * @param channels channels or features of its output
   */
  public record Node(String name, int channels) {}

  /**
   * What holds for all layers of a network.
   *
   * @param seed of the initial weights; each layer draws from (seed, its name)
   * @param dataType float, or double for checks
   * @param engine what executes the layers
   * @param convolution which algorithm computes its convolutions
   * @param groups parts of the batch with batch statistics of their own: the stacked views, or 1
   * @param splits further parts inside a group (MoCo's split batch norm), or 1
   */
  public record Options(
      long seed,
      DataType dataType,
      String engine,
      Convolution convolution,
      int groups,
      int splits) {}

  private final Options options;
  private final ComputationGraphConfiguration.GraphBuilder graph;
  private final Map<Tap, Reading> profile = new LinkedHashMap<>();

  public NetworkBuilder(Options options) {
    this.options = options;
    this.graph =
        new NeuralNetConfiguration.Builder()
            .seed(options.seed())
            .dataType(options.dataType())
            .miniBatch(false)
            .trainingWorkspaceMode(WorkspaceMode.ENABLED)
            .inferenceWorkspaceMode(WorkspaceMode.ENABLED)
            .graphBuilder()
            .addInputs(INPUT);
  }

  /** Name of the engine that executes the layers. */
  public String engine() {
    return Engines.select(options.engine(), options.dataType()).name();
  }

  /** Name of the algorithms that compute its convolutions here. */
  public String convolutions() {
    return Engines.select(options.engine(), options.dataType()).convolutions(options.convolution());
  }

  /** The images. */
  public Node input() {
    return new Node(INPUT, 3);
  }

  public Node convolution(String name, Node from, int outputs, int kernel, int stride) {
    var spec = new ConvolutionSpec(from.channels(), outputs, kernel, stride, kernel / 2);
    boolean first = from.name().equals(INPUT);
    graph.addLayer(
        name, new Conv2d(spec, !first, options.engine(), options.convolution()), from.name());
    return new Node(name, outputs);
  }

  public Node batchNorm(String name, Node from, boolean affine, boolean relu) {
    var spec =
        new BatchNormSpec(
            from.channels(),
            options.groups(),
            options.splits(),
            BATCH_NORM_EPSILON,
            BATCH_NORM_MOMENTUM,
            affine,
            relu);
    graph.addLayer(name, new BatchNorm2d(spec, options.engine()), from.name());
    return new Node(name, from.channels());
  }

  public Node addRelu(String name, Node a, Node b) {
    graph.addVertex(name, new AddReluVertex(options.engine()), a.name(), b.name());
    return new Node(name, a.channels());
  }

  public Node maxPool(String name, Node from, int kernel, int stride, int padding) {
    graph.addLayer(
        name, Pool.max(from.channels(), kernel, stride, padding, options.engine()), from.name());
    return new Node(name, from.channels());
  }

  public Node globalAveragePool(String name, Node from) {
    graph.addLayer(name, Pool.globalAverage(from.channels(), options.engine()), from.name());
    return new Node(name, from.channels());
  }

  public Node dense(String name, Node from, int outputs, boolean bias) {
    graph.addLayer(
        name,
        new Dense(new DenseSpec(from.channels(), outputs, bias), options.engine()),
        from.name());
    return new Node(name, outputs);
  }

  public Node relu(String name, Node from) {
    graph.addLayer(
        name, new ActivationLayer.Builder().activation(Activation.RELU).build(), from.name());
    return new Node(name, from.channels());
  }

  /** The same maps as plain [N, C, H, W], for DL4J's own layers and for outputs. */
  public Node plain(String name, Node from) {
    graph.addVertex(name, new PlainVertex(from.channels(), options.engine()), from.name());
    return new Node(name, from.channels());
  }

  public Node tap(String name, Node from) {
    graph.addVertex(name, new TapVertex(), from.name());
    return new Node(name, from.channels());
  }

  public Node stopGradient(String name, Node from) {
    graph.addVertex(name, new StopGradientVertex(), from.name());
    return new Node(name, from.channels());
  }

  /** Has the features of an inner layer [N, d] watched, without any effect on the network. */
  public void watch(Tap tap, Node features) {
    profile.put(tap, Reading.of(features.name()));
  }

  /** Has maps watched by their means over all positions [N, C]. */
  public void watchMaps(Tap tap, Node maps) {
    var pool =
        Engines.select(options.engine(), options.dataType()).globalAveragePool(maps.channels());
    profile.put(
        tap,
        new Reading(
            maps.name(),
            activation ->
                pool.forward(activation, (type, shape) -> Nd4j.createUninitialized(type, shape))));
  }

  /** What has been watched so far, in that order. */
  public Map<Tap, Reading> profile() {
    return new LinkedHashMap<>(profile);
  }

  /** Ends the network. */
  public SslGraph build(String... outputs) {
    return build(KEEP_BELOW_BYTES, outputs);
  }

  /**
   * Ends the network.
   *
   * @param keepBelowBytes results of batch norms of so many bytes and more are not kept for the
   *     backward pass where one layer alone reads them
   */
  public SslGraph build(long keepBelowBytes, String... outputs) {
    graph.setOutputs(outputs);
    var configuration = graph.build();
    var built = new SslGraph(configuration);
    foldBatchNorms(configuration, built);
    passOnBatchNorms(configuration, built, keepBelowBytes);
    return built;
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

  private static long readersOf(Map<String, List<String>> inputs, String vertex) {
    return inputs.values().stream().filter(from -> from.contains(vertex)).count();
  }

  /** A batch norm that alone reads a convolution's result becomes part of it in inference. */
  private static void foldBatchNorms(ComputationGraphConfiguration configuration, SslGraph built) {
    var inputs = configuration.getVertexInputs();
    inputs.forEach(
        (name, from) -> {
          if (layerOf(configuration, name) instanceof BatchNorm2d
              && layerOf(configuration, from.get(0)) instanceof Conv2d
              && readersOf(inputs, from.get(0)) == 1) {
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
