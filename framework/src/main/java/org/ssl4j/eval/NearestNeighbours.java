package org.ssl4j.eval;

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

  /** Offers a bank row; indices must come in increasing order. */
  void offer(double similarity, int index) {
    double rounded = Math.rint(similarity * GRID) / GRID;
    if (size < indices.length) {
      rise(size++, rounded, index);
    } else if (rounded > similarities[0]) {
      // A tie with the worst kept one loses, because its index is the higher one.
      sink(rounded, index);
    }
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
