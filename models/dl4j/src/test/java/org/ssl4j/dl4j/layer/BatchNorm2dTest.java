package org.ssl4j.dl4j.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.ssl4j.dl4j.SslGraph;
import org.ssl4j.dl4j.kernel.BatchNormSpec;
import org.ssl4j.network.Operations;
import org.ssl4j.network.Partition;

/** Batch norm against its definition in plain Java, part by part. */
class BatchNorm2dTest {

  private static final double EPSILON = 1e-5;
  private static final double MOMENTUM = 0.1;
  private static final double TOLERANCE = 1e-9;
  private static final int ROWS = 8;
  private static final int CHANNELS = 3;

  @ParameterizedTest
  @CsvSource({
    // groups, splits, affine, relu, side (0: dense features)
    "1,1,true,false,4",
    "2,1,true,true,4",
    "2,2,true,true,3",
    "1,4,false,false,3",
    "4,1,false,true,2",
    "2,1,true,true,0",
    "2,2,false,false,0",
  })
  void normalisesEveryPartByItself(int groups, int splits, boolean affine, boolean relu, int side) {
    var spec = new BatchNormSpec(CHANNELS, groups, splits, EPSILON, MOMENTUM, affine, relu);
    var graph = graph(affine, relu);
    var input = input(side);
    double[] gamma = affine ? new double[] {1.5, -0.7, 0.2} : new double[] {1, 1, 1};
    double[] beta = affine ? new double[] {0.1, 0.4, -0.3} : new double[3];
    if (affine) {
      set(TestGraphs.parameter(graph, "bn", "gamma"), gamma);
      set(TestGraphs.parameter(graph, "bn", "beta"), beta);
    }
    double[] runningMean = {0.5, -1, 2};
    double[] runningVariance = {2, 0.5, 1};
    set(TestGraphs.parameter(graph, "bn", "mean"), runningMean);
    set(TestGraphs.parameter(graph, "bn", "var"), runningVariance);
    var outputGradient = TestGraphs.normal(4, input.shape());

    double[] output;
    try (var pass = graph.forward(input, new Partition(groups, splits))) {
      output = pass.activation("tap").dup('c').data().asDouble();
      pass.backward(Map.of("tap", outputGradient));
    }

    var expected =
        Reference.training(spec, input, gamma, beta, runningMean, runningVariance, outputGradient);
    assertThat(output).containsExactly(expected.output(), within(TOLERANCE));
    assertThat(values(TestGraphs.parameter(graph, "bn", "mean")))
        .containsExactly(runningMean, within(TOLERANCE));
    assertThat(values(TestGraphs.parameter(graph, "bn", "var")))
        .containsExactly(runningVariance, within(TOLERANCE));
    assertThat(values(TestGraphs.gradient(graph, "bn", "mean"))).containsOnly(0.0);
    assertThat(values(TestGraphs.gradient(graph, "bn", "var"))).containsOnly(0.0);
    if (affine) {
      assertThat(values(TestGraphs.gradient(graph, "bn", "gamma")))
          .containsExactly(expected.gammaGradient(), within(TOLERANCE));
      assertThat(values(TestGraphs.gradient(graph, "bn", "beta")))
          .containsExactly(expected.betaGradient(), within(TOLERANCE));
    }
  }

  @ParameterizedTest
  @CsvSource({"true,true", "false,false"})
  void givenInference_thenRunningStatisticsNormaliseAndStay(boolean affine, boolean relu) {
    var graph = graph(affine, relu);
    double[] mean = {0.5, -1, 2};
    double[] variance = {2, 0.5, 1};
    set(TestGraphs.parameter(graph, "bn", "mean"), mean);
    set(TestGraphs.parameter(graph, "bn", "var"), variance);
    // Not a multiple of the parts: inference does not divide the batch.
    var input = TestGraphs.normal(6, 5, CHANNELS, 2, 2);

    double[] output = graph.compute(input, null, List.of("bn")).get(0).dup('c').data().asDouble();

    double[] x = input.data().asDouble();
    for (int i = 0; i < x.length; i++) {
      int channel = i / 4 % CHANNELS;
      double y = (x[i] - mean[channel]) / Math.sqrt(variance[channel] + EPSILON);
      assertThat(output[i]).isCloseTo(relu ? Math.max(0, y) : y, within(TOLERANCE));
    }
    assertThat(values(TestGraphs.parameter(graph, "bn", "mean"))).containsExactly(mean);
    assertThat(values(TestGraphs.parameter(graph, "bn", "var"))).containsExactly(variance);
  }

