package org.ssl4j.measure;

import org.ssl4j.matrix.Matrix;

/**
 * N embeddings of d dimensions, one a row, readable as doubles in pieces.
 *
 * <p>Measures read blocks of rows or columns and never need the whole matrix in double precision,
 * so an implementation may sit on floats, on a memory-mapped file, or on anything else with random
 * access. Implementations must return the same values at every read and must not change while they
 * are measured.
 */
public interface EmbeddingMatrix {

  /** Number of embeddings, N. */
  int rows();

  /** Dimensions of one embedding, d; at least 1. */
  int columns();

  /**
   * Reads {@code count} consecutive values of one row.
   *
   * @param row 0-based row
   * @param column first column to read
   * @param count number of columns to read
   * @param target receives the values from {@code offset} on
   */
  void read(int row, int column, int count, double[] target, int offset);

  /** A view of some rows, in the given order. */
  default EmbeddingMatrix select(int[] selected) {
    return new DenseEmbeddings.Selection(this, selected.clone());
  }

  /**
   * A view of rows; nothing is copied, so the caller must not change them.
   *
   * @throws InvalidEmbeddingsException if there are no rows, no columns, or rows of unequal length
   */
  static EmbeddingMatrix of(double[][] rows) {
    return DenseEmbeddings.of(rows);
  }

  /**
   * A view of row-major values; nothing is copied, so the caller must not change them.
   *
   * @param values {@code rows * columns} values
   * @throws InvalidEmbeddingsException if the length does not fit the shape
   */
  static EmbeddingMatrix of(float[] values, int rows, int columns) {
    return DenseEmbeddings.of(values, rows, columns);
  }

  /** A view of a matrix [N, d]; nothing is copied, so the caller must not change it. */
  static EmbeddingMatrix of(Matrix matrix) {
    return DenseEmbeddings.of(matrix);
  }
}
