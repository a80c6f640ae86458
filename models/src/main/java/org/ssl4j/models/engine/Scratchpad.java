package org.ssl4j.models.engine;

import org.bytedeco.javacpp.BytePointer;

/**
 * Working memory of primitives: one buffer per thread, as large as the largest need so far, shared
 * by all layers because only one of them runs at a time.
 */
final class Scratchpad {

  private static final long ALIGNMENT = 64;

  private static final ThreadLocal<Scratchpad> OF_THREAD = ThreadLocal.withInitial(Scratchpad::new);

  private BytePointer buffer = new BytePointer();
  private long capacity;

  private Scratchpad() {}

  /** Start of so many bytes that the calling thread may use until its next call. */
  static long address(long bytes) {
    return OF_THREAD.get().atLeast(bytes);
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
