package org.ssl4j.interchange;

import java.util.Arrays;
import org.ssl4j.measure.EmbeddingMatrix;

/**
 * One embedding from the tokens of each image.
 *
 * @param tokens one image a row, token after token; in Fortran order all tokens of a dimension
 * @param count tokens of an image
 * @param averaged how many of them are averaged: all, or the first alone
 * @param fortran whether a row holds the tokens dimension after dimension
 */
record PooledTokens(EmbeddingMatrix tokens, int count, int averaged, boolean fortran)
    implements EmbeddingMatrix {

  @Override
  public int rows() {
    return tokens.rows();
  }

  @Override
  public int columns() {
    return tokens.columns() / count;
  }

  @Override
  public void read(int row, int column, int length, double[] target, int offset) {
    double[] values = new double[length];
    Arrays.fill(target, offset, offset + length, 0);
    for (int token = 0; token < averaged; token++) {
      token(row, token, column, values);
      for (int j = 0; j < length; j++) {
        target[offset + j] += values[j] / averaged;
      }
    }
  }

  private void token(int row, int token, int column, double[] values) {
    if (!fortran) {
      tokens.read(row, token * columns() + column, values.length, values, 0);
      return;
    }
    for (int j = 0; j < values.length; j++) {
      tokens.read(row, token + count * (column + j), 1, values, j);
    }
  }

  /**
   * Each token as an embedding, in Fortran order, where tokens do not follow one another.
   *
   * @param tokens one image a row, all tokens of a dimension side by side
   * @param count tokens of an image
   */
  record Each(EmbeddingMatrix tokens, int count) implements EmbeddingMatrix {

    @Override
    public int rows() {
      return tokens.rows() * count;
    }

    @Override
    public int columns() {
      return tokens.columns() / count;
    }

    @Override
    public void read(int row, int column, int length, double[] target, int offset) {
      for (int j = 0; j < length; j++) {
        int at = row % count + count * (column + j);
        tokens.read(row / count, at, 1, target, offset + j);
      }
    }
  }
}
