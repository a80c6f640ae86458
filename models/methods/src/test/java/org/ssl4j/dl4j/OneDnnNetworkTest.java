package org.ssl4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration.GraphBuilder;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.layers.ActivationLayer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.ssl4j.config.BackboneConfig;
import org.ssl4j.config.BackboneConfig.Stem;
import org.ssl4j.config.Convolution;
import org.ssl4j.config.HeadConfig;
import org.ssl4j.config.HeadConfig.BatchNormMode;
import org.ssl4j.dl4j.kernel.OneDnnNatives;
import org.ssl4j.dl4j.layer.AddReluVertex;
import org.ssl4j.dl4j.layer.BatchNorm2d;
import org.ssl4j.dl4j.layer.Conv2d;
import org.ssl4j.dl4j.layer.PlainVertex;
import org.ssl4j.dl4j.layer.Pool;
import org.ssl4j.dl4j.layer.TapVertex;
import org.ssl4j.method.Heads;
import org.ssl4j.network.Backbones;
import org.ssl4j.network.Operations;
import org.ssl4j.network.Partition;
import org.ssl4j.network.PlanBuilder;

/** Whole networks on the oneDNN engine against the portable one, and graphs that mix layers. */
class OneDnnNetworkTest {

  /** In which parts of a batch each network is trained. */
  private final IdentityHashMap<SslGraph, Partition> partitions = new IdentityHashMap<>();

  private static final double TOLERANCE = 1e-4;
  private static final double TOLERANCE_AFTER_STEPS = 1e-3;
  private static final double LEARNING_RATE = 0.05;
  private static final int CLASSES = 32;
  private static final int DRAWS = 5;

  @BeforeAll
  static void load() {
    OneDnnNatives.require();
  }

  @BeforeEach
  void seed() {
    Nd4j.getRandom().setSeed(11);
  }

  /**
   * The reference is the portable engine in double precision. Outputs agree for every draw. Of
   * gradients the median draw must agree: where a rounding error turns the sign of a value before a
   * ReLU, the gradient jumps by 1e-4 to 7e-3 while it otherwise agrees to some 3e-6; the portable
   * engine in float jumps as often. A wrong kernel is wrong in every draw.
   */
  @ParameterizedTest
  @CsvSource({
    "CIFAR,16,16,16,2,1",
    "CIFAR,20,18,20,2,2",
    "IMAGENET,16,64,16,1,1",
    "CIFAR,8,8,129,1,1"
  })
  void aResidualNetworkWithProjectorAgrees(
      Stem stem, int width, int side, int batch, int groups, int splits) {
    var gradientErrors = new double[DRAWS];
    var updateErrors = new double[DRAWS];
    for (int draw = 0; draw < DRAWS; draw++) {
      var exact = resNet("nd4j", DataType.DOUBLE, stem, width, groups, splits);
      var fast = resNet("onednn", DataType.FLOAT, stem, width, groups, splits);
      exact.flatParameters().assign(fast.flatParameters().castTo(DataType.DOUBLE));
      // Building a graph reseeds ND4J's generator: without this all draws would be the same.
      Nd4j.getRandom().setSeed(100 + draw);
      var images = random(batch, 3, side, side);
      var gradient = random(batch, CLASSES);
      var exactImages = images.castTo(DataType.DOUBLE);

      close("inference", infer(fast, images), infer(exact, exactImages), TOLERANCE);
      var output = step(fast, images, gradient);
      var exactOutput = step(exact, exactImages, gradient.castTo(DataType.DOUBLE));
      close("training output", output, exactOutput, TOLERANCE);
      gradientErrors[draw] = error(fast.flatGradient(), exact.flatGradient());
      updateErrors[draw] = error(fast.flatParameters(), exact.flatParameters());
    }
    assertThat(median(gradientErrors)).as("gradients").isLessThan(TOLERANCE);
    assertThat(median(updateErrors)).as("updated parameters").isLessThan(TOLERANCE);
  }

  /**
   * The gradients are as large as those of a cosine loss on such outputs, 1 / |z| a row. Ten steps
   * of far larger ones would measure chaos instead: a rounding error turns the sign of one value
   * before a ReLU, and the portable engine then also leaves its own run in double precision.
   */
  @Test
  void tenStepsOfTrainingStayTogether() {
    var portable = resNet("nd4j", Stem.CIFAR, 8, 2, 1);
    var fast = resNet("onednn", Stem.CIFAR, 8, 2, 1);
    for (int i = 0; i < 10; i++) {
      var images = random(16, 3, 16, 16);
      var gradient = random(16, CLASSES).divi(CLASSES);
      step(portable, images, gradient);
      step(fast, images, gradient);
    }
    close("parameters", fast.flatParameters(), portable.flatParameters(), TOLERANCE_AFTER_STEPS);
    var images = random(5, 3, 16, 16);
    close("inference", infer(fast, images), infer(portable, images), TOLERANCE_AFTER_STEPS);
  }

