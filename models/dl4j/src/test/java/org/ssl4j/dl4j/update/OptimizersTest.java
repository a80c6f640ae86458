package org.ssl4j.dl4j.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.config.OptimizerConfig;
import org.ssl4j.golden.GoldenFile;
import org.ssl4j.network.ParameterKind;
import org.ssl4j.network.ParameterLayout;
import org.ssl4j.network.ParameterSegment;
import org.ssl4j.network.Part;
import org.ssl4j.network.Rates;

class OptimizersTest {

  /** A convolution, its batch norm, a dense layer and a predictor. */
  private static final ParameterLayout LAYOUT =
      new ParameterLayout(
          List.of(
              new ParameterSegment("conv", "W", 0, 12, 4, ParameterKind.WEIGHT, Part.BACKBONE),
              new ParameterSegment("bn", "gamma", 12, 3, 1, ParameterKind.SCALE, Part.BACKBONE),
              new ParameterSegment("bn", "mean", 15, 3, 1, ParameterKind.STATISTIC, Part.BACKBONE),
              new ParameterSegment("dense", "W", 18, 6, 2, ParameterKind.WEIGHT, Part.BACKBONE),
              new ParameterSegment("dense", "b", 24, 2, 2, ParameterKind.BIAS, Part.BACKBONE),
              new ParameterSegment(
                  "predictor-0", "W", 26, 4, 2, ParameterKind.WEIGHT, Part.PREDICTOR),
              new ParameterSegment(
                  "predictor-0", "b", 30, 2, 2, ParameterKind.BIAS, Part.PREDICTOR)));

  private static OptimizerConfig config(
      OptimizerConfig.Kind kind, boolean nesterov, double weightDecay, boolean decayAll) {
    return new OptimizerConfig(
        kind, 0.1, false, 0.9, nesterov, weightDecay, decayAll, 0.02, 0.9, 0.999, 1e-8, 1, false);
  }

  private static INDArray random(long seed, DataType type) {
    Random random = new Random(seed);
    double[] values = random.doubles(LAYOUT.length(), -1, 1).toArray();
    return Nd4j.createFromArray(values).castTo(type);
  }

  private static double[] part(INDArray flat, int from, int to) {
    return Arrays.copyOfRange(flat.ravel().toDoubleVector(), from, to);
  }

  static Stream<JsonNode> goldenCases() {
    return GoldenFile.nodes("optimizers");
  }

  private static OptimizerConfig goldenConfig(JsonNode params) {
    return new OptimizerConfig(
        OptimizerConfig.Kind.valueOf(params.get("kind").asText().toUpperCase(Locale.ROOT)),
        params.get("lr").asDouble(),
        false,
        params.path("momentum").asDouble(),
        false,
        params.get("weight_decay").asDouble(),
        !params.get("kind").asText().equals("lars"),
        params.path("eta").asDouble(),
        params.path("beta1").asDouble(),
        params.path("beta2").asDouble(),
        params.path("eps").asDouble(),
        1,
        false);
  }

  private static ParameterLayout goldenLayout(JsonNode weights) {
    List<ParameterSegment> segments = new ArrayList<>();
    long offset = 0;
    for (JsonNode weight : weights) {
      int length = GoldenFile.numbers(weight).length;
      int rank = GoldenFile.rank(weight);
      ParameterKind kind = rank > 1 ? ParameterKind.WEIGHT : ParameterKind.BIAS;
      segments.add(
          new ParameterSegment(
              "layer" + segments.size(), "p", offset, length, rank, kind, Part.BACKBONE));
      offset += length;
    }
    return new ParameterLayout(segments);
  }

  private static void assertFollows(JsonNode golden, DataType type, double tolerance) {
    JsonNode weights = golden.at("/inputs/weights");
    INDArray parameters = Nd4j.createFromArray(GoldenFile.numbers(weights)).castTo(type);
    INDArray gradient = parameters.like();
    Optimizer optimizer =
        Optimizers.create(goldenConfig(golden.get("params")), goldenLayout(weights), type);
    Rates rates = Rates.uniform(golden.at("/params/lr").asDouble());
    JsonNode gradients = golden.at("/inputs/gradients_per_step");
    for (int step = 0; step < gradients.size(); step++) {
      gradient.assign(Nd4j.createFromArray(GoldenFile.numbers(gradients.get(step))).castTo(type));
      optimizer.update(parameters, gradient, rates);
      assertThat(parameters.toDoubleVector())
          .as("step %d", step)
          .containsExactly(
              GoldenFile.numbers(golden.at("/expected/weights_after_each_step").get(step)),
              within(tolerance));
    }
  }

