package org.ssl4j.faces;

import org.ssl4j.measure.EmbeddingMatrix;

/** Rows at unit length; a zero row stays zero. */
record UnitLengthRows(EmbeddingMatrix source) implements EmbeddingMatrix {

  private static final double SMALLEST_NORM = 1e-12;

  @Override
  public int rows() {
    return source.rows();
  }

  @Override
  public int columns() {
    return source.columns();
  }

  @Override
  public void read(int row, int column, int count, double[] target, int offset) {
    double[] whole = new double[source.columns()];
    source.read(row, 0, whole.length, whole, 0);
    double square = 0;
    for (double value : whole) {
      square += value * value;
    }
    double scale = 1 / Math.max(Math.sqrt(square), SMALLEST_NORM);
    for (int j = 0; j < count; j++) {
      target[offset + j] = whole[column + j] * scale;
    }
  }
}
