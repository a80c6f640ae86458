package org.ssl4j.measure;

/**
 * Rows of an array.
 *
 * @param first number of the first row, counted through all axes but the last
 */
record ArrayRows(NumberArray source, long first, int rows, int columns) implements EmbeddingMatrix {

  @Override
  public void read(int row, int column, int count, double[] target, int offset) {
    source.read((first + row) * columns + column, count, target, offset);
  }
}
