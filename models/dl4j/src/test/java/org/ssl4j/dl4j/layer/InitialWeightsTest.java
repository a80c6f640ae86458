package org.ssl4j.dl4j.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.ssl4j.config.Convolution;
import org.ssl4j.dl4j.SslGraph;
import org.ssl4j.network.Operations;

/** The distributions that the published recipes start from. */
class InitialWeightsTest {

  private static final int CHANNELS = 64;
  private static final int OUTPUTS = 96;
  private static final int KERNEL = 3;

  @Test
  void convolutionsAreHeNormalByFanOut() {
    double[] weights = values(graph(5), "conv", "W");
    double std = Math.sqrt(2.0 / (OUTPUTS * KERNEL * KERNEL));

    double mean = Arrays.stream(weights).average().orElseThrow();
    double variance =
        Arrays.stream(weights).map(w -> (w - mean) * (w - mean)).average().orElseThrow();

    // 55,296 draws: standard errors of mean and std are .0043 and .003 of the std.
    assertThat(mean).isCloseTo(0, within(0.02 * std));
    assertThat(Math.sqrt(variance)).isCloseTo(std, within(0.015 * std));
    double beyondTwo = Arrays.stream(weights).filter(w -> Math.abs(w) > 2 * std).count();
    assertThat(beyondTwo / weights.length).isCloseTo(0.0455, within(0.005));
  }

  @Test
  void denseLayersAreUniformWithinTheRootOfTheirInputs() {
    double bound = 1 / Math.sqrt(OUTPUTS);
    for (String name : new String[] {"W", "b"}) {
      double[] values = values(graph(5), "dense", name);
      assertThat(Arrays.stream(values).allMatch(w -> Math.abs(w) <= bound)).isTrue();
      assertThat(Arrays.stream(values).max().orElseThrow()).isGreaterThan(0.9 * bound);
      assertThat(Arrays.stream(values).min().orElseThrow()).isLessThan(-0.9 * bound);
    }
  }

  @Test
  void batchNormStartsAsTheIdentity() {
    var graph = graph(5);
    assertThat(values(graph, "bn", "gamma")).containsOnly(1.0);
    assertThat(values(graph, "bn", "beta")).containsOnly(0.0);
    assertThat(values(graph, "bn", "mean")).containsOnly(0.0);
    assertThat(values(graph, "bn", "var")).containsOnly(1.0);
  }

  @Test
  void weightsDependOnSeedAndNameOnly() {
    var graph = graph(5);
    assertThat(graph(5).flatParameters()).isEqualTo(graph.flatParameters());
    assertThat(values(graph(6), "dense", "W")).isNotEqualTo(values(graph, "dense", "W"));
    assertThat(values(graph, "twin", "W")).isNotEqualTo(values(graph, "dense", "W"));
  }

  private static double[] values(SslGraph graph, String vertex, String name) {
    return TestGraphs.parameter(graph, vertex, name).dup().data().asDouble();
  }

  private static SslGraph graph(long seed) {
    var engine = TestGraphs.ENGINE;
    var convolution = new Operations.Convolution(CHANNELS, OUTPUTS, KERNEL, 1, 1);
    var dense = new Operations.Dense(OUTPUTS, CHANNELS, true);
    return new SslGraph(
        TestGraphs.builder(seed)
            .addLayer(
                "conv", new Conv2d(convolution, false, engine, Convolution.AUTO), TestGraphs.INPUT)
            .addLayer(
                "bn",
                new BatchNorm2d(new Operations.BatchNorm(OUTPUTS, 1e-5, 0.1, true, true), engine),
                "conv")
            .addLayer("pool", Pool.globalAverage(OUTPUTS, engine), "bn")
            .addLayer("dense", new Dense(dense, engine), "pool")
            .addLayer("twin", new Dense(dense, engine), "pool")
            .addVertex("tap", new TapVertex(), "dense")
            .addVertex("twinTap", new TapVertex(), "twin")
            .setOutputs("tap", "twinTap")
            .build());
  }
}
