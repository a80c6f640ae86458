package org.ssl4j.measure;

import java.util.Arrays;
import org.ssl4j.text.Text;

/** An array on the heap. */
record HeldArray(long[] shape, int length, Reader reader) implements NumberArray {

  HeldArray {
    shape = shape.clone();
    long expected = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    if (expected != length) {
      throw new IllegalArgumentException(
          Text.of("%d values cannot have the shape %s", length, Arrays.toString(shape)));
    }
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  @Override
  public void read(long from, int count, double[] target, int offset) {
    reader.read(from, count, target, offset);
  }

  /** Copies values of one type. */
  @FunctionalInterface
  interface Reader {
    void read(long from, int count, double[] target, int offset);
  }
}
