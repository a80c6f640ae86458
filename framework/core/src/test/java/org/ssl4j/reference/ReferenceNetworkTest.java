package org.ssl4j.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ssl4j.config.HeadConfig.BatchNormMode;
import org.ssl4j.config.OptimizerConfig;
import org.ssl4j.golden.GoldenFile;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.Initialiser;
import org.ssl4j.network.Network;
import org.ssl4j.network.NetworkPlan;
import org.ssl4j.network.Operations;
import org.ssl4j.network.Part;
import org.ssl4j.network.Partition;
import org.ssl4j.network.Rates;
import org.ssl4j.network.Reading;

class ReferenceNetworkTest {
  private static final int SIDE = 8;

  private static ReferenceNetwork network(NetworkPlan plan) {
    return new ReferenceEngine(Precision.DOUBLE).network(plan);
  }

  private static ReferenceImages images(int count, int side, long seed) {
    var images = new ReferenceImages(count, 3, side, side);
    images.put(new Random(seed).doubles((long) count * 3 * side * side, -1, 1).toArray());
    return images;
  }

  static Stream<NetworkPlan> nets() {
    return Stream.of(
        ContractPlans.siamese(BatchNormMode.AFFINE, BatchNormMode.PLAIN, 1),
        ContractPlans.siamese(BatchNormMode.NONE, BatchNormMode.NONE, 2),
        ContractPlans.resNet(2, List.of(1, 1), true, 3));
  }

  /** Every third parameter and pixel: all kinds and layers are among them. */
  @ParameterizedTest
  @MethodSource("nets")
  void gradientsOfNetsAreThoseOfFiniteDifferences(NetworkPlan plan) {
    var network = network(plan);
    var partition = Partition.groups(2);
    double[] pixels = new Random(5).doubles(6 * 3 * SIDE * SIDE, -1, 1).toArray();
    var images = new ReferenceImages(6, 3, SIDE, SIDE);
    images.put(pixels);
    Map<String, Matrix> directions = new LinkedHashMap<>();
    Values imageGradient;
    try (var pass = network.forward(images, partition)) {
      assertThat(pass.margin()).isGreaterThan(1e-5);
      for (String output : differentiable(plan)) {
        var like = pass.output(output);
        directions.put(output, random(like.rows(), like.columns(), 7));
      }
      pass.backward(directions);
      imageGradient = pass.imageGradient();
    }
    DoubleSupplier loss =
        () -> {
          images.put(pixels);
          try (var pass = network.forward(images, partition)) {
            double sum = 0;
            for (var direction : directions.entrySet()) {
              sum += product(pass.output(direction.getKey()), direction.getValue());
            }
            return sum;
          }
        };
    for (var parameter : network.parameters()) {
      for (int i = 0; parameter.learned() && i < parameter.length(); i += 3) {
        double gradient = parameter.gradient(i);
        assertThat(Differences.derivative(Differences.entry(parameter, i), loss))
            .as("%s at %d", parameter.segment().fullName(), i)
            .isCloseTo(gradient, within(1e-6 * Math.max(1, Math.abs(gradient))));
      }
    }
    for (int i = 0; i < pixels.length; i += 31) {
      double gradient = imageGradient.data()[i];
      assertThat(Differences.derivative(Differences.entry(pixels, i), loss))
          .as("pixel %d", i)
          .isCloseTo(gradient, within(1e-6 * Math.max(1, Math.abs(gradient))));
    }
  }

  /** The output behind a stop-gradient changes the loss but not the gradient. */
  private static List<String> differentiable(NetworkPlan plan) {
    return plan.outputs().stream()
        .filter(output -> !output.equals(ContractPlans.PROJECTION))
        .toList();
  }

  private static Matrix random(int rows, int columns, long seed) {
    var random = new Random(seed);
    var matrix = Matrix.allocate(Precision.DOUBLE, rows, columns);
    for (int i = 0; i < rows; i++) {
      matrix.write(i, random.doubles(columns, -1, 1).toArray());
    }
    return matrix;
  }

