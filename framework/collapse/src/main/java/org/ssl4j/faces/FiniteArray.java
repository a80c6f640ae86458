package org.ssl4j.faces;

import java.util.Arrays;
import org.ssl4j.error.DataException;
import org.ssl4j.measure.NumberArray;
import org.ssl4j.text.Text;

/**
 * An array that refuses NaN and infinity, with their place, when they are read.
 *
 * @param name what the array is called in messages
 */
public record FiniteArray(String name, NumberArray source) implements NumberArray {

  /** The array itself if it is one already. */
  static FiniteArray of(String name, NumberArray source) {
    return source instanceof FiniteArray finite ? finite : new FiniteArray(name, source);
  }

  @Override
  public long[] shape() {
    return source.shape();
  }

  @Override
  public void read(long from, int count, double[] target, int offset) {
    source.read(from, count, target, offset);
    for (int i = 0; i < count; i++) {
      if (!Double.isFinite(target[offset + i])) {
        throw new DataException(
            Text.of(
                "%s holds %s at %s (counted from 0); every value must be finite",
                name, target[offset + i], place(from + i)));
      }
    }
  }

  /** Indices of a value: {@code [3, 0, 12]}. */
  String place(long position) {
    long[] shape = source.shape();
    long[] indices = new long[shape.length];
    long rest = position;
    for (int axis = shape.length - 1; axis >= 0; axis--) {
      indices[axis] = rest % shape[axis];
      rest /= shape[axis];
    }
    return Arrays.toString(indices);
  }

  /** Indices of a row along the last axis: those of its values without the last. */
  String rowPlace(long row) {
    String place = place(row * axis(source.shape().length - 1));
    return place.substring(0, place.lastIndexOf(',')) + "]";
  }

  /**
   * @throws DataException unless the array has that many axes and none of them is empty
   */
  void requireAxes(String axes) {
    long[] shape = source.shape();
    if (shape.length != axes.split(", ").length
        || Arrays.stream(shape).anyMatch(size -> size < 1)) {
      throw new DataException(
          Text.of("%s has the shape %s; it must be [%s]", name, Arrays.toString(shape), axes));
    }
  }
}
