package org.ssl4j.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.Operation;
import org.ssl4j.network.Operations;
import org.ssl4j.network.ParameterSegment;
import org.ssl4j.network.Part;
import org.ssl4j.network.Partition;

class FormulasTest {

  private final Map<String, Parameter> parameters = new HashMap<>();

  private Formula formula(Operation operation, Random random) {
    for (var spec : operation.parameters()) {
      var segment =
          new ParameterSegment(
              "node", spec.name(), 0, spec.length(), 1, spec.kind(), Part.BACKBONE);
      var parameter = new Parameter(segment, Precision.DOUBLE);
      for (int i = 0; i < parameter.length(); i++) {
        parameter.set(
            i, spec.name().equals("var") ? 1 + random.nextDouble() : random.nextGaussian());
      }
      parameters.put(spec.name(), parameter);
    }
    return new Formulas().of(operation, parameters);
  }

  private Formula set(Operation operation, Map<String, double[]> values) {
    var formula = formula(operation, new Random(1));
    values.forEach((name, entries) -> parameters.get(name).assign(entries));
    return formula;
  }

  private static Values maps(int count, int channels, int height, int width, double... data) {
    return new Values(count, channels, height, width, data);
  }

  static Stream<Arguments> operations() {
    return Stream.of(
        Arguments.of(new Operations.Convolution(3, 4, 3, 1, 1), 5, 4, Partition.WHOLE),
        Arguments.of(new Operations.Convolution(3, 2, 3, 2, 1), 6, 7, Partition.WHOLE),
        Arguments.of(new Operations.Convolution(3, 4, 1, 2, 0), 5, 5, Partition.WHOLE),
        Arguments.of(new Operations.Convolution(3, 2, 5, 3, 3), 6, 4, Partition.WHOLE),
        Arguments.of(new Operations.BatchNorm(3, 1e-5, 0.1, true, true), 2, 3, Partition.WHOLE),
        Arguments.of(
            new Operations.BatchNorm(3, 1e-5, 0.1, true, false), 2, 3, Partition.groups(2)),
        Arguments.of(
            new Operations.BatchNorm(3, 1e-2, 0.1, false, true), 2, 2, new Partition(1, 2)),
        Arguments.of(new Operations.BatchNorm(3, 1e-2, 0.1, true, false), 1, 1, Partition.WHOLE),
        Arguments.of(
            new Operations.BatchNorm(3, 1e-2, 0.1, false, false), 3, 1, new Partition(2, 2)),
        Arguments.of(new Operations.AddRelu(), 3, 2, Partition.WHOLE),
        Arguments.of(new Operations.Relu(), 3, 2, Partition.WHOLE),
        Arguments.of(new Operations.MaxPool(3, 2, 1), 5, 6, Partition.WHOLE),
        Arguments.of(new Operations.MaxPool(2, 2, 0), 5, 5, Partition.WHOLE),
        Arguments.of(new Operations.GlobalAveragePool(), 3, 4, Partition.WHOLE),
        Arguments.of(new Operations.Dense(3, 5, true), 1, 1, Partition.WHOLE),
        Arguments.of(new Operations.Dense(3, 2, false), 1, 1, Partition.WHOLE),
        Arguments.of(new Operations.Identity(), 2, 2, Partition.WHOLE));
  }

  @ParameterizedTest
  @MethodSource("operations")
  void gradientsAreThoseOfFiniteDifferences(
      Operation operation, int height, int width, Partition partition) {
    var random = new Random(3);
    var formula = formula(operation, random);
    List<Values> inputs = new ArrayList<>();
    inputs.add(Differences.random(random, 4, 3, height, width));
    if (operation instanceof Operations.AddRelu) {
      inputs.add(Differences.random(random, 4, 3, height, width));
    }
    var step = formula.train(inputs, partition);
    assertThat(step.margin()).isGreaterThan(1e-4);
    var shape = step.result();
    var direction =
        Differences.random(random, shape.count(), shape.channels(), shape.height(), shape.width());
    var gradients = step.back().gradients(direction);

    for (int input = 0; input < inputs.size(); input++) {
      double[] data = inputs.get(input).data();
      for (int i = 0; i < data.length; i++) {
        double difference =
            Differences.derivative(
                Differences.entry(data, i),
                () -> Differences.product(direction, formula.train(inputs, partition).result()));
        Differences.assertClose(
            "input " + input + " at " + i, gradients.get(input).data()[i], difference);
      }
    }
    parameters.forEach(
        (name, parameter) -> {
          for (int i = 0; i < parameter.length(); i++) {
            double difference =
                parameter.learned()
                    ? Differences.derivative(
                        Differences.entry(parameter, i),
                        () ->
                            Differences.product(
                                direction, formula.train(inputs, partition).result()))
                    : 0;
            Differences.assertClose(name + " at " + i, parameter.gradient(i), difference);
          }
        });
  }

