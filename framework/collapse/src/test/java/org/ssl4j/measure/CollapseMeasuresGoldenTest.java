package org.ssl4j.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ssl4j.golden.GoldenFile;
import org.ssl4j.golden.GoldenFile.GoldenCase;

class CollapseMeasuresGoldenTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  /**
   * Golden key to component of {@link LayerMeasures}, where it is not the camel case of the key.
   */
  private static final Map<String, String> COMPONENTS =
      Map.of(
          "rankme", "rankMe",
          "top1_share", "topEigenvalueShare",
          "mean_abs_correlation", "offDiagonalCorrelation");

  static Stream<GoldenCase> measurable() {
    return all().filter(golden -> !golden.expected().has("error"));
  }

  static Stream<GoldenCase> refused() {
    return all().filter(golden -> golden.expected().has("error"));
  }

  private static Stream<GoldenCase> all() {
    return Stream.concat(
        GoldenFile.cases("metrics").stream(), GoldenFile.cases("metrics_large").stream());
  }

  @ParameterizedTest
  @MethodSource("measurable")
  void givenGoldenMatrix_whenDecomposedDirectly_thenEveryMeasureWithin1e9(GoldenCase golden) {
    LayerAnalysis analysis = CollapseMeasures.measure(matrix(golden), SpectralRoute.SVD);
    assertEveryKey(golden, analysis.measures(), 1e-9);
  }

  @ParameterizedTest
  @MethodSource("measurable")
  void givenGoldenMatrix_whenProductsAreDecomposed_thenEveryMeasureWithin1e5(GoldenCase golden) {
    EmbeddingMatrix z = matrix(golden);
    SpectralRoute route = z.rows() >= z.columns() ? SpectralRoute.COVARIANCE : SpectralRoute.GRAM;
    assertEveryKey(golden, CollapseMeasures.measure(z, route).measures(), 1e-5);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void givenNonFiniteMatrix_thenRefusedWithItsRow(GoldenCase golden) {
    assertThatThrownBy(() -> CollapseMeasures.measure(matrix(golden)))
        .isInstanceOf(InvalidEmbeddingsException.class)
        .hasMessageMatching(
            "row \\d+ of the embeddings holds (NaN|-?Infinity) in column \\d+: .*must be finite");
  }

  @Test
  void goldenFilesHoldBothKinds() {
    assertThat(measurable()).hasSizeGreaterThanOrEqualTo(16);
    assertThat(refused()).hasSize(2);
  }

  private static void assertEveryKey(GoldenCase golden, LayerMeasures measures, double tolerance) {
    JsonNode actual = JSON.valueToTree(measures);
    for (Map.Entry<String, JsonNode> entry : golden.expected().properties()) {
      String component = component(entry.getKey());
      JsonNode expected = entry.getValue();
      JsonNode value = actual.get(component);
      assertThat(value).as(component).isNotNull();
      if (expected.isNumber()) {
        double number = expected.doubleValue();
        // The absolute part is for answers that are exactly 0 but for rounding.
        double allowed = Math.max(tolerance * Math.abs(number), 1e-14);
        assertThat(value.doubleValue()).as(component).isCloseTo(number, within(allowed));
      } else {
        assertThat(value).as(component).isEqualTo(expected);
      }
    }
  }

  private static String component(String key) {
    if (COMPONENTS.containsKey(key)) {
      return COMPONENTS.get(key);
    }
    var name = new StringBuilder();
    for (String word : key.split("_", -1)) {
      name.append(
          name.isEmpty() ? word : Character.toUpperCase(word.charAt(0)) + word.substring(1));
    }
    return name.toString();
  }

  private static EmbeddingMatrix matrix(GoldenCase golden) {
    JsonNode inputs = golden.inputs();
    return EmbeddingMatrix.of(
        inputs.has("recipe")
            ? signedBasis(inputs.get("N").intValue(), inputs.get("d").intValue())
            : GoldenFile.matrix(inputs.get("Z")));
  }

  /** The recipe: row i is plus or minus the basis vector i mod d, the sign of i / d's parity. */
  private static double[][] signedBasis(int n, int d) {
    double[][] rows = new double[n][d];
    for (int i = 0; i < n; i++) {
      rows[i][i % d] = (i / d) % 2 == 0 ? 1 : -1;
    }
    return rows;
  }
}
