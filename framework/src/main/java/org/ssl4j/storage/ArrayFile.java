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
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;
import org.ssl4j.text.Text;

/**
 * Arrays as bytes: data type, shape, then little-endian values in C order. Only FLOAT and DOUBLE;
 * nothing in it names a class, so reading a stranger's file can at worst refuse.
 */
public final class ArrayFile {

  /** The types that can be stored; a type's place in the list is its tag. */
  private static final List<DataType> TYPES =
      List.of(DataType.FLOAT, DataType.DOUBLE, DataType.INT64);

  private static final int MAXIMUM_RANK = 8;
  private static final int CHUNK = 1 << 16;

  /** Type, rank and one dimension. */
  private static final int VECTOR_HEADER_BYTES = 2 + Long.BYTES;

  private ArrayFile() {}

  /** Entries of the vector that a file of so many bytes holds; -1 if none has that size. */
  public static long vectorLength(DataType type, long bytes) {
    long data = bytes - VECTOR_HEADER_BYTES;
    return data < 0 || data % type.width() != 0 ? -1 : data / type.width();
  }

  /**
   * Writes an array.
   *
   * @throws IOException if the target refuses
   */
  public static void write(INDArray array, OutputStream target) throws IOException {
    var out = new DataOutputStream(target);
    var type = array.dataType();
    int tag = TYPES.indexOf(type);
    if (tag < 0) {
      throw new IllegalArgumentException("cannot store arrays of " + type);
    }
    out.writeByte(tag);
    out.writeByte(array.rank());
    for (long dimension : array.shape()) {
      out.writeLong(dimension);
    }
    var flat = array.ordering() == 'c' && !array.isView() ? array : array.dup('c');
    var data = flat.reshape(flat.length()).data();
    int width = type.width();
    var buffer = ByteBuffer.allocate(CHUNK * width).order(ByteOrder.LITTLE_ENDIAN);
    for (long from = 0; from < flat.length(); from += CHUNK) {
      int count = (int) Math.min(CHUNK, flat.length() - from);
      buffer.clear();
      for (int i = 0; i < count; i++) {
        switch (type) {
          case FLOAT -> buffer.putFloat(data.getFloat(from + i));
          case DOUBLE -> buffer.putDouble(data.getDouble(from + i));
          default -> buffer.putLong(data.getLong(from + i));
        }
      }
      out.write(buffer.array(), 0, count * width);
    }
    out.flush();
  }

  /**
   * Writes a matrix as an array [N, d].
   *
   * @throws IOException if the target refuses
   */
  public static void write(Matrix matrix, OutputStream target) throws IOException {
    var out = new DataOutputStream(target);
    var type = type(matrix.precision());
    out.writeByte(TYPES.indexOf(type));
    out.writeByte(2);
    out.writeLong(matrix.rows());
    out.writeLong(matrix.columns());
    int rowBytes = matrix.columns() * type.width();
    int rowsAtOnce = Math.max(1, CHUNK / matrix.columns());
    var buffer = ByteBuffer.allocate(rowsAtOnce * rowBytes).order(ByteOrder.LITTLE_ENDIAN);
    double[] row = new double[matrix.columns()];
    for (int from = 0; from < matrix.rows(); from += rowsAtOnce) {
      int to = Math.min(matrix.rows(), from + rowsAtOnce);
      buffer.clear();
      for (int i = from; i < to; i++) {
        matrix.read(i, row);
        for (double value : row) {
          if (type == DataType.FLOAT) {
            buffer.putFloat((float) value);
          } else {
            buffer.putDouble(value);
          }
        }
      }
      out.write(buffer.array(), 0, buffer.position());
    }
    out.flush();
  }

  /**
   * Reads an array of a matrix's shape and precision into it.
   *
   * @throws IOException if it has others, or the bytes end early
   */
  public static void read(InputStream source, Matrix target) throws IOException {
    var in = new DataInputStream(source);
    var type = type(target.precision());
    readHeader(in, type, new long[] {target.rows(), target.columns()});
    byte[] bytes = new byte[target.columns() * type.width()];
    double[] row = new double[target.columns()];
    for (int i = 0; i < target.rows(); i++) {
      in.readFully(bytes);
      var buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      for (int j = 0; j < row.length; j++) {
        row[j] = type == DataType.FLOAT ? buffer.getFloat() : buffer.getDouble();
      }
      target.write(i, row);
    }
  }

  private static DataType type(Precision precision) {
    return precision == Precision.FLOAT ? DataType.FLOAT : DataType.DOUBLE;
  }

  /**
   * Reads an array that must have the given shape and type.
   *
   * @throws IOException if it does not, or the bytes end early
   */
  public static INDArray read(InputStream source, DataType type, long[] shape) throws IOException {
    var in = new DataInputStream(source);
    readHeader(in, type, shape);
    var array = Nd4j.createUninitialized(type, shape, 'c');
    var data = array.data();
    int width = type.width();
    byte[] bytes = new byte[CHUNK * width];
    for (long from = 0; from < array.length(); from += CHUNK) {
      int count = (int) Math.min(CHUNK, array.length() - from);
      in.readFully(bytes, 0, count * width);
      var buffer = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      for (int i = 0; i < count; i++) {
        switch (type) {
          case FLOAT -> data.put(from + i, buffer.getFloat());
          case DOUBLE -> data.put(from + i, buffer.getDouble());
          default -> data.put(from + i, buffer.getLong());
        }
      }
    }
    return array;
  }

  /** Refuses another type or shape than is expected. */
  private static void readHeader(DataInputStream in, DataType type, long[] shape)
      throws IOException {
    int tag = in.readByte();
    int rank = in.readByte();
    if (rank < 0 || rank > MAXIMUM_RANK) {
      throw new IOException("array of rank " + rank);
    }
    long[] stored = new long[rank];
    for (int i = 0; i < rank; i++) {
      stored[i] = in.readLong();
    }
    if (tag < 0 || tag >= TYPES.size()) {
      throw new IOException("holds an array of unknown type " + tag);
    }
    var storedType = TYPES.get(tag);
    if (storedType != type || !Arrays.equals(stored, shape)) {
      throw new IOException(
          Text.of(
              "holds %s of shape %s where %s of shape %s is expected",
              storedType, Arrays.toString(stored), type, Arrays.toString(shape)));
    }
  }
}
