package org.ssl4j.matrix;

/** Types of numbers in a {@link Matrix}. */
public enum Precision {
  /** 32 bits. */
  FLOAT(Float.BYTES),

  /** 64 bits. */
  DOUBLE(Double.BYTES);

  private final int bytes;

  Precision(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one number. */
  public int bytes() {
    return bytes;
  }
}
