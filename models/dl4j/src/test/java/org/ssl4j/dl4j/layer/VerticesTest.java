package org.ssl4j.dl4j.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Map;
import org.deeplearning4j.nn.conf.ComputationGraphConfiguration;
import org.deeplearning4j.nn.conf.graph.GraphVertex;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.ssl4j.config.Convolution;
import org.ssl4j.dl4j.SslGraph;
import org.ssl4j.network.Operations;

/** What flows back through the vertices, what the graph refuses, and configurations as JSON. */
class VerticesTest {

  private static final int ROWS = 5;
  private static final int INPUTS = 3;
  private static final int OUTPUTS = 4;

  private final INDArray input = TestGraphs.normal(2, ROWS, INPUTS);
  private final INDArray epsilon = TestGraphs.normal(3, ROWS, OUTPUTS);

  @Test
  void tapIsTheIdentityBothWays() {
    var graph = graph(new TapVertex());
    try (var pass = graph.forward(input)) {
      assertThat(pass.activation("out")).isEqualTo(pass.activation("dense"));
      pass.backward(Map.of("out", epsilon));
    }

    assertSame(TestGraphs.gradient(graph, "dense", "W"), weightGradient(epsilon));
    assertSame(TestGraphs.gradient(graph, "dense", "b"), epsilon.sum(0));
  }

  @Test
  void stopGradientIsTheIdentityForwardAndZeroBackward() {
    var graph = graph(new StopGradientVertex());
    graph.flatGradient().assign(7);
    try (var pass = graph.forward(input)) {
      assertThat(pass.activation("out")).isEqualTo(pass.activation("dense"));
      pass.backward(Map.of("out", epsilon));
    }

    assertThat(graph.flatGradient().amaxNumber().doubleValue()).isZero();
  }

  @Test
  void givenATapAndAStopGradientOnOneLayer_thenOnlyTheTapsGradientArrives() {
    var graph =
        new SslGraph(
            TestGraphs.builder(1)
                .addLayer("dense", dense(), TestGraphs.INPUT)
                .addVertex("stopped", new StopGradientVertex(), "dense")
                .addVertex("open", new TapVertex(), "dense")
                .setOutputs("stopped", "open")
                .build());
    try (var pass = graph.forward(input)) {
      pass.backward(Map.of("open", epsilon, "stopped", epsilon.mul(100)));
    }

    assertSame(TestGraphs.gradient(graph, "dense", "W"), weightGradient(epsilon));
  }

  @Test
  void givenTwoTapsOnOneLayer_thenTheirGradientsAdd() {
    var graph =
        new SslGraph(
            TestGraphs.builder(1)
                .addLayer("dense", dense(), TestGraphs.INPUT)
                .addVertex("first", new TapVertex(), "dense")
                .addVertex("second", new TapVertex(), "dense")
                .setOutputs("first", "second")
                .build());
    var other = TestGraphs.normal(4, ROWS, OUTPUTS);
    try (var pass = graph.forward(input)) {
      pass.backward(Map.of("first", epsilon, "second", other));
    }

    assertSame(TestGraphs.gradient(graph, "dense", "W"), weightGradient(epsilon.add(other)));
  }

  @Test
  void givenAnOutputThatFeedsAnotherVertex_thenTheGraphIsRefused() {
    var configuration =
        TestGraphs.builder(1)
            .addLayer("dense", dense(), TestGraphs.INPUT)
            .addVertex("tap", new TapVertex(), "dense")
            .setOutputs("dense", "tap")
            .build();

    assertThatThrownBy(() -> new SslGraph(configuration))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("output \"dense\" feeds \"tap\"");
  }

  @Test
  void givenGradientsThatAreNotThoseOfTheOutputs_thenRefuses() {
    var graph = graph(new TapVertex());
    try (var pass = graph.forward(input)) {
      assertThatThrownBy(() -> pass.backward(Map.of()))
          .hasMessageContaining("no gradient given for output \"out\"");
      assertThatThrownBy(() -> pass.backward(Map.of("out", epsilon, "dense", epsilon)))
          .hasMessageContaining("not outputs of the graph");
    }
  }

  @Test
  void configurationsSurviveJson() {
    var engine = TestGraphs.ENGINE;
    var configuration =
        TestGraphs.builder(42)
            .addLayer(
                "conv",
                new Conv2d(
                    new Operations.Convolution(3, 4, 3, 1, 1), false, engine, Convolution.AUTO),
                "images")
            .addLayer(
                "bn",
                new BatchNorm2d(new Operations.BatchNorm(4, 1e-5, 0.1, true, true), engine),
                "conv")
            .addVertex("add", new AddReluVertex(engine), "conv", "bn")
            .addLayer("max", Pool.max(4, 3, 2, 1, engine), "add")
            .addLayer("pool", Pool.globalAverage(4, engine), "max")
            .addLayer("dense", new Dense(new Operations.Dense(4, 2, true), engine), "pool")
            .addVertex("tap", new TapVertex(), "dense")
            .addVertex("stop", new StopGradientVertex(), "dense")
            .setOutputs("tap", "stop")
            .build();

    var read = ComputationGraphConfiguration.fromJson(configuration.toJson());

    assertThat(read).isEqualTo(configuration);
    assertThat(read.toJson()).isEqualTo(configuration.toJson());
    // And they build the same network: weights follow from seed and names.
    assertThat(new SslGraph(read).flatParameters())
        .isEqualTo(new SslGraph(configuration).flatParameters());
  }

  private static SslGraph graph(GraphVertex vertex) {
    return new SslGraph(
        TestGraphs.builder(1)
            .addLayer("dense", dense(), TestGraphs.INPUT)
            .addVertex("out", vertex, "dense")
            .setOutputs("out")
            .build());
  }

  private static Dense dense() {
    return new Dense(new Operations.Dense(INPUTS, OUTPUTS, true), TestGraphs.ENGINE);
  }

  /** dL/dW of y = x W' + b. */
  private INDArray weightGradient(INDArray outputGradient) {
    return outputGradient.transpose().mmul(input);
  }

  private static void assertSame(INDArray actual, INDArray expected) {
    assertThat(actual.dup().data().asDouble())
        .containsExactly(expected.dup('c').data().asDouble(), within(1e-12));
  }
}
