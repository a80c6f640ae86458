package org.ssl4j.dl4j.layer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.function.BiFunction;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.WorkspaceMode;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.GlobalPoolingLayer;
import org.deeplearning4j.nn.conf.layers.Layer;
import org.deeplearning4j.nn.conf.layers.PoolingType;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.ssl4j.config.Convolution;
import org.ssl4j.dl4j.SslGraph;
import org.ssl4j.network.Operations;

/**
 * Our layers, on every engine, against DL4J's own: same weights, same input, same output and
 * gradients.
 */
@ParameterizedClass
@ValueSource(strings = {"nd4j", "onednn"})
class StockLayerParityTest {

  private static final double TOLERANCE = 1e-4;

  @Parameter String engine;

  @ParameterizedTest
  @CsvSource({"3,8,3,1,9", "8,16,3,2,9", "8,20,1,2,8", "5,7,7,2,14", "16,16,3,1,4"})
  void convolutionAgrees(int inputs, int outputs, int kernel, int stride, int side) {
    var images = random(6, inputs, side, side);
    var ours =
        new Conv2d(
            new Operations.Convolution(inputs, outputs, kernel, stride, kernel / 2),
            true,
            engine,
            Convolution.AUTO);
    var stock =
        new ConvolutionLayer.Builder(kernel, kernel)
            .stride(stride, stride)
            .padding(kernel / 2, kernel / 2)
            .nIn(inputs)
            .nOut(outputs)
            .hasBias(false)
            .activation(Activation.IDENTITY)
            .build();
    compare(ours, stock, images, (our, stk) -> Map.of("W", our.getParam("W")));
  }

  @Test
  void batchNormAgrees() {
    int channels = 4;
    var images = random(6, channels, 5, 7).muli(3).addi(0.7);
    var ours = new BatchNorm2d(new Operations.BatchNorm(channels, 1e-5, 0.1, true, false), engine);
    var stock =
        new BatchNormalization.Builder()
            .nIn(channels)
            .nOut(channels)
            .eps(1e-5)
            .decay(0.9)
            .useLogStd(false)
            .activation(Activation.IDENTITY)
            .build();
    compare(
        ours,
        stock,
        images,
        (our, stk) -> {
          our.setParam("gamma", random(channels).muli(0.3).addi(1));
          our.setParam("beta", random(channels));
          return Map.of(
              "gamma", our.getParam("gamma"),
              "beta", our.getParam("beta"),
              "mean", our.getParam("mean"),
              "var", our.getParam("var"));
        });
  }

  @Test
  void batchNormOnDenseFeaturesAgrees() {
    var rows = random(16, 12).muli(2).addi(-0.4);
    var ours = new BatchNorm2d(new Operations.BatchNorm(12, 1e-5, 0.1, true, false), engine);
    var stock =
        new BatchNormalization.Builder()
            .nIn(12)
            .nOut(12)
            .eps(1e-5)
            .decay(0.9)
            .useLogStd(false)
            .activation(Activation.IDENTITY)
            .build();
    compare(
        ours,
        stock,
        rows,
        (our, stk) ->
            Map.of(
                "gamma", our.getParam("gamma"),
                "beta", our.getParam("beta"),
                "mean", our.getParam("mean"),
                "var", our.getParam("var")));
  }

  @Test
  void denseAgrees() {
    var ours = new Dense(new Operations.Dense(10, 6, true), engine);
    var stock = new DenseLayer.Builder().nIn(10).nOut(6).activation(Activation.IDENTITY).build();
    compare(
        ours,
        stock,
        random(5, 10),
        (our, stk) -> Map.of("W", our.getParam("W").transpose(), "b", our.getParam("b")));
  }

  @Test
  void globalAveragePoolingAgrees() {
    compare(
        Pool.globalAverage(5, engine),
        new GlobalPoolingLayer.Builder(PoolingType.AVG).build(),
        random(4, 5, 3, 6),
        (our, stk) -> Map.of());
  }

  @Test
  void maxPoolingAgrees() {
    compare(
        Pool.max(5, 3, 2, 1, engine),
        new SubsamplingLayer.Builder(SubsamplingLayer.PoolingType.MAX)
            .kernelSize(3, 3)
            .stride(2, 2)
            .padding(1, 1)
            .build(),
        random(4, 5, 9, 9),
        (our, stk) -> Map.of());
  }

