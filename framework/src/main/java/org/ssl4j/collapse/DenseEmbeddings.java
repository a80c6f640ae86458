package org.ssl4j.collapse;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.shape.Shape;
import org.ssl4j.text.Text;

/** The embedding matrices that lie in the Java heap, and the way from ND4J to it. */
final class DenseEmbeddings {

  private DenseEmbeddings() {}

  static EmbeddingMatrix of(double[][] rows) {
    requireShape(rows.length, rows.length == 0 ? 0 : rows[0].length);
    for (int i = 1; i < rows.length; i++) {
      if (rows[i].length != rows[0].length) {
        throw new InvalidEmbeddingsException(
            Text.of(
                "row %d of the embeddings has %d values, row 0 has %d: all rows must be equally long",
                i, rows[i].length, rows[0].length));
      }
    }
    return new DoubleRows(rows);
  }

  static EmbeddingMatrix of(float[] values, int rows, int columns) {
    requireShape(rows, columns);
    requireLength(values.length, rows, columns);
    return new Floats(values, rows, columns);
  }

  static EmbeddingMatrix of(INDArray array) {
    requireMatrix(array);
    int rows = Math.toIntExact(array.size(0));
    int columns = Math.toIntExact(array.size(1));
    if (array.dataType() == DataType.DOUBLE) {
      double[] values = new double[Math.multiplyExact(rows, columns)];
      contiguous(array).data().asNioDouble().get(values);
      return new Doubles(values, rows, columns);
    }
    float[] values = new float[Math.multiplyExact(rows, columns)];
    copyFloats(array, values);
    return new Floats(values, rows, columns);
  }

  static void requireMatrix(INDArray array) {
    if (array.rank() != 2 || array.isEmpty() || !array.dataType().isFPType()) {
      throw new InvalidEmbeddingsException(
          Text.of(
              "embeddings must be a non-empty floating-point array of shape [N, d], not %s of shape %s",
              array.dataType(), Arrays.toString(array.shape())));
    }
  }

  /** Copies a matrix in row-major order in one bulk move; element access costs 10 ns a value. */
  static void copyFloats(INDArray array, float[] target) {
    INDArray floats = array.dataType() == DataType.FLOAT ? array : array.castTo(DataType.FLOAT);
    contiguous(floats).data().asNioFloat().get(target, 0, Math.toIntExact(array.length()));
  }

  private static INDArray contiguous(INDArray array) {
    boolean rowMajor = array.ordering() == 'c' && Shape.hasDefaultStridesForShape(array);
    return rowMajor && !array.isView() ? array : array.dup('c');
  }

  private static void requireShape(int rows, int columns) {
    if (rows < 1 || columns < 1) {
      throw new InvalidEmbeddingsException(
          Text.of("embeddings need at least one row and one column, not [%d, %d]", rows, columns));
    }
  }

  private static void requireLength(int length, int rows, int columns) {
    if ((long) rows * columns != length) {
      throw new InvalidEmbeddingsException(
          Text.of("%d values do not fill embeddings of shape [%d, %d]", length, rows, columns));
    }
  }

  /** Some rows of another matrix, in the given order. */
  record Selection(EmbeddingMatrix source, int[] selected) implements EmbeddingMatrix {
    @Override
    public int rows() {
      return selected.length;
    }

    @Override
    public int columns() {
      return source.columns();
    }

    @Override
    public void read(int row, int column, int count, double[] target, int offset) {
      source.read(selected[row], column, count, target, offset);
    }
  }

  private record DoubleRows(double[][] values) implements EmbeddingMatrix {
    @Override
    public int rows() {
      return values.length;
    }

    @Override
    public int columns() {
      return values[0].length;
    }

    @Override
    public void read(int row, int column, int count, double[] target, int offset) {
      System.arraycopy(values[row], column, target, offset, count);
    }
  }

  private record Doubles(double[] values, int rows, int columns) implements EmbeddingMatrix {
    @Override
    public void read(int row, int column, int count, double[] target, int offset) {
      System.arraycopy(values, row * columns + column, target, offset, count);
    }
  }

  private record Floats(float[] values, int rows, int columns) implements EmbeddingMatrix {
    @Override
    public void read(int row, int column, int count, double[] target, int offset) {
      int from = row * columns + column;
      for (int j = 0; j < count; j++) {
        target[offset + j] = values[from + j];
      }
    }
  }
}