  @Test
  void kernelsCarryNothingOverFromOneStepToTheNext() {
    var reused = resNet("onednn", Stem.CIFAR, 8, 2, 1);
    for (int batch : new int[] {8, 6, 8}) {
      var images = random(batch, 3, 16, 16);
      var gradient = random(batch, CLASSES);
      var fresh = resNet("onednn", Stem.CIFAR, 8, 2, 1);
      fresh.flatParameters().assign(reused.flatParameters());
      step(fresh, images, gradient);
      Workspaces.releaseAbove(batch == 6 ? 0 : Long.MAX_VALUE);
      step(reused, images, gradient);
      assertThat(reused.flatGradient()).as("batch %d", batch).isEqualTo(fresh.flatGradient());
      assertThat(reused.flatParameters()).as("batch %d", batch).isEqualTo(fresh.flatParameters());
    }
  }

  /** Two networks share the memory of such results. */
  @Test
  void resultsThatAreNotKeptChangeNothing() {
    var passing = resNet(0, Convolution.AUTO, "onednn", DataType.FLOAT, Stem.CIFAR, 24, 2, 1);
    var target = resNet(0, Convolution.AUTO, "onednn", DataType.FLOAT, Stem.CIFAR, 8, 2, 1);
    var keeping = new SslGraph(passing.getConfiguration().clone());
    partitions.put(keeping, partitions.get(passing));
    keeping.flatParameters().assign(passing.flatParameters());
    for (int i = 0; i < 2; i++) {
      var images = random(12, 3, 16, 16);
      var gradient = random(12, CLASSES);
      var expected = step(keeping, images, gradient);
      target.compute(images, partitions.get(target), List.of("tap"));
      try (var pass = passing.forward(images, partitions.get(passing))) {
        assertThat(pass.activation("tap")).isEqualTo(expected);
        pass.backward(Map.of("tap", gradient));
      }
      assertThat(passing.flatGradient()).isEqualTo(keeping.flatGradient());
      passing.flatParameters().assign(keeping.flatParameters());
    }
  }

  @Test
  void aForwardOnlyPassInTrainingModeAgrees() {
    var portable = resNet("nd4j", Stem.CIFAR, 8, 2, 1);
    var fast = resNet("onednn", Stem.CIFAR, 8, 2, 1);
    var images = random(8, 3, 16, 16);
    close(
        "target",
        fast.compute(images, partitions.get(fast), List.of("tap")).get(0),
        portable.compute(images, partitions.get(portable), List.of("tap")).get(0),
        TOLERANCE);
    close("running statistics", fast.flatParameters(), portable.flatParameters(), TOLERANCE);
  }

  @Test
  void aStockLayerBetweenPlainVerticesComputesTheSame() {
    var portable = withStockRelu("nd4j", true);
    var fast = withStockRelu("onednn", true);
    var images = random(4, 3, 9, 7);
    var gradient = random(4, 12);
    close("inference", infer(fast, images), infer(portable, images), TOLERANCE);
    close("output", step(fast, images, gradient), step(portable, images, gradient), TOLERANCE);
    close("gradients", fast.flatGradient(), portable.flatGradient(), TOLERANCE);
  }

