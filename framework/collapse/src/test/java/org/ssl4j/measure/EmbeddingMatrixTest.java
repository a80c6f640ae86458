package org.ssl4j.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;

class EmbeddingMatrixTest {

  private static final double[][] VALUES = {{0, 1, 2, 3}, {10, 11, 12, 13}, {20, 21, 22, 23}};

  static Stream<EmbeddingMatrix> sources() {
    Matrix doubles = Matrix.of(VALUES);
    Matrix floats = Matrix.allocate(Precision.FLOAT, 3, 4);
    floats.assign(doubles);
    Matrix view = Matrix.allocate(Precision.FLOAT, 6, 8).slice(2, 5).columnSlice(3, 7);
    view.assign(doubles);
    return Stream.of(
        EmbeddingMatrix.of(VALUES),
        EmbeddingMatrix.of(new float[] {0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23}, 3, 4),
        EmbeddingMatrix.of(floats),
        EmbeddingMatrix.of(doubles),
        EmbeddingMatrix.of(view),
        EmbeddingMatrix.of(VALUES).select(new int[] {2, 0, 1}).select(new int[] {1, 2, 0}));
  }

  @ParameterizedTest
  @MethodSource("sources")
  void givenAnySource_thenShapeAndValuesAreReadInPlace(EmbeddingMatrix matrix) {
    assertThat(matrix.rows()).isEqualTo(3);
    assertThat(matrix.columns()).isEqualTo(4);
    for (int i = 0; i < 3; i++) {
      double[] target = {-1, -1, -1, -1};
      matrix.read(i, 1, 2, target, 1);
      assertThat(target).containsExactly(-1, 10 * i + 1, 10 * i + 2, -1);
    }
  }

  @Test
  void givenDoubleMatrix_thenNoDigitIsLost() {
    double third = 1.0 / 3;
    var matrix = EmbeddingMatrix.of(Matrix.of(new double[][] {{third, -third}}));
    double[] row = new double[2];
    matrix.read(0, 0, 2, row, 0);
    assertThat(row).containsExactly(third, -third);
  }

  @Test
  void givenWhatIsNoMatrix_thenRefusedInWords() {
    assertThatThrownBy(() -> EmbeddingMatrix.of(new double[0][]))
        .isInstanceOf(InvalidEmbeddingsException.class)
        .hasMessageContaining("not [0, 0]");
    assertThatThrownBy(() -> EmbeddingMatrix.of(new double[][] {{1, 2}, {3}}))
        .isInstanceOf(InvalidEmbeddingsException.class)
        .hasMessageContaining("row 1 of the embeddings has 1 values, row 0 has 2");
    assertThatThrownBy(() -> EmbeddingMatrix.of(new float[5], 2, 3))
        .isInstanceOf(InvalidEmbeddingsException.class)
        .hasMessageContaining("5 values do not fill embeddings of shape [2, 3]");
  }
}
