package org.ssl4j.matrix;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.Pointer;

/** Native memory of a matrix, freed when it is asked for or when nothing refers to it any more. */
final class Memory {

  /** A cache line, and the widest vector. */
  private static final int ALIGNMENT = 64;

  private final BytePointer bytes;

  private Memory(BytePointer bytes) {
    this.bytes = bytes;
  }

  /** Memory of any content. */
  static Memory allocate(long length) {
    return new Memory(new BytePointer(length + ALIGNMENT));
  }

  /** Makes all bytes 0. */
  void clear() {
    Pointer.memset(bytes, 0, bytes.capacity());
  }

  long address() {
    return bytes.address() + ALIGNMENT - bytes.address() % ALIGNMENT;
  }

  void free() {
    bytes.close();
  }

  /** A pointer to an address that somebody else keeps valid. */
  static Pointer pointer(long address) {
    return new Address(address);
  }

  private static final class Address extends Pointer {
    Address(long value) {
      address = value;
    }
  }
}
