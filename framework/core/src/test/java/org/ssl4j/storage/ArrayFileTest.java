package org.ssl4j.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;

class ArrayFileTest {

  /** Type, rank, shape, then the first value: checkpoints of earlier versions begin so. */
  private static final String FLOATS = "00" + "02" + "0000000000000001" + "0000000000000002";

  private static byte[] bytes(Matrix matrix) throws IOException {
    return bytes(new ArrayFile.Table(matrix));
  }

  private static byte[] bytes(ArrayFile.Contents contents) throws IOException {
    var out = new ByteArrayOutputStream();
    ArrayFile.write(contents, out);
    return out.toByteArray();
  }

  private static Matrix counting(Precision precision, int rows, int columns) {
    Matrix matrix = Matrix.allocate(precision, rows, columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix.set(i, j, i * columns + j + 0.1);
      }
    }
    return matrix;
  }

  @Test
  void theFormatStays() throws IOException {
    Matrix floats = Matrix.of(new float[] {1, -2}, 1, 2);
    assertThat(HexFormat.of().formatHex(bytes(floats))).isEqualTo(FLOATS + "0000803f" + "000000c0");
    Matrix doubles = Matrix.of(new double[][] {{1}, {-2}});
    assertThat(HexFormat.of().formatHex(bytes(doubles)))
        .isEqualTo(
            "0102"
                + "0000000000000002"
                + "0000000000000001"
                + "000000000000f03f"
                + "00000000000000c0");
  }

  /** Fewer rows than are written at once, more, and rows longer than that. */
  @ParameterizedTest
  @CsvSource({"FLOAT, 3, 4", "DOUBLE, 700, 300", "FLOAT, 70000, 1", "FLOAT, 2, 70000"})
  void whatIsWrittenIsRead(Precision precision, int rows, int columns) throws IOException {
    Matrix matrix = counting(precision, rows, columns);
    Matrix back =
        ArrayFile.readTable(new ByteArrayInputStream(bytes(matrix)), precision, rows, columns);
    assertThat(back.toDoubles()).isEqualTo(matrix.toDoubles());
  }

  @Test
  void vectorsAndCountsKeepTheirFormat() throws IOException {
    byte[] vector = bytes(new ArrayFile.Vector(Matrix.of(new float[] {1, -2}, 1, 2)));
    assertThat(HexFormat.of().formatHex(vector))
        .isEqualTo("0001" + "0000000000000002" + "0000803f" + "000000c0");
    assertThat(ArrayFile.vectorLength(Precision.FLOAT, vector.length)).isEqualTo(2);
    assertThat(
            ArrayFile.readVector(new ByteArrayInputStream(vector), Precision.FLOAT, 2).toFloats())
        .containsExactly(1, -2);
    byte[] count = bytes(new ArrayFile.Count(258));
    assertThat(HexFormat.of().formatHex(count))
        .isEqualTo("0201" + "0000000000000001" + "0201000000000000");
    assertThat(ArrayFile.readCount(new ByteArrayInputStream(count))).isEqualTo(258);
    assertThatThrownBy(() -> ArrayFile.readCount(new ByteArrayInputStream(vector)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("INT64 of shape [1] is expected");
  }

  @Test
  void aPartOfAMatrixIsWrittenAsItsOwn() throws IOException {
    Matrix part = counting(Precision.FLOAT, 5, 6).slice(1, 3).columnSlice(2, 5);
    assertThat(bytes(part)).isEqualTo(bytes(part.copy()));
  }

  @Test
  void anotherShapeOrPrecisionIsRefused() throws IOException {
    byte[] written = bytes(counting(Precision.FLOAT, 2, 3));
    assertThatThrownBy(() -> read(written, Matrix.allocate(Precision.FLOAT, 3, 2)))
        .isInstanceOf(IOException.class)
        .hasMessage("holds FLOAT of shape [2, 3] where FLOAT of shape [3, 2] is expected");
    assertThatThrownBy(() -> read(written, Matrix.allocate(Precision.DOUBLE, 2, 3)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("DOUBLE of shape [2, 3] is expected");
    byte[] vector = ByteBuffer.allocate(14).put((byte) 0).put((byte) 1).putLong(1).array();
    assertThatThrownBy(() -> read(vector, Matrix.allocate(Precision.FLOAT, 1, 1)))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("shape [1]");
    assertThatThrownBy(
            () ->
                read(
                    Arrays.copyOf(written, written.length - 1),
                    Matrix.allocate(Precision.FLOAT, 2, 3)))
        .isInstanceOf(IOException.class);
  }

  private static void read(byte[] bytes, Matrix target) throws IOException {
    ArrayFile.readTable(
        new ByteArrayInputStream(bytes), target.precision(), target.rows(), target.columns());
  }
}
