package org.ssl4j.models.objective;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;

/**
 * Native working memory of one thread, kept from step to step: what the largest step has needed,
 * and no allocation after it.
 */
final class LossScratch {
  private static final ThreadLocal<LossScratch> OWN = ThreadLocal.withInitial(LossScratch::new);

  /** A cache line, and the widest vector. */
  private static final int ALIGNMENT = 64;

  private BytePointer slab = new BytePointer();
  private final List<Matrix> overflow = new ArrayList<>();
  private long capacity;
  private long used;

  private LossScratch() {}

  /** This thread's memory, all of it free; what was given out before must not be used any more. */
  static LossScratch begin() {
    LossScratch scratch = OWN.get();
    scratch.restart();
    return scratch;
  }

  private void restart() {
    if (used > capacity) {
      overflow.forEach(Matrix::release);
      overflow.clear();
      slab.close();
      slab = new BytePointer(used + ALIGNMENT);
      capacity = used;
    }
    used = 0;
  }

  /** A matrix of any content, valid until the next {@link #begin}. */
  Matrix matrix(Precision precision, int rows, int columns) {
    long bytes = (long) rows * columns * precision.bytes();
    long padded = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    long from = used;
    used += padded;
    if (used <= capacity) {
      long skew = ALIGNMENT - slab.address() % ALIGNMENT;
      return Matrix.at(slab.address() + skew + from, precision, rows, columns, slab);
    }
    Matrix extra = Matrix.uninitialised(precision, rows, columns);
    overflow.add(extra);
    return extra;
  }
}
