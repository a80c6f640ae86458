package org.ssl4j.dl4j.kernel;

import java.util.EnumMap;
import java.util.Map;
import org.bytedeco.javacpp.BytePointer;

/**
 * Working memory of primitives: per thread and use one buffer, as large as the largest need so far,
 * shared by all layers because only one of them runs at a time.
 */
final class Scratchpad {

  /** What is held at the same time, and so needs a buffer of its own. */
  enum Use {
    /** What a primitive needs while it runs. */
    PRIMITIVE,
    /** A {@link ConvertedMemory} of a layer's weights, or of its only array. */
    CONVERTED,
    /** A {@link ConvertedMemory} of what a layer has read. */
    CONVERTED_INPUT,
    /** A {@link ConvertedMemory} of the gradient of what a layer has written. */
    CONVERTED_GRADIENT,
    /** {@link Columns}. */
    COLUMNS,
    /** Weights with a batch norm folded in, in their own layout. */
    FOLDED_WEIGHTS
  }

  private static final long ALIGNMENT = 64;

  private static final ThreadLocal<Map<Use, Scratchpad>> OF_THREAD =
      ThreadLocal.withInitial(() -> new EnumMap<>(Use.class));

  private BytePointer buffer = new BytePointer();
  private long capacity;

  private Scratchpad() {}

  /** Start of so many bytes that the calling thread may use until its next call for this use. */
  static long address(Use use, long bytes) {
    return OF_THREAD.get().computeIfAbsent(use, key -> new Scratchpad()).atLeast(bytes);
  }

  private long atLeast(long bytes) {
    if (bytes > capacity) {
      buffer.deallocate();
      buffer = new BytePointer(bytes + ALIGNMENT);
      capacity = bytes;
    }
    return (buffer.address() + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }
}
