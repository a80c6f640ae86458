package org.ssl4j.cuda.device;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;

/**
 * Arguments of a kernel as {@code cuLaunchKernel} takes them: an array of pointers to the values.
 * One block of memory serves all launches.
 */
final class ArgumentBlock {

  private static final int MOST = 32;

  /** The pointers, then the values, eight bytes each. */
  private final Memory memory = new Memory((long) MOST * 2 * Long.BYTES);

  ArgumentBlock() {
    if (Native.POINTER_SIZE != Long.BYTES) {
      throw new IllegalStateException("a device needs a 64-bit Java");
    }
    long values = Pointer.nativeValue(memory) + (long) MOST * Long.BYTES;
    for (int i = 0; i < MOST; i++) {
      memory.setLong((long) i * Long.BYTES, values + (long) i * Long.BYTES);
    }
  }

  /**
   * Writes the values.
   *
   * @return the address of the pointers, valid until the next call
   */
  Pointer of(Object... arguments) {
    if (arguments.length > MOST) {
      throw new IllegalArgumentException("a kernel takes at most " + MOST + " arguments");
    }
    for (int i = 0; i < arguments.length; i++) {
      write((long) (MOST + i) * Long.BYTES, arguments[i]);
    }
    return memory;
  }

  private void write(long place, Object argument) {
    if (argument == null) {
      memory.setLong(place, 0);
    } else if (argument instanceof DeviceBuffer buffer) {
      memory.setLong(place, buffer.address());
    } else if (argument instanceof Long value) {
      memory.setLong(place, value);
    } else if (argument instanceof Integer value) {
      // All eight bytes, so that it may be read as either kind of integer.
      memory.setLong(place, value);
    } else if (argument instanceof Float value) {
      memory.setFloat(place, value);
    } else {
      throw new IllegalArgumentException(
          "a kernel takes no argument of type " + argument.getClass().getSimpleName());
    }
  }
}