  private void compare(
      Layer ours,
      Layer stock,
      INDArray input,
      BiFunction<
              org.deeplearning4j.nn.api.Layer,
              org.deeplearning4j.nn.api.Layer,
              Map<String, INDArray>>
          weights) {
    var ourGraph = graph(ours, input);
    var stockGraph = graph(stock, input);
    var ourLayer = ourGraph.getLayer("layer");
    var stockLayer = stockGraph.getLayer("layer");
    var shared = weights.apply(ourLayer, stockLayer);
    shared.forEach(
        (name, value) ->
            stockLayer.getParam(name).assign(value.reshape(stockLayer.getParam(name).shape())));

    // Inference first: training changes the running statistics.
    assertClose("inference", infer(ourGraph, input), infer(stockGraph, input));

    INDArray ourOutput;
    INDArray gradient;
    try (var pass = ourGraph.forward(input)) {
      ourOutput = pass.activation("tap").detach();
      gradient = random(ourOutput.shape());
      pass.backward(Map.of("tap", gradient));
    }
    INDArray stockOutput;
    try (var pass = stockGraph.forward(input)) {
      stockOutput = pass.activation("tap").detach();
      pass.backward(Map.of("tap", gradient));
    }
    assertClose("training", ourOutput, stockOutput);
    // The gradient of the input is seen through the learned layer below.
    assertClose("below", gradientOf(ourGraph, "below", "W"), gradientOf(stockGraph, "below", "W"));
    for (String name : shared.keySet()) {
      var ourGradient = gradientOf(ourGraph, "layer", name);
      if (name.equals("mean") || name.equals("var")) {
        assertThat(ourGradient.amaxNumber().doubleValue()).isZero();
        continue;
      }
      var stockGradient = gradientOf(stockGraph, "layer", name);
      if (name.equals("W") && ourGradient.rank() == 2) {
        ourGradient = ourGradient.transpose();
      }
      assertClose(name, ourGradient, stockGradient);
    }
  }

  private static INDArray infer(SslGraph graph, INDArray input) {
    return graph.compute(input, null, java.util.List.of("tap")).get(0);
  }

  private static INDArray gradientOf(SslGraph graph, String vertex, String name) {
    return graph.layout().segments().stream()
        .filter(s -> s.vertex().equals(vertex) && s.name().equals(name))
        .findFirst()
        .map(
            s ->
                graph
                    .getLayer(vertex)
                    .conf()
                    .getLayer()
                    .initializer()
                    .getGradientsFromFlattened(
                        graph.getLayer(vertex).conf(),
                        graph.getLayer(vertex).getGradientsViewArray())
                    .get(name)
                    .dup())
        .orElseThrow();
  }

  /**
   * A 1x1 convolution or dense layer of ours below the layer under test makes its input gradient
   * visible.
   */
  private SslGraph graph(Layer layer, INDArray input) {
    int channels = (int) input.size(1);
    var builder =
        new NeuralNetConfiguration.Builder()
            .seed(7)
            .dataType(DataType.FLOAT)
            .miniBatch(false)
            .trainingWorkspaceMode(WorkspaceMode.ENABLED)
            .inferenceWorkspaceMode(WorkspaceMode.ENABLED)
            .graphBuilder()
            .addInputs("images");
    var below =
        input.rank() == 4
            ? new Conv2d(
                new Operations.Convolution(channels, channels, 1, 1, 0),
                false,
                engine,
                Convolution.AUTO)
            : new Dense(new Operations.Dense(channels, channels, true), engine);
    builder.addLayer("below", below, "images");
    String top = "layer";
    if (input.rank() == 4 && layer instanceof SslLayer) {
      builder.addLayer("layer", layer, "below");
      int outputs = layer instanceof Conv2d conv ? conv.operation().outputs() : channels;
      builder.addVertex("plain", new PlainVertex(outputs, engine), "layer");
      top = "plain";
    } else if (input.rank() == 4) {
      builder.addVertex("plain", new PlainVertex(channels, engine), "below");
      builder.addLayer("layer", layer, "plain");
    } else {
      builder.addLayer("layer", layer, "below");
    }
    builder.addVertex("tap", new TapVertex(), top);
    builder.setOutputs("tap");
    if (input.rank() == 4 && !(layer instanceof SslLayer)) {
      builder.setInputTypes(InputType.convolutional(input.size(2), input.size(3), channels));
    }
    return new SslGraph(builder.build());
  }

  private static INDArray random(long... shape) {
    try (var outside = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return Nd4j.randn(DataType.FLOAT, shape);
    }
  }

  private static void assertClose(String what, INDArray ours, INDArray stock) {
    assertThat(ours.shape()).as(what).isEqualTo(stock.shape());
    double scale = Math.max(1e-6, stock.amaxNumber().doubleValue());
    double difference = ours.sub(stock).amaxNumber().doubleValue() / scale;
    assertThat(difference).as(what).isLessThan(TOLERANCE);
  }
}
