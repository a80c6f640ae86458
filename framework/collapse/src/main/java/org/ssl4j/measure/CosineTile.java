package org.ssl4j.measure;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.openblas.global.openblas;
import org.ssl4j.natives.OpenBlas;

/**
 * Cosine similarities between two blocks of embeddings, by one BLAS product in double precision. A
 * zero row has cosine 0 to everything. The buffers lie off-heap until {@link #close}.
 */
public final class CosineTile implements AutoCloseable {

  static {
    OpenBlas.prepare();
  }

  private final String leftName;
  private final String rightName;
  private final int columns;
  private final DoublePointer left;
  private final DoublePointer right;
  private final DoublePointer products;
  private int leftCount;
  private int rightCount;

  /**
   * @param leftName what the left side is, for messages
   * @param leftRows largest number of rows on the left
   * @param rightName what the right side is, for messages
   * @param rightRows largest number of rows on the right
   * @param columns dimensions d of both sides
   */
  public CosineTile(String leftName, int leftRows, String rightName, int rightRows, int columns) {
    this.leftName = leftName;
    this.rightName = rightName;
    this.columns = columns;
    left = new DoublePointer((long) leftRows * columns);
    right = new DoublePointer((long) rightRows * columns);
    products = new DoublePointer((long) leftRows * rightRows);
  }

  /** A tile between rows of one set of embeddings. */
  static CosineTile within(int rows, int columns) {
    return new CosineTile("embeddings", rows, "embeddings", rows, columns);
  }

  /**
   * Puts normalised rows on the left.
   *
   * @throws InvalidEmbeddingsException if a row is not finite
   */
  public void left(EmbeddingMatrix source, int from, int count) {
    load(source, from, count, left, leftName);
    leftCount = count;
  }

  /**
   * Puts normalised rows on the right.
   *
   * @throws InvalidEmbeddingsException if a row is not finite
   */
  public void right(EmbeddingMatrix source, int from, int count) {
    load(source, from, count, right, rightName);
    rightCount = count;
  }

  /** Computes all cosines between left and right. */
  public void multiply() {
    openblas.cblas_dgemm(
        openblas.CblasRowMajor,
        openblas.CblasNoTrans,
        openblas.CblasTrans,
        leftCount,
        rightCount,
        columns,
        1,
        left,
        columns,
        right,
        columns,
        0,
        products,
        rightCount);
  }

  /**
   * Copies the cosines of one row on the left to all rows on the right.
   *
   * @param row 0-based within the left block
   * @param target receives as many values as there are rows on the right
   */
  public void cosines(int row, double[] target) {
    products.position((long) row * rightCount).get(target, 0, rightCount);
    products.position(0);
  }

  @Override
  public void close() {
    left.close();
    right.close();
    products.close();
  }

  private void load(
      EmbeddingMatrix source, int from, int count, DoublePointer target, String name) {
    double[] row = new double[columns];
    for (int i = 0; i < count; i++) {
      source.read(from + i, 0, columns, row, 0);
      double scale = RowStatistics.inverseNorm(RowStatistics.finiteNorm(row, from + i, name));
      for (int j = 0; j < columns; j++) {
        row[j] *= scale;
      }
      target.position((long) i * columns).put(row, 0, columns);
    }
    target.position(0);
  }
}
