package org.ssl4j.measure;

/**
 * Every row at unit length; rows of no length to speak of become zero.
 *
 * @param source the rows
 * @param smallest length below which a row counts as zero
 */
record Directions(EmbeddingMatrix source, double smallest) implements EmbeddingMatrix {

  /** Only rows of length zero stay zero. */
  Directions(EmbeddingMatrix source) {
    this(source, 0);
  }

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
    double sum = 0;
    for (double value : whole) {
      sum += value * value;
    }
    double norm = Math.sqrt(sum);
    double scale = norm < smallest ? 0 : RowStatistics.inverseNorm(norm);
    for (int j = 0; j < count; j++) {
      target[offset + j] = whole[column + j] * scale;
    }
  }
}
