package org.ssl4j.interchange;

import java.nio.ByteBuffer;
import java.util.Locale;
import org.ssl4j.data.DataException;
import org.ssl4j.text.Text;

/** The number types of .npy arrays that are read. */
enum NpyType {
  F2,
  F4,
  F8,
  I1,
  I2,
  I4,
  I8,
  U1,
  U2,
  U4,
  B1;

  /**
   * @param code such as {@code <f4}
   * @throws DataException for anything else, Python objects above all
   */
  static NpyType of(String code, String source) {
    if (code.endsWith("O")) {
      throw new DataException(
          source
              + " holds Python objects (dtype object), which are not read; save an array of floats");
    }
    String plain = code.matches("[<>|=].*") ? code.substring(1) : code;
    for (NpyType type : values()) {
      if (type.label().equals(plain)) {
        return type;
      }
    }
    throw new DataException(
        Text.of(
            "%s holds values of dtype %s; save it as float16, float32 or float64",
            source, code.length() <= 20 ? code : code.substring(0, 20) + "..."));
  }

  /** As NumPy writes it, without the byte order. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  int bytes() {
    return name().charAt(1) - '0';
  }

  boolean floating() {
    return name().charAt(0) == 'F';
  }

  /** Reads one value at a byte position. */
  double read(ByteBuffer buffer, int at) {
    return switch (this) {
      case F2 -> half(buffer.getShort(at));
      case F4 -> buffer.getFloat(at);
      case F8 -> buffer.getDouble(at);
      case I1 -> buffer.get(at);
      case I2 -> buffer.getShort(at);
      case I4 -> buffer.getInt(at);
      case I8 -> buffer.getLong(at);
      case U1, B1 -> Byte.toUnsignedInt(buffer.get(at));
      case U2 -> Short.toUnsignedInt(buffer.getShort(at));
      case U4 -> Integer.toUnsignedLong(buffer.getInt(at));
    };
  }

  /** IEEE 754 binary16: 1 sign, 5 exponent (bias 15), 10 fraction bits. */
  static double half(short bits) {
    int exponent = bits >> 10 & 0x1F;
    int fraction = bits & 0x3FF;
    double magnitude =
        switch (exponent) {
          case 0 -> Math.scalb((double) fraction, -24);
          case 0x1F -> fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN;
          default -> Math.scalb(1024.0 + fraction, exponent - 25);
        };
    return bits < 0 ? -magnitude : magnitude;
  }
}
