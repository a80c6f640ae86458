package org.ssl4j.eval;

import org.ssl4j.measure.CosineTile;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.measure.InvalidEmbeddingsException;
import org.ssl4j.stop.StopPoint;
import org.ssl4j.text.Text;

/**
 * The k bank rows of highest cosine to each query, exactly, by blocked matrix products in double
 * precision with a partial selection: what weighted k-NN and retrieval share. Memory is three
 * blocks and the neighbours of one block of queries, about 35 MB at d = 512 and k = 200.
 */
final class NeighbourSearch {

  /** So many queries that even the mini recipes' 2,000 need each bank row normalised only once. */
  private static final int QUERY_BLOCK = 2048;

  private static final int BANK_BLOCK = 1024;

  private NeighbourSearch() {}

  /**
   * Finds the neighbours of every query.
   *
   * @param k neighbours, at least 1; a smaller bank is returned as a whole
   * @param visitor told the queries in order
   * @throws InvalidEmbeddingsException if dimensions differ or a value is not finite; names the row
   */
  static void search(EmbeddingMatrix bank, EmbeddingMatrix queries, int k, Visitor visitor) {
    int columns = bank.columns();
    if (queries.columns() != columns) {
      throw new InvalidEmbeddingsException(
          Text.of(
              "bank and queries must have equal dimensions, not %d and %d",
              columns, queries.columns()));
    }
    int queryBlock = Math.min(QUERY_BLOCK, queries.rows());
    int bankBlock = Math.min(BANK_BLOCK, bank.rows());
    var neighbours = new NearestNeighbours[queryBlock];
    for (int i = 0; i < queryBlock; i++) {
      neighbours[i] = new NearestNeighbours(Math.min(k, bank.rows()));
    }
    try (var tile = new CosineTile("queries", queryBlock, "bank", bankBlock, columns)) {
      for (int from = 0; from < queries.rows(); from += queryBlock) {
        int count = Math.min(queryBlock, queries.rows() - from);
        tile.left(queries, from, count);
        select(bank, tile, bankBlock, neighbours, count);
        for (int i = 0; i < count; i++) {
          visitor.visit(from + i, neighbours[i]);
        }
      }
    }
  }

  /** Takes the neighbours of the queries on the left of the tile from the whole bank. */
  private static void select(
      EmbeddingMatrix bank,
      CosineTile tile,
      int bankBlock,
      NearestNeighbours[] neighbours,
      int queries) {
    double[] cosines = new double[bankBlock];
    for (int i = 0; i < queries; i++) {
      neighbours[i].clear();
    }
    for (int from = 0; from < bank.rows(); from += bankBlock) {
      int count = Math.min(bankBlock, bank.rows() - from);
      StopPoint.check();
      tile.right(bank, from, count);
      tile.multiply();
      for (int i = 0; i < queries; i++) {
        tile.cosines(i, cosines);
        neighbours[i].offerAll(cosines, count, from);
      }
    }
  }

  /** Receives the neighbours of one query; they are reused afterwards. */
  @FunctionalInterface
  interface Visitor {
    void visit(int query, NearestNeighbours neighbours);
  }
}
