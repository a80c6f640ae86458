package org.ssl4j.interchange;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.ssl4j.text.Text;

/** Writes .npy files by the format's specification, truthful ones and others. */
final class Npy {

  private Npy() {}

  static byte[] bytes(String descr, String order, String shape, byte[] data) {
    return withHeader(
        Text.of("{'descr': %s, 'fortran_order': %s, 'shape': %s, }", descr, order, shape), data);
  }

  static byte[] withHeader(String header, byte[] data) {
    var out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    int padding = 64 - (10 + header.length() + 1) % 64;
    String text = header + " ".repeat(padding) + "\n";
    out.write(text.length() & 0xFF);
    out.write(text.length() >> 8);
    out.writeBytes(text.getBytes(StandardCharsets.ISO_8859_1));
    out.writeBytes(data);
    return out.toByteArray();
  }

  static byte[] floats(ByteOrder order, double... values) {
    var buffer = ByteBuffer.allocate(values.length * Float.BYTES).order(order);
    for (double value : values) {
      buffer.putFloat((float) value);
    }
    return buffer.array();
  }

  static byte[] doubles(ByteOrder order, double... values) {
    var buffer = ByteBuffer.allocate(values.length * Double.BYTES).order(order);
    for (double value : values) {
      buffer.putDouble(value);
    }
    return buffer.array();
  }

  static byte[] longs(long... values) {
    var buffer = ByteBuffer.allocate(values.length * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (long value : values) {
      buffer.putLong(value);
    }
    return buffer.array();
  }

  static Path write(Path file, byte[] bytes) {
    try {
      return Files.write(file, bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