  @Test
  void nothingFlowsBackThroughAStopGradient() {
    var step =
        formula(new Operations.StopGradient(), new Random(1))
            .train(List.of(maps(1, 1, 1, 2, 3, -4)), Partition.WHOLE);
    assertThat(step.result().data()).containsExactly(3, -4);
    assertThat(step.back().gradients(maps(1, 1, 1, 2, 1, 1))).isEmpty();
  }

  @Test
  void aConvolutionSkipsColumnsAndReadsZerosOutside() {
    var formula =
        set(
            new Operations.Convolution(1, 1, 3, 2, 1),
            Map.of("W", new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9}));
    var y = formula.infer(List.of(maps(1, 1, 3, 4, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12)));
    // Around (0, 0): 5*1 + 6*2 + 8*5 + 9*6; around (0, 2): 4*2 + 5*3 + 6*4 + 7*6 + 8*7 + 9*8.
    assertThat(y.data())
        .containsExactly(
            5 + 12 + 40 + 54,
            8 + 15 + 24 + 42 + 56 + 72,
            2 * 5 + 3 * 6 + 5 * 9 + 6 * 10,
            1 * 6 + 2 * 7 + 3 * 8 + 4 * 10 + 5 * 11 + 6 * 12);
  }

  @Test
  void aMaximumNeverLiesInThePaddingAndTheFirstOfEqualOnesWins() {
    var step =
        formula(new Operations.MaxPool(3, 2, 1), new Random(1))
            .train(List.of(maps(1, 1, 2, 3, -1, -2, -2, -1, -2, -2)), Partition.WHOLE);
    assertThat(step.result().data()).containsExactly(-1, -2);
    assertThat(step.back().gradients(maps(1, 1, 1, 2, 10, 20)).get(0).data())
        .containsExactly(10, 20, 0, 0, 0, 0);
  }

  @Test
  void meansBiasesAndSumsByHand() {
    var pool = formula(new Operations.GlobalAveragePool(), new Random(1));
    assertThat(pool.infer(List.of(maps(1, 2, 1, 2, 1, 3, -2, 4))).data()).containsExactly(2, 1);
    var dense =
        set(
            new Operations.Dense(2, 2, true),
            Map.of("W", new double[] {1, 2, 3, 4}, "b", new double[] {10, 20}));
    assertThat(dense.infer(List.of(maps(1, 2, 1, 1, 5, 6))).data()).containsExactly(27, 59);
    var sum = formula(new Operations.AddRelu(), new Random(1));
    assertThat(sum.infer(List.of(maps(1, 1, 1, 2, 1, 1), maps(1, 1, 1, 2, 2, -3))).data())
        .containsExactly(3, 0);
  }

  @Test
  void batchNormsNormaliseAndRememberGroupAfterGroupTheMeanOfSplits() {
    var spec = new Operations.BatchNorm(1, 0.5, 0.25, true, false);
    var formula =
        set(
            spec,
            Map.of(
                "gamma", new double[] {2},
                "beta", new double[] {1},
                "mean", new double[] {8},
                "var", new double[] {16}));
    // Two groups of two splits of two rows: (0, 2), (4, 8) and (1, 1), (3, 9).
    double[] x = {0, 2, 4, 8, 1, 1, 3, 9};
    var y = formula.train(List.of(maps(8, 1, 1, 1, x)), new Partition(2, 2)).result().data();

    double[] means = {1, 6, 1, 6};
    double[] variances = {1, 4, 0, 9};
    for (int i = 0; i < x.length; i++) {
      double expected = 2 * (x[i] - means[i / 2]) / Math.sqrt(variances[i / 2] + 0.5) + 1;
      assertThat(y[i]).isCloseTo(expected, within(1e-14));
    }
    double mean = 0.75 * (0.75 * 8 + 0.25 * 3.5) + 0.25 * 3.5;
    assertThat(parameters.get("mean").get(0)).isCloseTo(mean, within(1e-14));
    // Unbiased variances of two rows: twice the biased ones; 2 and 8, 0 and 18.
    double variance = 0.75 * (0.75 * 16 + 0.25 * 5) + 0.25 * 9;
    assertThat(parameters.get("var").get(0)).isCloseTo(variance, within(1e-14));

    var inferred = formula.infer(List.of(maps(1, 1, 1, 1, 5))).data()[0];
    assertThat(inferred).isCloseTo(2 * (5 - mean) / Math.sqrt(variance + 0.5) + 1, within(1e-14));
  }

  @Test
  void aSingleRowIsNormalisedToTheShift() {
    var formula =
        set(
            new Operations.BatchNorm(1, 1e-5, 0.1, true, false),
            Map.of(
                "gamma", new double[] {2},
                "beta", new double[] {3},
                "mean", new double[] {0},
                "var", new double[] {1}));
    var step = formula.train(List.of(maps(1, 1, 1, 1, 7)), Partition.WHOLE);
    assertThat(step.result().data()).containsExactly(3);
    assertThat(step.back().gradients(maps(1, 1, 1, 1, 1)).get(0).data()).containsExactly(0);
    assertThat(parameters.get("var").get(0)).isEqualTo(0.9);
  }
}
