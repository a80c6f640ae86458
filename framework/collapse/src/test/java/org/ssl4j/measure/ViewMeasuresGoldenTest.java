package org.ssl4j.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ssl4j.golden.GoldenFile;
import org.ssl4j.golden.GoldenFile.GoldenCase;

/** Measures of several views of each image: alignment and LiDAR. */
class ViewMeasuresGoldenTest {

  static List<GoldenCase> alignmentCases() {
    return GoldenFile.cases("alignment");
  }

  static List<GoldenCase> lidarCases() {
    return GoldenFile.cases("lidar");
  }

  @ParameterizedTest
  @MethodSource("alignmentCases")
  void givenTwoViews_thenAlignmentIsGolden(GoldenCase golden) {
    var first = EmbeddingMatrix.of(GoldenFile.matrix(golden.inputs().get("z1")));
    var second = EmbeddingMatrix.of(GoldenFile.matrix(golden.inputs().get("z2")));
    LayerMeasures measures = CollapseMeasures.measure(first, second).measures();
    double alignment = golden.expected().get("alignment").doubleValue();
    double cosine = golden.expected().get("mean_positive_cosine").doubleValue();
    assertThat(measures.alignment())
        .isCloseTo(alignment, within(Math.max(1e-14, 1e-9 * alignment)));
    assertThat(measures.meanPositiveCosine()).isCloseTo(cosine, within(1e-12));
  }

  @ParameterizedTest
  @MethodSource("lidarCases")
  void givenViewsOfImages_thenLidarAndEigenvaluesAreGolden(GoldenCase golden) {
    List<double[]> rows = new ArrayList<>();
    int views = golden.inputs().get("E").get(0).size();
    for (JsonNode image : golden.inputs().get("E")) {
      rows.addAll(List.of(GoldenFile.matrix(image)));
    }
    LidarRank lidar = LidarRank.of(EmbeddingMatrix.of(rows.toArray(double[][]::new)), views);
    double expected = golden.expected().get("lidar").doubleValue();
    double[] eigenvalues = GoldenFile.vector(golden.expected().get("eigenvalues"));
    assertThat(lidar.value()).isCloseTo(expected, within(1e-9 * Math.max(1, expected)));
    assertThat(lidar.eigenvalues())
        .containsExactly(eigenvalues, within(1e-9 * Math.max(1, eigenvalues[0])));
  }

  @Test
  void goldenFilesAreNotEmpty() {
    assertThat(alignmentCases()).hasSize(4);
    assertThat(lidarCases()).hasSize(4);
  }

  @Test
  void givenZeroEmbeddings_thenLidarIsZero() {
    LidarRank lidar = LidarRank.of(EmbeddingMatrix.of(new double[6][3]), 2);
    assertThat(lidar.value()).isZero();
    assertThat(lidar.eigenvalues()).containsExactly(0, 0, 0);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4, 6})
  void givenViewsThatDoNotGroupIntoImages_thenRefused(int views) {
    assertThatThrownBy(() -> LidarRank.of(EmbeddingMatrix.of(new double[6][3]), views))
        .isInstanceOf(InvalidEmbeddingsException.class)
        .hasMessageContaining("6 rows with " + views + " views per image");
  }

  @Test
  void givenNanInLidar_thenRowIsNamed() {
    double[][] rows = new double[6][3];
    rows[4][1] = Double.NaN;
    assertThatThrownBy(() -> LidarRank.of(EmbeddingMatrix.of(rows), 2))
        .isInstanceOf(InvalidEmbeddingsException.class)
        .hasMessageContaining("row 4")
        .hasMessageContaining("column 1");
  }

  @Test
  void givenViewsOfUnequalShape_thenRefused() {
    var first = EmbeddingMatrix.of(new double[6][3]);
    var second = EmbeddingMatrix.of(new double[6][4]);
    assertThatThrownBy(() -> CollapseMeasures.measure(first, second))
        .isInstanceOf(InvalidEmbeddingsException.class)
        .hasMessageContaining("[6, 3] and [6, 4]");
  }

  @Test
  void givenInfinityInTheSecondView_thenItIsNamed() {
    double[][] second = new double[6][3];
    second[5][0] = Double.NEGATIVE_INFINITY;
    var z = EmbeddingMatrix.of(new double[6][3]);
    assertThatThrownBy(() -> CollapseMeasures.measure(z, EmbeddingMatrix.of(second)))
        .isInstanceOf(InvalidEmbeddingsException.class)
        .hasMessageContaining("row 5 of the second view holds -Infinity");
  }
}
