package org.ssl4j.models.objective;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.ssl4j.golden.GoldenFile;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;

/** Values and gradients of every objective against independently computed vectors. */
class GoldenObjectivesTest {

  private static Stream<Arguments> inBothPrecisions(Stream<JsonNode> cases) {
    return cases.flatMap(
        golden ->
            Stream.of(Precision.DOUBLE, Precision.FLOAT)
                .map(type -> Arguments.of(golden.get("name").asText(), type, golden)));
  }

  static Stream<Arguments> ntXent() {
    return inBothPrecisions(GoldenFile.nodes("ntxent"));
  }

  static Stream<Arguments> infoNce() {
    return inBothPrecisions(
        GoldenFile.nodes("infonce_queue").filter(golden -> !golden.at("/params").has("kind")));
  }

  static Stream<Arguments> byol() {
    return inBothPrecisions(GoldenFile.nodes("byol"));
  }

  static Stream<Arguments> simSiam() {
    return inBothPrecisions(GoldenFile.nodes("simsiam"));
  }

  static Stream<Arguments> vicReg() {
    return inBothPrecisions(GoldenFile.nodes("vicreg"));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource
  void ntXent(String name, Precision type, JsonNode golden) {
    Matrix z1 = input(golden, "z1", type);
    ObjectiveResult result =
        NtXent.compute(z1, input(golden, "z2", type), golden.at("/params/temperature").asDouble());
    assertValue(golden, "loss", type, result.loss());
    assertThat(NtXent.chance(z1.rows()))
        .isCloseTo(golden.at("/expected/chance").asDouble(), within(1e-12));
    if (golden.get("expected").has("grad_z1")) {
      assertGradient(golden, "grad_z1", type, result.gradient(0));
      assertGradient(golden, "grad_z2", type, result.gradient(1));
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource
  void infoNce(String name, Precision type, JsonNode golden) {
    Matrix queue = input(golden, "queue", type);
    ObjectiveResult result =
        InfoNce.compute(
            input(golden, "q", type),
            input(golden, "k", type),
            queue,
            golden.at("/params/temperature").asDouble());
    assertValue(golden, "loss", type, result.loss());
    assertGradient(golden, "grad_q", type, result.gradient(0));
    assertThat(InfoNce.chance(queue.rows()))
        .isCloseTo(golden.at("/expected/chance").asDouble(), within(1e-12));
  }

  /** The common form of the losses on predictions and targets. */
  private interface OneDirection {
    ObjectiveResult compute(Matrix p, Matrix z, boolean targetGradient);
  }

  private interface Symmetric {
    ObjectiveResult compute(Matrix p1, Matrix p2, Matrix z1, Matrix z2, boolean targetGradients);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource
  void byol(String name, Precision type, JsonNode golden) {
    assertRegression(
        golden, type, NormalizedRegression::oneDirection, NormalizedRegression::symmetric);
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource
  void simSiam(String name, Precision type, JsonNode golden) {
    assertRegression(golden, type, NegativeCosine::oneDirection, NegativeCosine::symmetric);
  }

  private static void assertRegression(
      JsonNode golden, Precision type, OneDirection oneDirection, Symmetric symmetric) {
    Matrix p1 = input(golden, "p1", type);
    Matrix p2 = input(golden, "p2", type);
    Matrix z1 = input(golden, "z1", type);
    Matrix z2 = input(golden, "z2", type);
    ObjectiveResult withTargets = symmetric.compute(p1, p2, z1, z2, true);
    ObjectiveResult stopped = symmetric.compute(p1, p2, z1, z2, false);
    assertValue(golden, "symmetric", type, withTargets.loss());
    assertValue(golden, "symmetric", type, stopped.loss());
    assertThat(stopped.gradients()).hasSize(2);
    if (golden.at("/params/identity_predictor").asBoolean()) {
      assertGradient(golden, "total_grad_z1_stopgrad", type, stopped.gradient(0));
      assertGradient(golden, "total_grad_z2_stopgrad", type, stopped.gradient(1));
      assertGradient(
          golden,
          "total_grad_z1_no_stopgrad",
          type,
          Samples.sum(withTargets.gradient(0), withTargets.gradient(2)));
      assertGradient(
          golden,
          "total_grad_z2_no_stopgrad",
          type,
          Samples.sum(withTargets.gradient(1), withTargets.gradient(3)));
      return;
    }
    assertGradient(golden, "grad_p1", type, stopped.gradient(0));
    assertGradient(golden, "grad_p2", type, stopped.gradient(1));
    assertGradient(golden, "grad_p1", type, withTargets.gradient(0));
    assertGradient(golden, "grad_p2", type, withTargets.gradient(1));
    assertGradient(golden, "ablation_grad_z1", type, withTargets.gradient(2));
    assertGradient(golden, "ablation_grad_z2", type, withTargets.gradient(3));

    ObjectiveResult single = oneDirection.compute(p1, z2, true);
    assertValue(golden, "one_direction", type, single.loss());
    assertThat(withTargets.term("p1z2")).isEqualTo(single.loss());
    assertGradient(golden, "one_direction_grad_p1", type, single.gradient(0));
    assertGradient(golden, "one_direction_grad_z2", type, single.gradient(1));
    assertGradient(
        golden, "one_direction_grad_p1", type, oneDirection.compute(p1, z2, false).gradient(0));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource
  void vicReg(String name, Precision type, JsonNode golden) {
    JsonNode weights = golden.get("params");
    ObjectiveResult result =
        VicRegLoss.compute(
            input(golden, "z1", type),
            input(golden, "z2", type),
            weights.get("lambda").asDouble(),
            weights.get("mu").asDouble(),
            weights.get("nu").asDouble());
    assertValue(golden, "total", type, result.loss());
    for (String term : new String[] {"invariance", "variance", "covariance"}) {
      assertValue(golden, term, type, result.term(term));
    }
    assertGradient(golden, "grad_z1", type, result.gradient(0));
    assertGradient(golden, "grad_z2", type, result.gradient(1));
  }

  private static Matrix input(JsonNode golden, String name, Precision type) {
    return Samples.in(type, Matrix.of(GoldenFile.matrix(golden.get("inputs").get(name))));
  }

  private static boolean hard(JsonNode golden) {
    String name = golden.get("name").asText();
    return name.startsWith("scaled_")
        || name.startsWith("low_temperature_")
        || name.startsWith("offset_");
  }

  private static void assertValue(JsonNode golden, String key, Precision type, double actual) {
    double expected = golden.get("expected").get(key).asDouble();
    double relative = type == Precision.DOUBLE ? 1e-9 : hard(golden) ? 1e-3 : 1e-5;
    assertThat(actual)
        .as(key)
        .isCloseTo(expected, within(relative * Math.max(1, Math.abs(expected))));
  }

  private static void assertGradient(JsonNode golden, String key, Precision type, Matrix actual) {
    Matrix expected = Matrix.of(GoldenFile.matrix(golden.get("expected").get(key)));
    assertThat(actual.precision()).isEqualTo(type);
    double largest = Samples.largest(expected);
    double relative = type == Precision.DOUBLE ? 1e-9 : hard(golden) ? 1e-3 : 1e-4;
    // Where the exact answer is 0 everywhere, what is left is rounding of terms of order 1.
    double scale = largest < 1e-12 ? 0.1 : largest;
    assertThat(Samples.deviation(actual, expected))
        .as("largest deviation of %s", key)
        .isLessThanOrEqualTo(relative * scale);
  }
}
