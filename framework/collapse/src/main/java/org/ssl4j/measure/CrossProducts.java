package org.ssl4j.measure;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas;
import org.ssl4j.natives.OpenBlas;

/**
 * Sums of products of shifted embeddings, A = Z - 1 shift^T, accumulated over blocks in double
 * precision, so that beside the result only one block of a few megabytes is ever held.
 */
final class CrossProducts {

  static {
    OpenBlas.prepare();
  }

  /** Values of a block: 8 MB, enough for BLAS to run at full speed. */
  private static final int BLOCK_VALUES = 1 << 20;

  private CrossProducts() {}

  /** The upper triangle of A^T A, row-major d * d; the caller closes it. */
  static DoublePointer ofColumns(EmbeddingMatrix z, double[] shift) {
    int n = z.rows();
    int d = z.columns();
    int blockRows = Math.max(1, Math.min(n, BLOCK_VALUES / d));
    DoublePointer products = new DoublePointer((long) d * d);
    try (DoublePointer block = new DoublePointer((long) blockRows * d)) {
      for (int from = 0; from < n; from += blockRows) {
        int count = Math.min(blockRows, n - from);
        load(z, shift, from, count, 0, d, block);
        openblas.cblas_dsyrk(
            openblas.CblasRowMajor,
            openblas.CblasUpper,
            openblas.CblasTrans,
            d,
            count,
            1,
            block,
            d,
            from == 0 ? 0 : 1,
            products,
            d);
      }
    }
    return products;
  }

  /** The upper triangle of A A^T, row-major N * N; the caller closes it. */
  static DoublePointer ofRows(EmbeddingMatrix z, double[] shift) {
    int n = z.rows();
    int d = z.columns();
    int blockColumns = Math.max(1, Math.min(d, BLOCK_VALUES / n));
    DoublePointer products = new DoublePointer((long) n * n);
    try (DoublePointer block = new DoublePointer((long) n * blockColumns)) {
      for (int from = 0; from < d; from += blockColumns) {
        int count = Math.min(blockColumns, d - from);
        load(z, shift, 0, n, from, count, block);
        openblas.cblas_dsyrk(
            openblas.CblasRowMajor,
            openblas.CblasUpper,
            openblas.CblasNoTrans,
            n,
            count,
            1,
            block,
            count,
            from == 0 ? 0 : 1,
            products,
            n);
      }
    }
    return products;
  }

  /** A itself, row-major N * d; the caller closes it. */
  static DoublePointer dense(EmbeddingMatrix z, double[] shift) {
    DoublePointer copy = new DoublePointer((long) z.rows() * z.columns());
    load(z, shift, 0, z.rows(), 0, z.columns(), copy);
    return copy;
  }

  /**
   * Writes a rectangle of A, row-major and dense, to the start of {@code target}.
   *
   * @param shift subtracted from every row, length d
   */
  static void load(
      EmbeddingMatrix z,
      double[] shift,
      int fromRow,
      int rows,
      int fromColumn,
      int columns,
      DoublePointer target) {
    double[] row = new double[columns];
    for (int i = 0; i < rows; i++) {
      z.read(fromRow + i, fromColumn, columns, row, 0);
      for (int j = 0; j < columns; j++) {
        row[j] -= shift[fromColumn + j];
      }
      target.position((long) i * columns).put(row, 0, columns);
    }
    target.position(0);
  }
}
