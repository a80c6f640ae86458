package org.ssl4j.interchange;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** What a .npy array holds. Numbers, text, and what is recognised only to be named. */
enum NpyType {
  F2("float16"),
  F4("float32"),
  F8("float64"),
  /** NumPy has no such type of its own: ml_dtypes saves it as two bytes without a meaning. */
  BF("bfloat16"),
  I1("int8"),
  I2("int16"),
  I4("int32"),
  I8("int64"),
  U1("uint8"),
  U2("uint16"),
  U4("uint32"),
  U8("uint64"),
  B1("bool"),
  /** {@code <U12}: code points of four bytes. */
  TEXT("words"),
  /** {@code |S12}. */
  BYTES("byte strings"),
  /** {@code |V2}: bytes whose type the file does not tell. */
  VOID("bytes without a type"),
  OBJECT("Python objects"),
  STRUCTURE("structures"),
  OTHER("another type");

  private final String words;

  NpyType(String words) {
    this.words = words;
  }

  /** The type of a code such as {@code <f4}, without its byte order. */
  static NpyType of(String plain) {
    for (NpyType type : values()) {
      if (type.number() && type != BF && type.name().toLowerCase(Locale.ROOT).equals(plain)) {
        return type;
      }
    }
    if (plain.equals("O")) {
      return OBJECT;
    }
    if (!plain.matches("[USaV]\\d{1,7}")) {
      return OTHER;
    }
    return switch (plain.charAt(0)) {
      case 'U' -> TEXT;
      case 'V' -> VOID;
      default -> BYTES;
    };
  }

  /** The type of that name, as NumPy and the option {@code dtype} spell it. */
  static Optional<NpyType> named(String words) {
    return Arrays.stream(values())
        .filter(type -> type.number() && type.words.equals(words))
        .findFirst();
  }

  /** All names that {@link #named} knows. */
  static String names() {
    return Arrays.stream(values())
        .filter(NpyType::number)
        .map(NpyType::words)
        .collect(Collectors.joining(", "));
  }

  /** As NumPy calls it, or what it is. */
  String words() {
    return words;
  }

  /** Whether values are numbers. */
  boolean number() {
    return compareTo(B1) <= 0;
  }

  /** Whether values are words. */
  boolean text() {
    return this == TEXT || this == BYTES;
  }

  /** Whether values are floats. */
  boolean floating() {
    return compareTo(BF) <= 0;
  }

  /** Bytes of a number. */
  int bytes() {
    return this == BF ? Short.BYTES : name().charAt(1) - '0';
  }

  /** Reads one number at a byte position. */
  double read(ByteBuffer buffer, int at) {
    return switch (this) {
      case F2 -> half(buffer.getShort(at));
      case F4 -> buffer.getFloat(at);
      case F8 -> buffer.getDouble(at);
      case BF -> Float.intBitsToFloat(buffer.getShort(at) << Short.SIZE);
      case U8 -> {
        long bits = buffer.getLong(at);
        yield bits >= 0 ? bits : (bits >>> 1 | bits & 1) * 2.0;
      }
      default -> readWhole(buffer, at);
    };
  }

  /** Reads one whole number at a byte position; of uint64 the bits. */
  long readWhole(ByteBuffer buffer, int at) {
    return switch (this) {
      case I1 -> buffer.get(at);
      case I2 -> buffer.getShort(at);
      case I4 -> buffer.getInt(at);
      case I8, U8 -> buffer.getLong(at);
      case U1, B1 -> Byte.toUnsignedInt(buffer.get(at));
      case U2 -> Short.toUnsignedInt(buffer.getShort(at));
      case U4 -> Integer.toUnsignedLong(buffer.getInt(at));
      default -> throw new IllegalStateException(this + " is not a type of whole numbers");
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
