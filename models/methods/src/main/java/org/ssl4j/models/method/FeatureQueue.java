package org.ssl4j.models.method;

import java.util.Random;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;
import org.ssl4j.text.Text;

/**
 * The dictionary of MoCo (arXiv:1911.05722, algorithm 1): a ring of the latest K feature rows, the
 * oldest overwritten first.
 *
 * <p>Rows are stored as given; they are negatives of unit norm, so what is enqueued must be
 * normalised before. Not safe for use by several threads.
 */
final class FeatureQueue {

  private final Matrix features;
  private int pointer;

  /**
   * A queue of random rows, uniform on the unit sphere, which depend on the seed only.
   *
   * @param capacity K, number of rows
   * @param dimension d, entries of a row
   */
  FeatureQueue(int capacity, int dimension, Precision precision, long seed) {
    if (capacity < 1 || dimension < 1) {
      throw new IllegalArgumentException(
          Text.of(
              "a queue needs at least 1 row of at least 1 entry, not %d of %d",
              capacity, dimension));
    }
    features = Matrix.allocate(precision, capacity, dimension);
    fillWithDirections(new Random(seed));
  }

  private void fillWithDirections(Random random) {
    double[] row = new double[features.columns()];
    for (int i = 0; i < features.rows(); i++) {
      double squared;
      do {
        squared = 0;
        for (int j = 0; j < row.length; j++) {
          row[j] = random.nextGaussian();
          squared += row[j] * row[j];
        }
      } while (squared == 0);
      double norm = Math.sqrt(squared);
      for (int j = 0; j < row.length; j++) {
        row[j] /= norm;
      }
      features.write(i, row);
    }
  }

  /** The rows [K, d], live: to be read, and only until the next change. */
  Matrix features() {
    return features;
  }

  /** Number of rows, K. */
  int capacity() {
    return features.rows();
  }

  /** Slot that the next row goes to. */
  int pointer() {
    return pointer;
  }

  /**
   * Overwrites the oldest rows: row i goes to slot (pointer + i) mod K. Of more than K rows the
   * last K remain.
   *
   * @param rows [n, d] of unit norm, in the queue's precision
   */
  void enqueue(Matrix rows) {
    requireLike(rows, "rows to enqueue");
    int capacity = capacity();
    int count = rows.rows();
    int first = Math.max(0, count - capacity);
    int slot = Math.floorMod(pointer + (long) first, capacity);
    while (first < count) {
      int length = Math.min(count - first, capacity - slot);
      features.slice(slot, slot + length).assign(rows.slice(first, first + length));
      first += length;
      slot = (slot + length) % capacity;
    }
    pointer = slot;
  }

  /**
   * Continues from a stored state.
   *
   * @param stored the rows [K, d], which are copied
   * @param next slot that the next row goes to
   * @throws IllegalArgumentException when it is the state of a queue of another shape or precision
   */
  void restore(Matrix stored, long next) {
    requireLike(stored, "stored queue");
    if (stored.rows() != capacity()) {
      throw new IllegalArgumentException(
          Text.of(
              "the stored queue has %d rows, but the configuration asks for %d; resume with the configuration of the run",
              stored.rows(), capacity()));
    }
    if (next < 0 || next >= capacity()) {
      throw new IllegalArgumentException(
          Text.of("the stored queue points at slot %d of %d", next, capacity()));
    }
    features.assign(stored);
    pointer = (int) next;
  }

  private void requireLike(Matrix rows, String what) {
    if (rows.columns() != features.columns() || rows.precision() != features.precision()) {
      throw new IllegalArgumentException(
          Text.of(
              "%s must be a %s matrix of %d columns, not %s",
              what, features.precision(), features.columns(), rows));
    }
  }
}
