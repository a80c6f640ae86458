package org.ssl4j.network;

import java.util.Arrays;
import java.util.Random;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.ssl4j.text.Text;

/**
 * The dictionary of MoCo (arXiv:1911.05722, algorithm 1): a ring of the latest K feature rows, the
 * oldest overwritten first.
 *
 * <p>Rows are stored as given; they are negatives of unit norm, so what is enqueued must be
 * normalised before. Not safe for use by several threads.
 */
public final class FeatureQueue {

  /**
   * What a checkpoint keeps.
   *
   * @param features [K, d], a copy
   * @param pointer slot that the next row goes to
   */
  public record State(INDArray features, int pointer) {}

  private final INDArray features;
  private int pointer;

  /**
   * A queue of random rows, uniform on the unit sphere, which depend on the seed only and not on
   * ND4J's generator.
   *
   * @param capacity K, number of rows
   * @param dimension d, entries of a row
   * @param type float or double
   */
  public FeatureQueue(int capacity, int dimension, DataType type, long seed) {
    if (capacity < 1 || dimension < 1) {
      throw new IllegalArgumentException(
          Text.of(
              "a queue needs at least 1 row of at least 1 entry, not %d of %d",
              capacity, dimension));
    }
    features =
        Vectors.outsideWorkspaces(
            () -> Nd4j.createUninitialized(type, new long[] {capacity, dimension}, 'c'));
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
      for (int j = 0; j < row.length; j++) {
        features.data().put((long) i * row.length + j, row[j]);
      }
    }
  }

  /** The rows [K, d], live: to be read, and only until the next change. */
  public INDArray features() {
    return features;
  }

  /** Number of rows, K. */
  public int capacity() {
    return features.rows();
  }

  /** Slot that the next row goes to. */
  public int pointer() {
    return pointer;
  }

  /**
   * Overwrites the oldest rows: row i goes to slot (pointer + i) mod K. Of more than K rows the
   * last K remain.
   *
   * @param rows [n, d] of unit norm, in the queue's data type
   */
  public void enqueue(INDArray rows) {
    requireLike(rows, "rows to enqueue");
    int capacity = capacity();
    int count = Math.toIntExact(rows.size(0));
    int first = Math.max(0, count - capacity);
    int slot = Math.floorMod(pointer + (long) first, capacity);
    while (first < count) {
      int length = Math.min(count - first, capacity - slot);
      features
          .get(NDArrayIndex.interval(slot, slot + length), NDArrayIndex.all())
          .assign(rows.get(NDArrayIndex.interval(first, first + length), NDArrayIndex.all()));
      first += length;
      slot = (slot + length) % capacity;
    }
    pointer = slot;
  }

  /** A copy that later changes do not touch. */
  public State state() {
    return new State(Vectors.outsideWorkspaces(() -> features.dup('c')), pointer);
  }

  /**
   * Continues from a stored state.
   *
   * @throws IllegalArgumentException when it is the state of a queue of another shape or data type
   */
  public void restore(State state) {
    requireLike(state.features(), "stored queue");
    if (state.features().size(0) != capacity()) {
      throw new IllegalArgumentException(
          Text.of(
              "the stored queue has %d rows, but the configuration asks for %d; resume with the configuration of the run",
              state.features().size(0), capacity()));
    }
    if (state.pointer() < 0 || state.pointer() >= capacity()) {
      throw new IllegalArgumentException(
          Text.of("the stored queue points at slot %d of %d", state.pointer(), capacity()));
    }
    features.assign(state.features());
    pointer = state.pointer();
  }

  private void requireLike(INDArray rows, String what) {
    boolean fits =
        rows.rank() == 2
            && rows.size(1) == features.size(1)
            && rows.dataType() == features.dataType();
    if (!fits) {
      throw new IllegalArgumentException(
          Text.of(
              "%s must be a %s matrix of %d columns, not %s %s",
              what,
              features.dataType(),
              features.size(1),
              rows.dataType(),
              Arrays.toString(rows.shape())));
    }
  }
}