  @ParameterizedTest
  @MethodSource("goldenCases")
  void followsGoldenStepsInDouble(JsonNode golden) {
    assertFollows(golden, DataType.DOUBLE, 1e-12);
  }

  @ParameterizedTest
  @MethodSource("goldenCases")
  void followsGoldenStepsInFloat(JsonNode golden) {
    assertFollows(golden, DataType.FLOAT, 2e-6);
  }

  @Test
  void nesterovLooksAhead() {
    double[] weight = part(random(1, DataType.DOUBLE), 0, 1);
    double expected = weight[0];
    double velocity = 0;
    INDArray parameters = random(1, DataType.DOUBLE);
    Optimizer optimizer =
        Optimizers.create(
            config(OptimizerConfig.Kind.SGD, true, 0.01, false), LAYOUT, DataType.DOUBLE);
    for (int step = 0; step < 4; step++) {
      INDArray gradient = random(10 + step, DataType.DOUBLE);
      double direction = gradient.getDouble(0) + 0.01 * expected;
      velocity = 0.9 * velocity + direction;
      expected -= 0.1 * (direction + 0.9 * velocity);
      optimizer.update(parameters, gradient, Rates.uniform(0.1));
    }
    assertThat(parameters.getDouble(0)).isCloseTo(expected, within(1e-14));
  }

  @ParameterizedTest
  @EnumSource(OptimizerConfig.Kind.class)
  void statisticsNeverChangeAndGradientsAreOnlyRead(OptimizerConfig.Kind kind) {
    for (boolean decayAll : new boolean[] {false, true}) {
      INDArray parameters = random(1, DataType.FLOAT).reshape(1, LAYOUT.length());
      INDArray before = parameters.dup();
      Optimizer optimizer =
          Optimizers.create(config(kind, true, 0.5, decayAll), LAYOUT, DataType.FLOAT);
      for (int step = 0; step < 3; step++) {
        INDArray gradient = random(10 + step, DataType.FLOAT).reshape(1, LAYOUT.length());
        INDArray copy = gradient.dup();
        optimizer.update(parameters, gradient, Rates.uniform(0.1));
        assertThat(gradient).isEqualTo(copy);
      }
      assertThat(part(parameters, 15, 18)).containsExactly(part(before, 15, 18));
      double[] moved = parameters.sub(before).ravel().toDoubleVector();
      for (int i = 0; i < moved.length; i++) {
        assertThat(moved[i] != 0).as("entry %d moved", i).isEqualTo(i < 15 || i >= 18);
      }
    }
  }

  @ParameterizedTest
  @EnumSource(OptimizerConfig.Kind.class)
  void frozenSegmentsNeverChange(OptimizerConfig.Kind kind) {
    INDArray parameters = random(1, DataType.FLOAT);
    INDArray before = parameters.dup();
    Optimizer optimizer =
        Optimizers.create(
            config(kind, false, 0.5, true), LAYOUT, DataType.FLOAT, ParameterSegment::predictor);
    for (int step = 0; step < 3; step++) {
      optimizer.update(parameters, random(10 + step, DataType.FLOAT), Rates.uniform(0.1));
    }
    assertThat(part(parameters, 26, 32)).containsExactly(part(before, 26, 32));
    assertThat(part(parameters, 0, 26)).isNotEqualTo(part(before, 0, 26));
  }