  private static double product(Matrix a, Matrix b) {
    double sum = 0;
    for (int i = 0; i < a.rows(); i++) {
      for (int j = 0; j < a.columns(); j++) {
        sum += a.get(i, j) * b.get(i, j);
      }
    }
    return sum;
  }

  @Test
  void nothingOfAnOutputBehindAStopGradientReachesAParameter() {
    var network = network(ContractPlans.siamese(BatchNormMode.AFFINE, BatchNormMode.AFFINE, 1));
    try (var pass = network.forward(images(4, SIDE, 1), Partition.WHOLE)) {
      pass.backward(Map.of(ContractPlans.PROJECTION, random(4, 8, 1)));
    }
    assertThat(network.gradientNorm()).isZero();
  }

  @Test
  void firstValuesAreDrawnNodeByNodeInTheOrderOfTheirParameters() {
    var plan = ContractPlans.siamese(BatchNormMode.AFFINE, BatchNormMode.NONE, 11);
    var values = NetworkValues.parameters(network(plan));
    var random = Initialiser.generator(11, "predictor.dense1");
    var uniform = new Initialiser.Uniform(1 / Math.sqrt(8));
    for (String name : List.of("predictor.dense1/W", "predictor.dense1/b")) {
      for (double value : values.get(name)) {
        assertThat(value).isEqualTo(uniform.next(random));
      }
    }
    assertThat(values.get("bn1/gamma")).containsOnly(1);
    assertThat(values.get("bn1/var")).containsOnly(1);
    var single = new ReferenceEngine(Precision.FLOAT).network(plan).state().parameters();
    assertThat(single.precision()).isEqualTo(Precision.FLOAT);
  }

  static Stream<JsonNode> goldenCases() {
    return GoldenFile.nodes("optimizers");
  }

  /**
   * A tensor is the weight of a dense layer that reads the constant feature 1, a vector the bias of
   * one: the gradient given for the layer's output is theirs.
   */
  @ParameterizedTest
  @MethodSource("goldenCases")
  void updatesFollowGoldenSteps(JsonNode golden) {
    var weights = golden.at("/inputs/weights");
    try (var network = network(goldenPlan(weights))) {
      for (int i = 0; i < weights.size(); i++) {
        NetworkValues.set(
            network, Map.of(goldenName(weights, i), GoldenFile.numbers(weights.get(i))));
      }
      network.optimise(
          goldenRule(golden.get("params")), segment -> !wanted(weights, segment.fullName()));
      var gradients = golden.at("/inputs/gradients_per_step");
      for (int step = 0; step < gradients.size(); step++) {
        backward(network, gradients.get(step));
        network.update(Rates.uniform(golden.at("/params/lr").asDouble()));
        var expected = golden.at("/expected/weights_after_each_step").get(step);
        for (int i = 0; i < weights.size(); i++) {
          assertThat(NetworkValues.parameters(network).get(goldenName(weights, i)))
              .as("step %d, parameter %d", step, i)
              .containsExactly(GoldenFile.numbers(expected.get(i)), within(1e-12));
        }
      }
    }
  }

  private static String goldenName(JsonNode weights, int i) {
    return "layer" + i + (GoldenFile.rank(weights.get(i)) > 1 ? "/W" : "/b");
  }

  private static boolean wanted(JsonNode weights, String name) {
    for (int i = 0; i < weights.size(); i++) {
      if (goldenName(weights, i).equals(name)) {
        return true;
      }
    }
    return false;
  }

  private static NetworkPlan goldenPlan(JsonNode weights) {
    List<NetworkPlan.Node> nodes = new ArrayList<>();
    List<String> outputs = new ArrayList<>();
    nodes.add(
        new NetworkPlan.Node(
            "one", Part.BACKBONE, new Operations.GlobalAveragePool(), List.of(NetworkPlan.INPUT)));
    for (int i = 0; i < weights.size(); i++) {
      int length = GoldenFile.numbers(weights.get(i)).length;
      var dense = new Operations.Dense(1, length, true);
      nodes.add(new NetworkPlan.Node("layer" + i, Part.BACKBONE, dense, List.of("one")));
      outputs.add("layer" + i);
    }
    return new NetworkPlan(1, nodes, outputs, Map.of(), 1);
  }

