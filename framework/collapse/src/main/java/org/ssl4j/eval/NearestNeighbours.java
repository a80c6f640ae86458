package org.ssl4j.eval;

import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The k most similar bank rows of one query, found in one pass over similarities in any blocks: a
 * binary heap with the worst kept neighbour on top.
 *
 * <p>Similarities are rounded to multiples of 2^-40 (9e-13) first. Rows that point in one direction
 * at different lengths have equal cosines only up to rounding, which differs with their place in a
 * BLAS block; on the grid they tie, and the lower bank index wins as it should.
 */
final class NearestNeighbours {

  private static final double GRID = 1L << 40;

  private final double[] similarities;
  private final int[] indices;
  private int size;

  NearestNeighbours(int k) {
    similarities = new double[k];
    indices = new int[k];
  }

  void clear() {
    size = 0;
  }

  int size() {
    return size;
  }

  /** Bank index of a kept neighbour; in no order of similarity. */
  int index(int position) {
    return indices[position];
  }

  double similarity(int position) {
    return similarities[position];
  }

  /**
   * Offers consecutive bank rows; indices must come in increasing order.
   *
   * @param first bank index of the first similarity
   */
  void offerAll(double[] offered, int count, int first) {
    int next = 0;
    while (next < count && size < indices.length) {
      rise(size++, rounded(offered[next]), first + next);
      next++;
    }
    double worst = similarities[0];
    for (; next < count; next++) {
      // Rounding keeps the order and the worst kept one lies on the grid, so most rows are refused
      // unrounded. A tie with it loses, because its index is the higher one.
      if (offered[next] > worst) {
        double rounded = rounded(offered[next]);
        if (rounded > worst) {
          sink(rounded, first + next);
          worst = similarities[0];
        }
      }
    }
  }

  private static double rounded(double similarity) {
    return Math.rint(similarity * GRID) / GRID;
  }

  /** Bank indices, the nearest first; of equally near ones the lower index. */
  int[] nearestFirst() {
    return IntStream.range(0, size)
        .boxed()
        .sorted(
            Comparator.comparingDouble((Integer i) -> -similarities[i])
                .thenComparingInt(i -> indices[i]))
        .mapToInt(i -> indices[i])
        .toArray();
  }

  private void rise(int hole, double similarity, int index) {
    int child = hole;
    while (child > 0) {
      int parent = (child - 1) / 2;
      if (!worse(similarity, index, parent)) {
        break;
      }
      move(parent, child);
      child = parent;
    }
    similarities[child] = similarity;
    indices[child] = index;
  }

  private void sink(double similarity, int index) {
    int parent = 0;
    for (int child = 1; child < size; child = 2 * parent + 1) {
      if (child + 1 < size && worse(similarities[child + 1], indices[child + 1], child)) {
        child++;
      }
      if (worse(similarity, index, child)) {
        break;
      }
      move(child, parent);
      parent = child;
    }
    similarities[parent] = similarity;
    indices[parent] = index;
  }

  private boolean worse(double similarity, int index, int than) {
    return similarity < similarities[than]
        || (similarity == similarities[than] && index > indices[than]);
  }

  private void move(int from, int to) {
    similarities[to] = similarities[from];
    indices[to] = indices[from];
  }
}
