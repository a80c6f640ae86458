package org.ssl4j.data;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.ssl4j.text.Text;

/**
 * Names of files as text, the same in every locale.
 *
 * <p>A path keeps the bytes that the disk has, but {@link Path#toString} decodes them with the
 * locale's character set: under {@code LC_ALL=C} every other letter becomes a question mark, and
 * classes that differ in such letters only would be one. Names are therefore decoded as UTF-8;
 * bytes that are not UTF-8 are written as {@code \xE9}. The text serves for labels, order and
 * messages and is never made a path again.
 */
final class PathNames {
  private static final int PRINTABLE_FROM = 0x20;
  private static final int PRINTABLE_TO = 0x7E;

  /** Ends of a line or paragraph, and marks for the direction of writing. */
  private static final String STEERING =
      "\u2028\u2029\u061C\u200E\u200F\u202A\u202B\u202C\u202D\u202E\u2066\u2067\u2068\u2069";

  private PathNames() {}

  /** The last part of a path. */
  static String of(Path path) {
    Path last = path.getFileName();
    String text = String.valueOf(last);
    return isPlain(text) ? text : decoded(path);
  }

  /** A question mark is what an undecodable byte becomes in some locales. */
  private static boolean isPlain(String text) {
    return text.chars()
        .allMatch(c -> c >= PRINTABLE_FROM && c <= PRINTABLE_TO && c != '?' && c != '\\');
  }

  /** The only view of a path's bytes that Java gives is the percent-encoded one of its URI. */
  private static String decoded(Path path) {
    String encoded = path.toUri().getRawPath();
    int end = encoded.endsWith("/") ? encoded.length() - 1 : encoded.length();
    String last = encoded.substring(encoded.lastIndexOf('/', end - 1) + 1, end);
    var bytes = new ByteArrayOutputStream(last.length());
    for (int i = 0; i < last.length(); i++) {
      if (last.charAt(i) == '%') {
        bytes.write(Integer.parseInt(last, i + 1, i + 3, 16));
        i += 2;
      } else {
        bytes.write(last.charAt(i));
      }
    }
    return utf8(bytes.toByteArray());
  }

  /** Bytes as UTF-8 text; what is not UTF-8 is written in hexadecimal. */
  static String utf8(byte[] bytes) {
    try {
      var decoder =
          StandardCharsets.UTF_8
              .newDecoder()
              .onMalformedInput(CodingErrorAction.REPORT)
              .onUnmappableCharacter(CodingErrorAction.REPORT);
      CharBuffer text = decoder.decode(ByteBuffer.wrap(bytes));
      return text.toString();
    } catch (CharacterCodingException e) {
      var text = new StringBuilder();
      for (byte b : bytes) {
        if (b >= 0) {
          text.append((char) b);
        } else {
          text.append(Text.of("\\x%02X", b));
        }
      }
      return text.toString();
    }
  }

  /** The absolute path as text for one line of a terminal. */
  static String printable(Path path) {
    return printable(path.toAbsolutePath().toString());
  }

  /**
   * Text for one line of a terminal. Control characters, which a name may hold, are shown; so are
   * the marks that change the direction of writing, because they let {@code gnp.exe} look like
   * {@code exe.png}.
   */
  static String printable(String name) {
    var text = new StringBuilder();
    name.codePoints()
        .forEach(
            c -> {
              if (Character.isISOControl(c)) {
                text.append(Text.of("\\x%02X", c));
              } else if (STEERING.indexOf(c) >= 0) {
                text.append(Text.of("\\u%04X", c));
              } else {
                text.appendCodePoint(c);
              }
            });
    return text.toString();
  }
}
