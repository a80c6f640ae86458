package org.ssl4j.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CollapseMeasuresTest {

  @Test
  void givenOneRow_thenRefused() {
    assertThatThrownBy(() -> CollapseMeasures.measure(EmbeddingMatrix.of(new double[1][4])))
        .isInstanceOf(InvalidEmbeddingsException.class)
        .hasMessageContaining("at least 2 rows")
        .hasMessageContaining("row 0");
  }

  @Test
  void givenFiniteValuesWhoseSquareOverflows_thenRefusedAndNotCalledNan() {
    double[][] rows = {{1, 2}, {1e200, 0}};
    assertThatThrownBy(() -> CollapseMeasures.measure(EmbeddingMatrix.of(rows)))
        .isInstanceOf(InvalidEmbeddingsException.class)
        .hasMessageContaining("row 1")
        .hasMessageContaining("overflows");
  }

  @Test
  void givenUndefinedMeasures_thenJsonHasNullAndNotZero() {
    var z = EmbeddingMatrix.of(new double[][] {{1, 1}, {1, 1}, {1, 1}});
    JsonNode json = new ObjectMapper().valueToTree(CollapseMeasures.measure(z).measures());
    assertThat(json.get("alphaReq").isNull()).isTrue();
    assertThat(json.get("offDiagonalCorrelation").isNull()).isTrue();
    assertThat(json.get("alignment").isNull()).isTrue();
    assertThat(json.get("effectiveRank").doubleValue()).isZero();
    assertThat(json.get("dim").intValue()).isEqualTo(2);
  }

  @Test
  void givenDegenerateRowsWithSeveralVaryingColumns_thenNoCorrelation() {
    double[][] rows = new double[8][3];
    for (int i = 0; i < rows.length; i++) {
      rows[i] = new double[] {1, 1e-9 * (i % 2), 1e-9 * (i % 3)};
    }
    LayerMeasures measures = CollapseMeasures.measure(EmbeddingMatrix.of(rows)).measures();
    assertThat(measures.centredDegenerate()).isTrue();
    assertThat(measures.constantDims()).isEqualTo(1);
    assertThat(measures.offDiagonalCorrelation()).isNull();
    assertThat(measures.effectiveRank()).isZero();
  }

  @Test
  void spectrumGivesCovarianceEigenvalues() {
    // Columns of variance 4 and 1 (unbiased, N = 2 pairs) without covariance.
    double[][] rows = {
      {Math.sqrt(6), 0}, {-Math.sqrt(6), 0}, {0, Math.sqrt(1.5)}, {0, -Math.sqrt(1.5)}
    };
    Spectrum spectrum = CollapseMeasures.measure(EmbeddingMatrix.of(rows)).spectrum();
    assertThat(spectrum.eigenvalues()).containsExactly(new double[] {4, 1}, within(1e-12));
    assertThat(spectrum.topEigenvalueShare()).isCloseTo(0.8, within(1e-12));
    assertThat(spectrum.rows()).isEqualTo(4);
    assertThat(spectrum.columns()).isEqualTo(2);
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 512, SVD",
    "1000, 3072, SVD",
    "5000, 1024, COVARIANCE",
    "4000, 1025, COVARIANCE",
    "1025, 2000, GRAM",
    "100000, 2048, COVARIANCE"
  })
  void routeFollowsTheSize(int rows, int columns, SpectralRoute route) {
    assertThat(SpectralRoute.forShape(rows, columns)).isEqualTo(route);
  }

  @Test
  void givenMoreColumnsThanATile_thenCorrelationEqualsTheWholeCovariance() {
    var random = new Random(5);
    float[] values = new float[40 * 1100];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextGaussian() + (i % 1100) * 0.01);
    }
    var z = EmbeddingMatrix.of(values, 40, 1100);
    RowStatistics statistics = RowStatistics.of(z);
    double tiled = Correlation.meanAbsolute(z, statistics);
    try (var products = CrossProducts.ofColumns(z, statistics.means())) {
      assertThat(tiled).isCloseTo(Correlation.meanAbsolute(products, statistics), within(1e-12));
    }
    assertThat(tiled).isBetween(0.11, 0.15);
  }

  @Test
  void givenMoreThanOneBlock_thenProductsEqualThePlainSums() {
    // 3 * 350,001 values exceed a block in either direction.
    var z = signs(3, 350_001);
    try (var products = CrossProducts.ofRows(z, new double[350_001])) {
      assertThat(products.get(0)).isEqualTo(350_001);
      assertThat(products.get(8)).isEqualTo(350_001);
    }
    var tall = signs(350_001, 3);
    try (var products = CrossProducts.ofColumns(tall, new double[3])) {
      assertThat(products.get(0)).isEqualTo(350_001);
      assertThat(products.get(8)).isEqualTo(350_001);
    }
  }

  @Test
  void givenManyRows_thenUniformityTakesAFixedOrderedSampleNotInStepWithTheData() {
    assertThat(RowSample.of(4096, 4096)).hasSize(4096).endsWith(4095);
    int[] sample = RowSample.of(40_960, 4096);
    assertThat(sample).hasSize(4096).isSorted().doesNotHaveDuplicates();
    assertThat(sample).isEqualTo(RowSample.of(40_960, 4096));
    long[] perRemainder = new long[10];
    Arrays.stream(sample).forEach(i -> perRemainder[i % 10]++);
    assertThat(Arrays.stream(perRemainder).boxed()).allMatch(count -> count > 350 && count < 470);
  }

  @Test
  void givenSeveralTiles_thenUniformityEqualsTheSumOverPairs() {
    var z = signs(1100, 6);
    double sum = 0;
    double[] a = new double[6];
    double[] b = new double[6];
    for (int i = 0; i < 1100; i++) {
      z.read(i, 0, 6, a, 0);
      double rowSum = 0;
      for (int j = 0; j < i; j++) {
        z.read(j, 0, 6, b, 0);
        double distance = 0;
        for (int k = 0; k < 6; k++) {
          distance += (a[k] - b[k]) * (a[k] - b[k]) / 6;
        }
        rowSum += Math.exp(-2 * distance);
      }
      sum += rowSum;
    }
    double expected = Math.log(sum / (1100 * 1099 / 2.0));
    assertThat(Uniformity.of(z, RowStatistics.of(z))).isCloseTo(expected, within(1e-12));
  }

  private static EmbeddingMatrix signs(int rows, int columns) {
    var random = new Random(11);
    float[] values = new float[rows * columns];
    for (int i = 0; i < values.length; i++) {
      values[i] = random.nextBoolean() ? 1 : -1;
    }
    return EmbeddingMatrix.of(values, rows, columns);
  }
}
