package org.ssl4j.cuda.device;

/** How a device keeps activations and the weights that layers compute with. */
public enum StorageType {
  /** 32 bits. */
  FLOAT(Float.BYTES, 0),

  /** The upper 16 bits of a float; sums over them are taken in float. */
  BFLOAT16(Short.BYTES, 1);

  private final int bytes;
  private final int code;

  StorageType(int bytes, int code) {
    this.bytes = bytes;
    this.code = code;
  }

  /** Bytes of one number. */
  public int bytes() {
    return bytes;
  }

  /** How {@code emulated_libraries.cpp} calls it. */
  int code() {
    return code;
  }
}
