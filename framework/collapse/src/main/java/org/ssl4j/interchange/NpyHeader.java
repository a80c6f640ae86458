package org.ssl4j.interchange;

import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.ssl4j.error.DataException;
import org.ssl4j.text.Text;

/**
 * The header of a .npy array (NumPy's format specification, versions 1 to 3).
 *
 * @param type of the values
 * @param code NumPy's code of the type, such as {@code <f4}
 * @param width bytes of one value; 0 where the values' length cannot be told from the header
 * @param bigEndian byte order
 * @param fortran whether the first index moves fastest
 * @param shape sizes
 * @param dataOffset bytes before the first value
 */
record NpyHeader(
    NpyType type,
    String code,
    int width,
    boolean bigEndian,
    boolean fortran,
    long[] shape,
    long dataOffset) {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};

  /** The header of a plain array has about 80 bytes; NumPy refuses longer ones too. */
  private static final int LONGEST = 10_000;

  private static final int MOST_DIMENSIONS = 32;

  private static final String ITEM =
      "\\s*'(\\w+)'\\s*:\\s*('[^'\\\\]*'|True|False|\\(\\s*(?:\\d+\\s*,\\s*)*\\d*\\s*\\)|\\[[^{}]*\\])\\s*";
  private static final Pattern DICTIONARY =
      Pattern.compile("\\{" + ITEM + "," + ITEM + "," + ITEM + ",?\\s*\\}\\s*");

  /**
   * @param source what to call the file in messages
   * @throws DataException if it is no .npy header, or of an array this program cannot read
   */
  static NpyHeader read(InputStream stream, String source) throws IOException {
    var in = new DataInputStream(stream);
    try {
      byte[] magic = in.readNBytes(MAGIC.length);
      if (!Arrays.equals(magic, MAGIC)) {
        throw new DataException(
            source + " is not a .npy file: its first bytes are not those of .npy");
      }
      int major = in.readUnsignedByte();
      in.readUnsignedByte();
      if (major < 1 || major > 3) {
        throw new DataException(
            Text.of("%s is of .npy version %d; save it again with a current NumPy", source, major));
      }
      long length =
          major == 1
              ? Short.toUnsignedInt(Short.reverseBytes(in.readShort()))
              : Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
      if (length > LONGEST) {
        throw new DataException(
            Text.of(
                "%s has a header of %d bytes, which is too large for an array of numbers",
                source, length));
      }
      byte[] text = new byte[(int) length];
      in.readFully(text);
      long offset = MAGIC.length + 2L + (major == 1 ? Short.BYTES : Integer.BYTES) + length;
      return parse(new String(text, StandardCharsets.UTF_8), offset, source);
    } catch (EOFException e) {
      throw new DataException(source + " is cut short within its header", e);
    }
  }

  private static NpyHeader parse(String text, long offset, String source) {
    Matcher matcher = DICTIONARY.matcher(text);
    String descr = null;
    String order = null;
    String shape = null;
    if (matcher.matches()) {
      for (int i = 1; i < matcher.groupCount(); i += 2) {
        String value = matcher.group(i + 1);
        switch (matcher.group(i)) {
          case "descr" -> descr = value;
          case "fortran_order" -> order = value;
          case "shape" -> shape = value;
          default -> {}
        }
      }
    }
    boolean complete =
        descr != null
            && shape != null
            && shape.startsWith("(")
            && ("True".equals(order) || "False".equals(order));
    if (!complete) {
      throw new DataException(
          source + " has a header that is not a dictionary of descr, fortran_order and shape");
    }
    boolean structured = !descr.startsWith("'");
    String code = structured ? "structured" : descr.substring(1, descr.length() - 1);
    String plain = code.matches("[<>|=].*") ? code.substring(1) : code;
    NpyType type = structured ? NpyType.STRUCTURE : NpyType.of(plain);
    return new NpyHeader(
        type,
        code.length() <= 20 ? code : code.substring(0, 20) + "...",
        width(type, plain),
        code.startsWith(">"),
        order.equals("True"),
        sizes(shape, source),
        offset);
  }

  private static int width(NpyType type, String plain) {
    if (type.number()) {
      return type.bytes();
    }
    return switch (type) {
      case TEXT -> Integer.BYTES * Integer.parseInt(plain.substring(1));
      case BYTES, VOID -> Integer.parseInt(plain.substring(1));
      default -> 0;
    };
  }

  private static long[] sizes(String shape, String source) {
    List<Long> sizes = new ArrayList<>();
    for (String part : shape.substring(1, shape.length() - 1).split(",", -1)) {
      if (!part.isBlank()) {
        try {
          sizes.add(Long.parseLong(part.strip()));
        } catch (NumberFormatException e) {
          throw new DataException(Text.of("%s declares a size of %s", source, part.strip()), e);
        }
      }
    }
    if (sizes.size() > MOST_DIMENSIONS) {
      throw new DataException(Text.of("%s declares %d dimensions", source, sizes.size()));
    }
    return sizes.stream().mapToLong(Long::longValue).toArray();
  }

  /**
   * Bytes of the values.
   *
   * @throws DataException if the shape is beyond what can be addressed
   */
  long dataBytes(String source) {
    try {
      long bytes = width;
      for (long size : shape) {
        bytes = Math.multiplyExact(bytes, size);
      }
      return bytes;
    } catch (ArithmeticException e) {
      throw new DataException(
          Text.of("%s declares the impossible shape %s", source, Arrays.toString(shape)), e);
    }
  }

  /**
   * Refuses a header that does not tell the truth about the bytes that follow it. Values whose
   * length the header does not tell are not read, so their bytes are not counted.
   *
   * @param actual bytes of the whole file or archive entry
   */
  void requireLength(long actual, String source) {
    long expected = dataOffset + dataBytes(source);
    if (width > 0 && actual != expected) {
      throw new DataException(
          Text.of(
              "%s has %d bytes, but its header's shape %s needs %d; it was cut short or altered",
              source, actual, Arrays.toString(shape), expected));
    }
  }

  /** The sizes without the axes of size 1. */
  long[] squeezed() {
    return Arrays.stream(shape).filter(size -> size != 1).toArray();
  }

  /** For messages: {@code float32 values of shape [600, 64]}. */
  String describe() {
    String values =
        switch (type) {
          case TEXT, BYTES, OBJECT -> type.words();
          case VOID, OTHER -> "values of dtype " + code;
          case STRUCTURE -> "structured values";
          default -> type.words() + " values";
        };
    return Text.of("%s of shape %s", values, Arrays.toString(shape));
  }
}