  @Test
  void givenAStockLayerOnBlockedActivations_whenBuilt_thenTheErrorNamesBothVertices() {
    assertThatThrownBy(() -> withStockRelu("onednn", false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "\"relu\" (ActivationLayer) cannot read \"bn1\", which is in the engine's own layout;"
                + " put a PlainVertex between them");
    assertThat(withStockRelu("nd4j", false).numParams()).isPositive();
  }

  @Test
  void givenABlockedOutput_whenBuilt_thenRefused() {
    var graph = start();
    graph.addLayer("conv", convolution(3, 8, "onednn", false), "images").setOutputs("conv");
    assertThatThrownBy(() -> new SslGraph(graph.build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("output \"conv\" is in the engine's own layout");
  }

  @Test
  void givenAnAdditionOfTwoLayouts_whenBuilt_thenRefused() {
    var graph = start();
    graph.addLayer("conv", convolution(3, 3, "onednn", false), "images");
    graph.addVertex("add", new AddReluVertex("onednn"), "conv", "images");
    graph.addLayer("pool", Pool.globalAverage(3, "onednn"), "add");
    graph.addVertex("tap", new TapVertex(), "pool").setOutputs("tap");
    assertThatThrownBy(() -> new SslGraph(graph.build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("\"add\": one of its inputs is in the engine's own layout");
  }

  @Test
  void givenABlockedActivation_whenRead_thenRefused() {
    var graph = withStockRelu("onednn", true);
    var images = random(1, 3, 9, 7);
    assertThatThrownBy(() -> graph.compute(images, null, List.of("bn1")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("activation of \"bn1\" is in the engine's own layout");
  }

  private SslGraph resNet(String engine, Stem stem, int width, int groups, int splits) {
    return resNet(engine, DataType.FLOAT, stem, width, groups, splits);
  }

  private SslGraph resNet(
      String engine, DataType type, Stem stem, int width, int groups, int splits) {
    return resNet(Long.MAX_VALUE, Convolution.AUTO, engine, type, stem, width, groups, splits);
  }

  private SslGraph resNet(
      long keepBelow,
      Convolution convolution,
      String engine,
      DataType type,
      Stem stem,
      int width,
      int groups,
      int splits) {
    var net = new PlanBuilder(5);
    var backbone = new BackboneConfig("resnet", width, List.of(1, 1, 1, 1), stem);
    var features = Backbones.find(backbone).build(backbone, net);
    var head = new HeadConfig(List.of(64, CLASSES), BatchNormMode.AFFINE, BatchNormMode.PLAIN);
    net.tap("tap", Heads.projector(head, net, features));
    var graph = new Lowering(net.build(List.of("tap")), engine, convolution, type).graph(keepBelow);
    partitions.put(graph, new Partition(groups, splits));
    return graph;
  }

  /** A ReLU of DL4J's among our layers, which are blocked on both of its sides. */
  private static SslGraph withStockRelu(String engine, boolean reordered) {
    var graph = start();
    graph.addLayer("conv1", convolution(3, 20, engine, false), "images");
    graph.addLayer("bn1", batchNorm(20, engine), "conv1");
    if (reordered) {
      graph.addVertex("plain", new PlainVertex(20, engine), "bn1");
    }
    graph.addLayer(
        "relu",
        new ActivationLayer.Builder().activation(Activation.RELU).build(),
        reordered ? "plain" : "bn1");
    // Reads plain, keeps plain, and the convolution above goes back to blocks.
    graph.addLayer("bn2", batchNorm(20, engine), "relu");
    graph.addLayer("conv2", convolution(20, 12, engine, true), "bn2");
    graph.addLayer("pool", Pool.globalAverage(12, engine), "conv2");
    graph.addVertex("tap", new TapVertex(), "pool").setOutputs("tap");
    return new SslGraph(graph.build());
  }

  private static GraphBuilder start() {
    return new NeuralNetConfiguration.Builder()
        .seed(3)
        .dataType(DataType.FLOAT)
        .miniBatch(false)
        .trainingWorkspaceMode(WorkspaceMode.ENABLED)
        .inferenceWorkspaceMode(WorkspaceMode.ENABLED)
        .graphBuilder()
        .addInputs("images");
  }

  private static Conv2d convolution(int inputs, int outputs, String engine, boolean gradient) {
    return new Conv2d(
        new Operations.Convolution(inputs, outputs, 3, 1, 1), gradient, engine, Convolution.AUTO);
  }

  private static BatchNorm2d batchNorm(int channels, String engine) {
    return new BatchNorm2d(new Operations.BatchNorm(channels, 1e-5, 0.1, true, false), engine);
  }

  private static INDArray infer(SslGraph graph, INDArray images) {
    return graph.compute(images, null, List.of("tap")).get(0);
  }

  /** Forward, backward and one plain gradient step; returns the output. */
  private INDArray step(SslGraph graph, INDArray images, INDArray gradient) {
    INDArray output;
    try (var pass = graph.forward(images, partitions.getOrDefault(graph, Partition.WHOLE))) {
      output = pass.activation("tap").detach();
      pass.backward(Map.of("tap", gradient));
    }
    graph.flatParameters().subi(graph.flatGradient().mul(LEARNING_RATE / images.size(0)));
    return output;
  }

  private static INDArray random(long... shape) {
    return Nd4j.randn(DataType.FLOAT, shape);
  }

  private static void close(String what, INDArray actual, INDArray expected, double tolerance) {
    assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
    assertThat(error(actual, expected)).as(what).isLessThan(tolerance);
  }

  private static double error(INDArray actual, INDArray expected) {
    var reference = expected.castTo(DataType.DOUBLE);
    var difference = actual.castTo(DataType.DOUBLE).sub(reference);
    return difference.norm2Number().doubleValue() / reference.norm2Number().doubleValue();
  }

  private static double median(double[] values) {
    return Arrays.stream(values).sorted().toArray()[values.length / 2];
  }
}
