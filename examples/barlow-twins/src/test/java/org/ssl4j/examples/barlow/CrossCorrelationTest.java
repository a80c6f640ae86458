package org.ssl4j.examples.barlow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.ssl4j.golden.GoldenFile;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;

/** The loss and its gradient: independently computed vectors, finite differences, known values. */
class CrossCorrelationTest {

  static Stream<Arguments> golden() {
    return GoldenFile.nodes("barlow_twins")
        .flatMap(
            golden ->
                Stream.of(Precision.values())
                    .map(type -> Arguments.of(golden.get("name").asText(), type, golden)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource
  void golden(String name, Precision type, JsonNode golden) {
    Matrix z1 = input(golden, "z1", type);
    try (var result =
        CrossCorrelation.of(
            z1, input(golden, "z2", type), golden.at("/params/lambda").asDouble())) {
      double expected = golden.at("/expected/loss").asDouble();
      double relative = type == Precision.DOUBLE ? 1e-9 : 1e-5;
      assertThat(result.loss()).isCloseTo(expected, within(relative * Math.max(1, expected)));
      int n = z1.rows();
      assertGradient(golden, "grad_z1", type, result.gradient().slice(0, n));
      assertGradient(golden, "grad_z2", type, result.gradient().slice(n, 2 * n));
    }
  }

  private static Matrix input(JsonNode golden, String name, Precision type) {
    return in(type, Matrix.of(GoldenFile.matrix(golden.at("/inputs/" + name))));
  }

  private static void assertGradient(JsonNode golden, String key, Precision type, Matrix actual) {
    Matrix expected = Matrix.of(GoldenFile.matrix(golden.at("/expected/" + key)));
    double largest = largest(expected);
    // Where the exact answer is 0 everywhere, rounding of terms of order 1 is left.
    double scale = largest < 1e-12 ? 0.1 : largest;
    double relative = type == Precision.DOUBLE ? 1e-9 : 1e-4;
    assertThat(actual.precision()).isEqualTo(type);
    assertThat(deviation(actual, expected)).as(key).isLessThanOrEqualTo(relative * scale);
  }

  @ParameterizedTest
  @CsvSource({"6, 3, 0.0051", "3, 6, 0.0051", "5, 5, 1", "2, 4, 0.5", "6, 3, 0", "8, 1, 0.0051"})
  void theGradientAgreesWithFiniteDifferences(int n, int d, double lambda) {
    Matrix z1 = gaussian(1, n, d, 0.7, 0);
    Matrix z2 = gaussian(2, n, d, 3, 2);
    try (var result = CrossCorrelation.of(z1, z2, lambda)) {
      assertClose(
          result.gradient().slice(0, n),
          numericalGradient(z1, z -> CrossCorrelation.of(z, z2, lambda).loss()));
      assertClose(
          result.gradient().slice(n, 2 * n),
          numericalGradient(z2, z -> CrossCorrelation.of(z1, z, lambda).loss()));
    }
  }

  private static void assertClose(Matrix analytic, Matrix numerical) {
    assertThat(deviation(analytic, numerical)).isLessThan(1e-7 * largest(numerical));
  }

  @Test
  void bothKindsOfCollapseHaveTheirValue() {
    int d = 5;
    Matrix constant = gaussian(1, 16, d, 0, 3);
    try (var complete = CrossCorrelation.of(constant, constant, 0.1)) {
      assertThat(complete.loss()).isCloseTo(d, within(1e-9));
      assertThat(largest(complete.gradient())).isLessThan(1e-9);
    }
    Matrix equalColumns = gaussian(1, 16, d, 1, 0);
    for (int j = 1; j < d; j++) {
      for (int i = 0; i < equalColumns.rows(); i++) {
        equalColumns.set(i, j, equalColumns.get(i, 0));
      }
    }
    try (var dimensional = CrossCorrelation.of(equalColumns, equalColumns, 0.1);
        var unguarded = CrossCorrelation.of(equalColumns, equalColumns, 0)) {
      assertThat(dimensional.redundancy()).isCloseTo(d * (d - 1), within(1e-2));
      assertThat(dimensional.loss()).isCloseTo(0.1 * d * (d - 1), within(1e-3));
      assertThat(unguarded.loss()).isCloseTo(0, within(1e-8));
    }
  }

  @Test
  void viewsThatDoNotFitAreRefused() {
    Matrix z = gaussian(1, 4, 3, 1, 0);
    assertThatThrownBy(() -> CrossCorrelation.of(z, z.slice(0, 3), 1))
        .hasMessageContaining("one shape and precision, not DOUBLE [4, 3] and DOUBLE [3, 3]");
    assertThatThrownBy(() -> CrossCorrelation.of(z, in(Precision.FLOAT, z), 1))
        .hasMessageContaining("one shape and precision");
    assertThatThrownBy(() -> CrossCorrelation.of(z.slice(0, 1), z.slice(0, 1), 1))
        .hasMessageContaining("at least 2 images");
  }

  private static Matrix gaussian(long seed, int rows, int columns, double scale, double offset) {
    var random = new Random(seed);
    Matrix matrix = Matrix.allocate(Precision.DOUBLE, rows, columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix.set(i, j, offset + scale * random.nextGaussian());
      }
    }
    return matrix;
  }

  private static Matrix in(Precision precision, Matrix matrix) {
    Matrix result = Matrix.allocate(precision, matrix.rows(), matrix.columns());
    result.assign(matrix);
    return result;
  }

  private static Matrix numericalGradient(Matrix at, ToDoubleFunction<Matrix> loss) {
    double step = 1e-5;
    Matrix point = at.copy();
    Matrix gradient = at.copy();
    for (int i = 0; i < at.rows(); i++) {
      for (int j = 0; j < at.columns(); j++) {
        point.set(i, j, at.get(i, j) + step);
        double above = loss.applyAsDouble(point);
        point.set(i, j, at.get(i, j) - step);
        double below = loss.applyAsDouble(point);
        point.set(i, j, at.get(i, j));
        gradient.set(i, j, (above - below) / (2 * step));
      }
    }
    return gradient;
  }

  private static double largest(Matrix matrix) {
    double largest = 0;
    for (double value : matrix.toDoubles()) {
      largest = Math.max(largest, Math.abs(value));
    }
    return largest;
  }

  private static double deviation(Matrix actual, Matrix expected) {
    Matrix difference = in(Precision.DOUBLE, actual);
    for (int i = 0; i < actual.rows(); i++) {
      for (int j = 0; j < actual.columns(); j++) {
        difference.set(i, j, actual.get(i, j) - expected.get(i, j));
      }
    }
    return largest(difference);
  }
}
