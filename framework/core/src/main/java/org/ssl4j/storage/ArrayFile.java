package org.ssl4j.storage;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;
import org.ssl4j.text.Text;

/**
 * Arrays as bytes: data type, shape, then little-endian values in C order. Only vectors and
 * matrices of floats or doubles, and single counts; nothing in it names a class, so reading a
 * stranger's file can at worst refuse.
 */
public final class ArrayFile {

  /** The types that can be stored; a type's place in the list is its tag. */
  private static final List<String> TYPES = List.of("FLOAT", "DOUBLE", "INT64");

  private static final int INT64 = 2;
  private static final int MAXIMUM_RANK = 8;
  private static final int CHUNK = 1 << 16;

  /** Type, rank and one dimension. */
  private static final int VECTOR_HEADER_BYTES = 2 + Long.BYTES;

  private ArrayFile() {}

  /** What one file holds. */
  public sealed interface Contents {}

  /**
   * A vector.
   *
   * @param values [1, P], stored as [P]
   */
  public record Vector(Matrix values) implements Contents {}

  /**
   * A matrix.
   *
   * @param values [N, d]
   */
  public record Table(Matrix values) implements Contents {}

  /** A count, stored as a vector of one. */
  public record Count(long value) implements Contents {}

  /** Entries of the vector that a file of so many bytes holds; -1 if none has that size. */
  public static long vectorLength(Precision type, long bytes) {
    long data = bytes - VECTOR_HEADER_BYTES;
    return data < 0 || data % type.bytes() != 0 ? -1 : data / type.bytes();
  }

  /**
   * Writes an array.
   *
   * @throws IOException if the target refuses
   */
  public static void write(Contents contents, OutputStream target) throws IOException {
    var out = new DataOutputStream(target);
    if (contents instanceof Vector vector) {
      writeHeader(out, tag(vector.values().precision()), vector.values().columns());
      writeValues(vector.values(), out);
    } else if (contents instanceof Table table) {
      var values = table.values();
      writeHeader(out, tag(values.precision()), values.rows(), values.columns());
      writeValues(values, out);
    } else {
      writeHeader(out, INT64, 1);
      out.writeLong(Long.reverseBytes(((Count) contents).value()));
    }
    out.flush();
  }

  private static int tag(Precision precision) {
    return TYPES.indexOf(precision.name());
  }

  private static void writeHeader(DataOutputStream out, int tag, long... shape) throws IOException {
    out.writeByte(tag);
    out.writeByte(shape.length);
    for (long dimension : shape) {
      out.writeLong(dimension);
    }
  }

  private static void writeValues(Matrix values, OutputStream out) throws IOException {
    int width = values.precision().bytes();
    var buffer = ByteBuffer.allocate(CHUNK * width).order(ByteOrder.LITTLE_ENDIAN);
    float[] floats = new float[CHUNK];
    double[] doubles = new double[CHUNK];
    for (int row = 0; row < values.rows(); row++) {
      for (int from = 0; from < values.columns(); from += CHUNK) {
        int count = Math.min(CHUNK, values.columns() - from);
        buffer.clear();
        if (values.precision() == Precision.FLOAT) {
          values.readFloats(row, from, count, floats, 0);
          buffer.asFloatBuffer().put(floats, 0, count);
        } else {
          values.read(row, from, count, doubles, 0);
          buffer.asDoubleBuffer().put(doubles, 0, count);
        }
        out.write(buffer.array(), 0, count * width);
      }
    }
  }

  /**
   * Reads a vector that must have the given length and type.
   *
   * @return [1, length]
   * @throws IOException if it does not, or the bytes end early
   */
  public static Matrix readVector(InputStream source, Precision type, long length)
      throws IOException {
    var in = new DataInputStream(source);
    readHeader(in, tag(type), length);
    return readValues(in, type, 1, Math.toIntExact(length));
  }

  /**
   * Reads a matrix that must have the given shape and type.
   *
   * @throws IOException if it does not, or the bytes end early
   */
  public static Matrix readTable(InputStream source, Precision type, int rows, int columns)
      throws IOException {
    var in = new DataInputStream(source);
    readHeader(in, tag(type), rows, columns);
    return readValues(in, type, rows, columns);
  }

  /**
   * Reads a count.
   *
   * @throws IOException if it is not one, or the bytes end early
   */
  public static long readCount(InputStream source) throws IOException {
    var in = new DataInputStream(source);
    readHeader(in, INT64, 1);
    return Long.reverseBytes(in.readLong());
  }

  private static void readHeader(DataInputStream in, int tag, long... shape) throws IOException {
    int storedTag = in.readByte();
    int rank = in.readByte();
    if (rank < 0 || rank > MAXIMUM_RANK) {
      throw new IOException("array of rank " + rank);
    }
    long[] stored = new long[rank];
    for (int i = 0; i < rank; i++) {
      stored[i] = in.readLong();
    }
    if (storedTag < 0 || storedTag >= TYPES.size()) {
      throw new IOException("holds an array of unknown type " + storedTag);
    }
    if (storedTag != tag || !Arrays.equals(stored, shape)) {
      throw new IOException(
          Text.of(
              "holds %s of shape %s where %s of shape %s is expected",
              TYPES.get(storedTag),
              Arrays.toString(stored),
              TYPES.get(tag),
              Arrays.toString(shape)));
    }
  }

  private static Matrix readValues(DataInputStream in, Precision type, int rows, int columns)
      throws IOException {
    Matrix values = Matrix.allocate(type, rows, columns);
    byte[] bytes = new byte[CHUNK * type.bytes()];
    float[] floats = new float[CHUNK];
    double[] row = new double[type == Precision.DOUBLE ? columns : 0];
    for (int i = 0; i < rows; i++) {
      for (int from = 0; from < columns; from += CHUNK) {
        int count = Math.min(CHUNK, columns - from);
        in.readFully(bytes, 0, count * type.bytes());
        var buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        if (type == Precision.FLOAT) {
          buffer.asFloatBuffer().get(floats, 0, count);
          values.writeFloats(i, from, count, floats, 0);
        } else {
          buffer.asDoubleBuffer().get(row, from, count);
        }
      }
      if (type == Precision.DOUBLE) {
        values.write(i, row);
      }
    }
    return values;
  }
}