  private static OptimizerConfig goldenRule(JsonNode params) {
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

  private static void backward(Network network, JsonNode gradients) {
    var one = new ReferenceImages(1, 1, 1, 1);
    one.put(new double[] {1});
    network.zeroGradient();
    try (var pass = network.forward(one, Partition.WHOLE)) {
      Map<String, Matrix> given = new LinkedHashMap<>();
      for (int i = 0; i < gradients.size(); i++) {
        given.put("layer" + i, Matrix.of(new double[][] {GoldenFile.numbers(gradients.get(i))}));
      }
      pass.backward(given);
    }
  }

  @Test
  void inferenceReadsFeaturesAndMeansOfMapsAndRemembersNothing() {
    var network = network(ContractPlans.convNet(1));
    var before = NetworkValues.parameters(network);
    var read =
        network.read(images(2, SIDE, 1), List.of(Reading.meansOf("bn4"), Reading.of("features")));
    assertThat(read.get(0).toDoubles()).containsExactly(read.get(1).toDoubles());
    var after = NetworkValues.parameters(network);
    after.forEach((name, values) -> assertThat(values).containsExactly(before.get(name)));
  }

  @Test
  void onlyWhatAResultDependsOnIsComputed() {
    var network = network(ContractPlans.siamese(BatchNormMode.AFFINE, BatchNormMode.NONE, 1));
    network.compute(images(4, SIDE, 1), Partition.WHOLE, List.of(ContractPlans.PROJECTION));
    var values = NetworkValues.parameters(network);
    assertThat(values.get("projector.norm1/mean")).isNotEqualTo(new double[12]);
    assertThat(values.get("predictor.norm1/mean")).containsOnly(0);
  }

  @Test
  void saysWhatIsWrong() {
    var network = network(ContractPlans.siamese(BatchNormMode.AFFINE, BatchNormMode.NONE, 1));
    var images = images(4, SIDE, 1);
    assertThatThrownBy(() -> network.read(images, List.of(Reading.of("bn1"))))
        .hasMessageContaining("\"bn1\" has maps, not features");
    assertThatThrownBy(() -> network.read(images, List.of(Reading.meansOf("pool"))))
        .hasMessageContaining("\"pool\" has features, not maps");
    assertThatThrownBy(() -> network.compute(images, Partition.WHOLE, List.of("bn9")))
        .hasMessageContaining("no node \"bn9\"");
    assertThatThrownBy(() -> network.follow(network, 1.5)).hasMessageContaining("not 1.5");
    assertThatThrownBy(() -> images.put(new float[5])).hasMessageContaining("5 pixels");
    assertThatThrownBy(() -> images.slice(2, 5)).hasMessageContaining("2 to 5");
    var pass = network.forward(images, Partition.WHOLE);
    assertThatThrownBy(() -> pass.backward(Map.of(ContractPlans.PREDICTION, random(3, 8, 1))))
        .hasMessageContaining("another shape");
    pass.backward(Map.of());
    assertThatThrownBy(() -> pass.backward(Map.of())).hasMessageContaining("once");
    pass.close();
    assertThatThrownBy(() -> pass.output(ContractPlans.PREDICTION)).hasMessageContaining("closed");
    network.optimise(
        UpdateChecks.rule(OptimizerConfig.Kind.SGD, false, 0, false), segment -> false);
    var other = network(ContractPlans.convNet(1));
    assertThatThrownBy(() -> network.restore(other.state()))
        .hasMessageContaining("vectors [], but this network's update rule needs [momentum]");
    assertThatThrownBy(() -> network.copy(other)).hasMessageContaining("has no parameter");
    assertThatThrownBy(
            () ->
                network.optimise(
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
                        false),
                    segment -> false))
        .hasMessageContaining("below 1");
  }
}
