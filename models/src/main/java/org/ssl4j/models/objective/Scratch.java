package org.ssl4j.models.objective;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Native working memory of one thread, kept from step to step: what the largest step has needed,
 * and no allocation after it.
 */
final class Scratch {
  private static final ThreadLocal<Scratch> OWN = ThreadLocal.withInitial(Scratch::new);

  /** A cache line, and the widest vector. */
  private static final int ALIGNMENT = 64;

  private BytePointer slab = new BytePointer();
  private final List<BytePointer> overflow = new ArrayList<>();
  private final List<INDArray> kept = new ArrayList<>();
  private long capacity;
  private long used;

  private Scratch() {}

  /** This thread's memory, all of it free; what was given out before must not be used any more. */
  static Scratch begin() {
    Scratch scratch = OWN.get();
    scratch.restart();
    return scratch;
  }

  private void restart() {
    if (used > capacity) {
      overflow.forEach(BytePointer::close);
      overflow.clear();
      slab.close();
      slab = new BytePointer(used + ALIGNMENT);
      capacity = used;
    }
    used = 0;
    kept.clear();
  }

  /**
   * Keeps an array from being freed until the next {@link #begin}: a pointer into its memory does
   * not.
   */
  void keep(INDArray array) {
    kept.add(array);
  }

  /** An uninitialised matrix, valid until the next {@link #begin}. */
  HostMatrix matrix(DataType type, int rows, int columns) {
    int width = type == DataType.DOUBLE ? Double.BYTES : Float.BYTES;
    long bytes = (long) rows * columns * width;
    long padded = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    long from = used;
    used += padded;
    if (used <= capacity) {
      long skew = ALIGNMENT - slab.address() % ALIGNMENT;
      return HostMatrix.on(slab.getPointer(from + skew), type, rows, columns);
    }
    var extra = new BytePointer(Math.max(1, bytes));
    overflow.add(extra);
    return HostMatrix.on(extra, type, rows, columns);
  }
}
