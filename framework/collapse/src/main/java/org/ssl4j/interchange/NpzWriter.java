package org.ssl4j.interchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.text.Text;

/**
 * Writes arrays as NumPy reads them: a zip of {@code .npy} files of format version 1.0 (NumPy
 * Enhancement Proposal 1), little-endian, in C order.
 */
public final class NpzWriter implements AutoCloseable {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};

  /** Where values begin is to be a multiple of this. */
  private static final int ALIGNMENT = 64;

  private static final int CHUNK = 1 << 13;

  private final ZipOutputStream zip;

  /** Takes over the stream. */
  public NpzWriter(OutputStream out) {
    zip = new ZipOutputStream(new BufferedOutputStream(out));
    // Embeddings hardly shrink, and mapping them back is faster without.
    zip.setLevel(Deflater.NO_COMPRESSION);
  }

  /**
   * Writes matrices [N, d], one below the other, as one of float32.
   *
   * @throws IllegalArgumentException if they are not equally wide
   */
  public void matrix(String name, List<EmbeddingMatrix> parts) throws IOException {
    int columns = parts.get(0).columns();
    int rows = 0;
    for (var part : parts) {
      rows = Math.addExact(rows, part.rows());
      if (part.columns() != columns) {
        throw new IllegalArgumentException(
            Text.of("matrices of %d and %d columns", columns, part.columns()));
      }
    }
    begin(name, "<f4", Text.of("(%d, %d)", rows, columns));
    double[] row = new double[columns];
    var bytes = ByteBuffer.allocate(columns * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (var part : parts) {
      for (int i = 0; i < part.rows(); i++) {
        part.read(i, 0, columns, row, 0);
        bytes.clear();
        for (double value : row) {
          bytes.putFloat((float) value);
        }
        zip.write(bytes.array());
      }
    }
    zip.closeEntry();
  }

  /** Writes a vector of whole numbers as int64. */
  public void integers(String name, int[] values) throws IOException {
    begin(name, "<i8", Text.of("(%d,)", values.length));
    var bytes = ByteBuffer.allocate(CHUNK * Long.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int from = 0; from < values.length; from += CHUNK) {
      int count = Math.min(CHUNK, values.length - from);
      bytes.clear();
      for (int i = 0; i < count; i++) {
        bytes.putLong(values[from + i]);
      }
      zip.write(bytes.array(), 0, count * Long.BYTES);
    }
    zip.closeEntry();
  }

  private void begin(String name, String type, String shape) throws IOException {
    zip.putNextEntry(new ZipEntry(name + ".npy"));
    String header = Text.of("{'descr': '%s', 'fortran_order': False, 'shape': %s, }", type, shape);
    int unpadded = MAGIC.length + Short.BYTES + header.length() + 1;
    int padding = (ALIGNMENT - unpadded % ALIGNMENT) % ALIGNMENT;
    int length = header.length() + padding + 1;
    zip.write(MAGIC);
    zip.write(length & 0xFF);
    zip.write(length >> Byte.SIZE);
    zip.write((header + " ".repeat(padding) + "\n").getBytes(ISO_8859_1));
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
