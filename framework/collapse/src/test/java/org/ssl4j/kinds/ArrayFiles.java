package org.ssl4j.kinds;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.ssl4j.measure.NumberArray;
import org.ssl4j.text.Text;

/** Writes arrays of any shape as NumPy does. */
public final class ArrayFiles {

  private ArrayFiles() {}

  /** An .npz with arrays of float64. */
  public static Path npz(Path file, Map<String, NumberArray> arrays) {
    try (var zip = new ZipOutputStream(Files.newOutputStream(file))) {
      for (var entry : arrays.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey() + ".npy"));
        zip.write(npy("<f8", false, entry.getValue()));
        zip.closeEntry();
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A .npy of float64. */
  public static Path npy(Path file, NumberArray array) {
    return npy(file, "<f8", false, array);
  }

  /**
   * A .npy.
   *
   * @param fortran what the header says of the order; the values are written as they are
   */
  static Path npy(Path file, String type, boolean fortran, NumberArray array) {
    try {
      return Files.write(file, npy(type, fortran, array));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] npy(String type, boolean fortran, NumberArray array) {
    long[] shape = array.shape();
    String sizes =
        Arrays.stream(shape).mapToObj(String::valueOf).collect(Collectors.joining(", "))
            + (shape.length == 1 ? "," : "");
    String header =
        Text.of(
            "{'descr': '%s', 'fortran_order': %s, 'shape': (%s), }\n",
            type, fortran ? "True" : "False", sizes);
    double[] values = new double[(int) array.size()];
    array.read(0, values.length, values, 0);
    var bytes = ByteBuffer.allocate(values.length * Double.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (double value : values) {
      switch (type) {
        case "<f8" -> bytes.putDouble(value);
        case "<f4" -> bytes.putFloat((float) value);
        case "<i8" -> bytes.putLong((long) value);
        default -> throw new IllegalArgumentException(type);
      }
    }
    var out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0});
    out.write(header.length() & 0xFF);
    out.write(header.length() >> Byte.SIZE);
    out.writeBytes(header.getBytes(ISO_8859_1));
    out.write(bytes.array(), 0, bytes.position());
    return out.toByteArray();
  }
}
