package org.ssl4j.collapse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;

class EmbeddingMatrixTest {

  private static final double[][] VALUES = {{0, 1, 2, 3}, {10, 11, 12, 13}, {20, 21, 22, 23}};

  static Stream<EmbeddingMatrix> sources() {
    INDArray floats = Nd4j.createFromArray(VALUES).castTo(DataType.FLOAT);
    INDArray padded = Nd4j.zeros(DataType.FLOAT, 6, 8);
    INDArray view = padded.get(NDArrayIndex.interval(2, 5), NDArrayIndex.interval(3, 7));
    view.assign(floats);
    INDArray rows = Nd4j.zeros(DataType.FLOAT, 6, 4);
    INDArray rowView = rows.get(NDArrayIndex.interval(2, 5), NDArrayIndex.all());
    rowView.assign(floats);
    return Stream.of(
        EmbeddingMatrix.of(VALUES),
        EmbeddingMatrix.of(new float[] {0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23}, 3, 4),
        EmbeddingMatrix.of(floats),
        EmbeddingMatrix.of(floats.dup('f')),
        EmbeddingMatrix.of(floats.transpose().dup().transpose()),
        EmbeddingMatrix.of(view),
        EmbeddingMatrix.of(rowView),
        EmbeddingMatrix.of(floats.castTo(DataType.DOUBLE)),
        EmbeddingMatrix.of(floats.castTo(DataType.FLOAT16)),
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
  void givenDoubleArray_thenNoDigitIsLost() {
    double third = 1.0 / 3;
    var matrix = EmbeddingMatrix.of(Nd4j.createFromArray(new double[][] {{third, -third}}));
    double[] row = new double[2];
    matrix.read(0, 0, 2, row, 0);
    assertThat(row).containsExactly(third, -third);
  }

  @Test
  void givenArrayThatChangesAfterwards_thenTheCopyDoesNot() {
    INDArray array = Nd4j.ones(DataType.FLOAT, 2, 2);
    var matrix = EmbeddingMatrix.of(array);
    array.assign(5);
    double[] row = new double[2];
    matrix.read(1, 0, 2, row, 0);
    assertThat(row).containsExactly(1, 1);
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
    assertThatThrownBy(() -> EmbeddingMatrix.of(Nd4j.zeros(DataType.FLOAT, 2, 3, 4)))
        .isInstanceOf(InvalidEmbeddingsException.class)
        .hasMessageContaining("[2, 3, 4]");
    assertThatThrownBy(() -> EmbeddingMatrix.of(Nd4j.zeros(DataType.INT32, 2, 3)))
        .isInstanceOf(InvalidEmbeddingsException.class)
        .hasMessageContaining("INT");
  }
}
