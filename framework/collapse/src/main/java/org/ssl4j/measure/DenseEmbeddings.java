package org.ssl4j.measure;

import org.ssl4j.matrix.Matrix;
import org.ssl4j.text.Text;

/** The embedding matrices that lie in memory, in the Java heap or outside of it. */
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

  static EmbeddingMatrix of(Matrix matrix) {
    return new OffHeap(matrix);
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

  private record OffHeap(Matrix matrix) implements EmbeddingMatrix {
    @Override
    public int rows() {
      return matrix.rows();
    }

    @Override
    public int columns() {
      return matrix.columns();
    }

    @Override
    public void read(int row, int column, int count, double[] target, int offset) {
      matrix.read(row, column, count, target, offset);
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
