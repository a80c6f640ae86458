package org.ssl4j.interchange;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.ssl4j.error.DataException;
import org.ssl4j.text.Text;

/** The words of a .npy array, such as the paths of the images. */
final class NameArray {

  private NameArray() {}

  /**
   * @param source what to call the file in messages
   */
  static List<String> read(Path file, String source) {
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      NpyHeader header = NpyHeader.read(in, source);
      header.requireLength(Files.size(file), source);
      var value =
          ByteBuffer.allocate(header.width())
              .order(header.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
      long count = header.dataBytes(source) / header.width();
      List<String> names = new ArrayList<>();
      for (long i = 0; i < count; i++) {
        in.readFully(value.array());
        names.add(LabelArray.word(header.type(), value));
      }
      return names;
    } catch (IOException e) {
      throw new DataException(Text.of("cannot read %s (%s)", source, e.getMessage()), e);
    }
  }
}