  @Test
  void givenRowsThatCannotBeDivided_whenTrained_thenRefuses() {
    var graph = graph(true, false);

    assertThatThrownBy(
            () -> graph.forward(TestGraphs.normal(1, 6, CHANNELS, 2, 2), new Partition(2, 2)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("2 groups of 2 splits cannot divide 6 rows");
  }

  private static SslGraph graph(boolean affine, boolean relu) {
    var norm = new Operations.BatchNorm(CHANNELS, EPSILON, MOMENTUM, affine, relu);
    return new SslGraph(
        TestGraphs.builder(1)
            .addLayer("bn", new BatchNorm2d(norm, TestGraphs.ENGINE), TestGraphs.INPUT)
            .addVertex("tap", new TapVertex(), "bn")
            .setOutputs("tap")
            .build());
  }

  /** Rows of very different mean and scale, so that sharing statistics would show. */
  private static INDArray input(int side) {
    var input =
        side == 0
            ? TestGraphs.normal(3, ROWS, CHANNELS)
            : TestGraphs.normal(3, ROWS, CHANNELS, side, side);
    long row = input.length() / ROWS;
    for (long i = 0; i < input.length(); i++) {
      long r = i / row;
      input.data().put(i, input.data().getDouble(i) * (1 + r) + 3 * r);
    }
    return input;
  }

  private static void set(INDArray live, double... values) {
    for (int i = 0; i < values.length; i++) {
      live.putScalar(i, values[i]);
    }
  }

  private static double[] values(INDArray live) {
    return live.dup().data().asDouble();
  }

  /** Ioffe and Szegedy, algorithm 1, loops only. */
  private record Reference(double[] output, double[] gammaGradient, double[] betaGradient) {

    /** Also moves the running statistics: groups one after another, splits averaged. */
    static Reference training(
        BatchNormSpec spec,
        INDArray input,
        double[] gamma,
        double[] beta,
        double[] runningMean,
        double[] runningVariance,
        INDArray outputGradient) {
      double[] x = input.data().asDouble();
      double[] dy = outputGradient.data().asDouble();
      double[] y = new double[x.length];
      double[] dGamma = new double[CHANNELS];
      double[] dBeta = new double[CHANNELS];
      int area = x.length / (ROWS * CHANNELS);
      int partRows = ROWS / (spec.groups() * spec.splits());
      int count = partRows * area;
      for (int channel = 0; channel < CHANNELS; channel++) {
        for (int group = 0; group < spec.groups(); group++) {
          double meanOfSplits = 0;
          double varianceOfSplits = 0;
          for (int split = 0; split < spec.splits(); split++) {
            int firstRow = (group * spec.splits() + split) * partRows;
            double mean = 0;
            for (int i = 0; i < count; i++) {
              mean += x[index(firstRow, i, channel, area)] / count;
            }
            double squares = 0;
            for (int i = 0; i < count; i++) {
              squares += Math.pow(x[index(firstRow, i, channel, area)] - mean, 2);
            }
            for (int i = 0; i < count; i++) {
              int at = index(firstRow, i, channel, area);
              double normal = (x[at] - mean) / Math.sqrt(squares / count + EPSILON);
              double value = gamma[channel] * normal + beta[channel];
              boolean passes = !spec.relu() || value > 0;
              y[at] = passes ? value : 0;
              dGamma[channel] += passes ? dy[at] * normal : 0;
              dBeta[channel] += passes ? dy[at] : 0;
            }
            meanOfSplits += mean / spec.splits();
            varianceOfSplits += squares / (count - 1) / spec.splits();
          }
          runningMean[channel] += MOMENTUM * (meanOfSplits - runningMean[channel]);
          runningVariance[channel] += MOMENTUM * (varianceOfSplits - runningVariance[channel]);
        }
      }
      return new Reference(y, dGamma, dBeta);
    }

    private static int index(int firstRow, int i, int channel, int area) {
      return ((firstRow + i / area) * CHANNELS + channel) * area + i % area;
    }
  }
}
