package org.ssl4j.interchange;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ssl4j.error.DataException;
import org.ssl4j.text.Text;

/**
 * How a text file is encoded. Numbers are the same in every encoding that is read; names and labels
 * are not.
 *
 * @param charset of the text
 * @param mark bytes of a byte order mark before it
 * @param note says what is unusual, or null
 */
record TextEncoding(Charset charset, int mark, String note) {

  private static final int BUFFER = 1 << 16;

  /**
   * @throws DataException if it is not text
   */
  static TextEncoding of(Path file) {
    try {
      byte[] head;
      try (var in = Files.newInputStream(file)) {
        head = in.readNBytes(BUFFER);
      }
      if (starts(head, 0xEF, 0xBB, 0xBF)) {
        return utf8(file)
            ? new TextEncoding(StandardCharsets.UTF_8, 3, "the byte order mark is skipped")
            : latin1(3);
      }
      if (starts(head, 0xFF, 0xFE)) {
        return new TextEncoding(StandardCharsets.UTF_16LE, 2, "the text is UTF-16");
      }
      if (starts(head, 0xFE, 0xFF)) {
        return new TextEncoding(StandardCharsets.UTF_16BE, 2, "the text is UTF-16");
      }
      int even = zeros(head, 0);
      int odd = zeros(head, 1);
      if (even + odd > 0) {
        return withoutMark(file, head.length, even, odd);
      }
      requireText(file, head);
      return utf8(file) ? new TextEncoding(StandardCharsets.UTF_8, 0, null) : latin1(0);
    } catch (IOException e) {
      throw new DataException(Text.of("cannot read %s (%s)", file, e.getMessage()), e);
    }
  }

  private static boolean starts(byte[] head, int... mark) {
    for (int i = 0; i < mark.length; i++) {
      if (head.length <= i || (head[i] & 0xFF) != mark[i]) {
        return false;
      }
    }
    return true;
  }

  private static int zeros(byte[] head, int from) {
    int zeros = 0;
    for (int i = from; i < head.length; i += 2) {
      zeros += head[i] == 0 ? 1 : 0;
    }
    return zeros;
  }

  /** Every second byte of the digits is zero in UTF-16. */
  private static TextEncoding withoutMark(Path file, int length, int even, int odd) {
    if (even == 0 && odd > length / 4) {
      return new TextEncoding(StandardCharsets.UTF_16LE, 0, "the text is UTF-16");
    }
    if (odd == 0 && even > length / 4) {
      return new TextEncoding(StandardCharsets.UTF_16BE, 0, "the text is UTF-16");
    }
    throw notText(file);
  }

  private static void requireText(Path file, byte[] head) {
    for (byte one : head) {
      if (one >= 0 && one < ' ' && "\t\n\r\f\u001a".indexOf(one) < 0) {
        throw notText(file);
      }
    }
  }

  private static DataException notText(Path file) {
    return new DataException(
        file
            + " is not text: it holds binary data; if it is a .npy or .npz file, give it that ending");
  }

  private static TextEncoding latin1(int mark) {
    return new TextEncoding(
        StandardCharsets.ISO_8859_1,
        mark,
        "the text is not UTF-8, so its words are read as Latin-1");
  }

  private static boolean utf8(Path file) throws IOException {
    var decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    char[] buffer = new char[BUFFER];
    try (var reader = new InputStreamReader(Files.newInputStream(file), decoder)) {
      while (reader.read(buffer) >= 0) {
        // Only whether it can be decoded matters.
      }
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** The text, without its byte order mark. */
  Reader open(Path file) throws IOException {
    InputStream in = Files.newInputStream(file);
    in.skipNBytes(mark);
    return new BufferedReader(new InputStreamReader(in, charset), BUFFER);
  }

  /** Adds what is unusual about the encoding. */
  void describe(Path file, List<String> notes) {
    if (note != null) {
      notes.add(file.getFileName() + ": " + note);
    }
  }
}