  @ParameterizedTest
  @EnumSource(OptimizerConfig.Kind.class)
  void decayActsOnWeightsOnlyUnlessAskedForAll(OptimizerConfig.Kind kind) {
    INDArray noGradient = Nd4j.zeros(DataType.DOUBLE, LAYOUT.length());
    for (boolean decayAll : new boolean[] {false, true}) {
      INDArray parameters = random(1, DataType.DOUBLE);
      double[] before = parameters.toDoubleVector();
      Optimizers.create(config(kind, false, 0.5, decayAll), LAYOUT, DataType.DOUBLE)
          .update(parameters, noGradient, Rates.uniform(0.1));
      double[] after = parameters.toDoubleVector();
      for (ParameterSegment segment : LAYOUT.segments()) {
        boolean shrinks =
            switch (segment.kind()) {
              case WEIGHT -> true;
              case BIAS, SCALE -> decayAll;
              case STATISTIC -> false;
            };
        for (int i = (int) segment.offset(); i < segment.end(); i++) {
          assertThat(Math.abs(after[i]) < Math.abs(before[i]))
              .as("%s with decayAll %s", segment.fullName(), decayAll)
              .isEqualTo(shrinks);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(OptimizerConfig.Kind.class)
  void thePredictorHasItsOwnRate(OptimizerConfig.Kind kind) {
    OptimizerConfig config = config(kind, false, 0.01, false);
    INDArray gradient = random(5, DataType.DOUBLE);
    INDArray slow = random(1, DataType.DOUBLE);
    INDArray fast = slow.dup();
    INDArray start = slow.dup();
    Optimizers.create(config, LAYOUT, DataType.DOUBLE).update(slow, gradient, new Rates(0.1, 0.1));
    Optimizers.create(config, LAYOUT, DataType.DOUBLE).update(fast, gradient, new Rates(0.1, 0.3));

    assertThat(part(fast, 0, 26)).containsExactly(part(slow, 0, 26));
    double[] slowMoves = part(slow.sub(start), 26, 32);
    double[] fastMoves = part(fast.sub(start), 26, 32);
    for (int i = 0; i < slowMoves.length; i++) {
      assertThat(fastMoves[i]).isCloseTo(3 * slowMoves[i], within(1e-12));
    }
  }

  @ParameterizedTest
  @EnumSource(OptimizerConfig.Kind.class)
  void givenAStoredState_whenRestored_thenStepsGoOnExactly(OptimizerConfig.Kind kind) {
    OptimizerConfig config = config(kind, false, 0.01, false);
    INDArray parameters = random(1, DataType.FLOAT);
    Optimizer optimizer = Optimizers.create(config, LAYOUT, DataType.FLOAT);
    optimizer.update(parameters, random(2, DataType.FLOAT), Rates.uniform(0.1));
    optimizer.update(parameters, random(3, DataType.FLOAT), Rates.uniform(0.1));

    INDArray resumedParameters = parameters.dup();
    Map<String, INDArray> stored = new TreeMap<>();
    optimizer.state().forEach((name, array) -> stored.put(name, array.dup()));
    Optimizer resumed = Optimizers.create(config, LAYOUT, DataType.FLOAT);
    resumed.restore(stored);

    optimizer.update(parameters, random(4, DataType.FLOAT), Rates.uniform(0.1));
    resumed.update(resumedParameters, random(4, DataType.FLOAT), Rates.uniform(0.1));
    assertThat(resumedParameters).isEqualTo(parameters);
  }

  @Test
  void refusesWhatDoesNotFit() {
    OptimizerConfig sgd = config(OptimizerConfig.Kind.SGD, false, 0, false);
    Optimizer optimizer = Optimizers.create(sgd, LAYOUT, DataType.FLOAT);
    INDArray parameters = random(1, DataType.FLOAT);
    assertThatThrownBy(
            () -> optimizer.update(parameters, random(1, DataType.DOUBLE), Rates.uniform(1)))
        .hasMessageContaining("DOUBLE");
    assertThatThrownBy(
            () -> optimizer.update(parameters, Nd4j.ones(DataType.FLOAT, 5), Rates.uniform(1)))
        .hasMessageContaining("32 entries, not of 5");
    assertThatThrownBy(() -> optimizer.restore(Map.of("firstMoment", parameters)))
        .hasMessageContaining("[firstMoment], but this optimizer needs [momentum]");
    assertThatThrownBy(() -> optimizer.restore(Map.of("momentum", Nd4j.ones(DataType.FLOAT, 5))))
        .hasMessageContaining("'momentum' has 5 entries");
    OptimizerConfig endless =
        new OptimizerConfig(
            OptimizerConfig.Kind.ADAMW,
            0.1,
            false,
            0.9,
            false,
            0,
            false,
            0.001,
            0.9,
            1,
            1e-8,
            1,
            false);
    assertThatThrownBy(() -> Optimizers.create(endless, LAYOUT, DataType.FLOAT))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessageContaining("below 1");
  }
}
