package org.ssl4j.measure;

import java.util.Arrays;

/**
 * Numbers with any number of axes, readable as doubles in pieces, wherever they lie. The last axis
 * moves fastest.
 *
 * <p>Implementations must return the same values at every read, and several threads may read at
 * once.
 */
public interface NumberArray {

  /** Sizes of the axes; empty for a single number. */
  long[] shape();

  /**
   * Reads consecutive values.
   *
   * @param from position of the first one, counted through all axes
   * @param count number of values
   * @param target receives them from {@code offset} on
   */
  void read(long from, int count, double[] target, int offset);

  /** How many values there are. */
  default long size() {
    return Arrays.stream(shape()).reduce(1, Math::multiplyExact);
  }

  /** Size of one axis. */
  default int axis(int number) {
    return Math.toIntExact(shape()[number]);
  }

  /** All rows along the last axis. */
  default EmbeddingMatrix rows() {
    long columns = shape()[shape().length - 1];
    return rows(0, Math.toIntExact(size() / columns));
  }

  /**
   * Some rows along the last axis, as a view.
   *
   * @param first number of the first row, counted through all other axes
   */
  default EmbeddingMatrix rows(long first, int count) {
    return new ArrayRows(this, first, count, axis(shape().length - 1));
  }

  /** A view of values in row-major order; the caller must not change them. */
  static NumberArray of(double[] values, long... shape) {
    return new HeldArray(
        shape,
        values.length,
        (from, count, target, offset) ->
            System.arraycopy(values, (int) from, target, offset, count));
  }

  /** A view of values in row-major order; the caller must not change them. */
  static NumberArray of(float[] values, long... shape) {
    return new HeldArray(
        shape,
        values.length,
        (from, count, target, offset) -> {
          for (int i = 0; i < count; i++) {
            target[offset + i] = values[(int) from + i];
          }
        });
  }

  /** A view of whole numbers in row-major order; the caller must not change them. */
  static NumberArray of(int[] values, long... shape) {
    return new HeldArray(
        shape,
        values.length,
        (from, count, target, offset) -> {
          for (int i = 0; i < count; i++) {
            target[offset + i] = values[(int) from + i];
          }
        });
  }
}
