package org.ssl4j.dl4j.layer;

import java.util.EnumMap;
import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.ssl4j.dl4j.kernel.ArrayAllocator;

/**
 * Memory for a result that only the next layer reads: one buffer for all layers of a thread, as
 * large as the largest result so far. Whoever writes to it says so, because what was there before
 * is gone; a layer that finds another's name computes its result again.
 *
 * <p>Without it the results of a residual network's inner batch norms are a quarter of all
 * activations that are kept for the backward pass.
 */
final class PassingMemory implements ArrayAllocator {

  /** What reads the result; results of different uses may be needed at the same time. */
  enum Use {
    CONVOLUTION,
    SHORTCUT
  }

  private static final ThreadLocal<Map<Use, PassingMemory>> OF_THREAD =
      ThreadLocal.withInitial(() -> new EnumMap<>(Use.class));

  private INDArray buffer;
  private Object owner;

  private PassingMemory() {}

  /** The calling thread's. */
  static PassingMemory of(Use use) {
    return OF_THREAD.get().computeIfAbsent(use, key -> new PassingMemory());
  }

  /** Whether the last result that was written here is this one's. */
  boolean holds(Object writer) {
    return owner == writer;
  }

  /** Memory for the result of {@code writer}; every other's is given up. */
  ArrayAllocator take(Object writer) {
    owner = writer;
    return this;
  }

  @Override
  public INDArray allocate(DataType type, long... shape) {
    long length = 1;
    for (long size : shape) {
      length *= size;
    }
    if (buffer == null || buffer.length() < length || buffer.dataType() != type) {
      if (buffer != null) {
        buffer.close();
      }
      try (var ignored = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
        buffer = Nd4j.createUninitialized(type, length);
      }
    }
    return buffer.get(NDArrayIndex.interval(0, length)).reshape('c', shape);
  }
}
