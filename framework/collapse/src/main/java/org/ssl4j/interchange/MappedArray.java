package org.ssl4j.interchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.ssl4j.error.DataException;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.measure.NumberArray;
import org.ssl4j.text.Text;

/**
 * The array of a .npy file with any number of axes, mapped into memory: nothing of it is copied.
 */
final class MappedArray implements NumberArray {

  /** Bytes of a piece: a mapping cannot exceed 2 GiB. A multiple of every width. */
  private static final long PIECE_BYTES = 1L << 30;

  private final NpyType type;
  private final long[] shape;
  private final long piece;
  private final ByteBuffer[] pieces;

  private MappedArray(NpyHeader header, FileChannel channel) throws IOException {
    type = header.type();
    shape = header.shape();
    piece = PIECE_BYTES / type.bytes();
    long size = Arrays.stream(shape).reduce(1, Math::multiplyExact);
    pieces = new ByteBuffer[Math.toIntExact((size + piece - 1) / piece)];
    for (int i = 0; i < pieces.length; i++) {
      long from = i * piece;
      pieces[i] =
          channel
              .map(
                  FileChannel.MapMode.READ_ONLY,
                  header.dataOffset() + from * type.bytes(),
                  Math.min(piece, size - from) * type.bytes())
              .order(header.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }
  }

  /**
   * @param header of the file
   * @param source what to call the file in messages
   * @throws DataException if it cannot be read as numbers
   */
  static NumberArray of(Path file, NpyHeader header, String source) {
    if (!header.type().number()) {
      throw new DataException(
          Text.of(
              "%s holds %s; save numbers, such as x.astype('float32')", source, header.describe()));
    }
    long longAxes = Arrays.stream(header.shape()).filter(size -> size > 1).count();
    if (Arrays.stream(header.shape()).anyMatch(size -> size < 1)) {
      throw new DataException(Text.of("%s holds %s; it is empty", source, header.describe()));
    }
    if (header.fortran() && longAxes > 1) {
      return inFortranOrder(file, header, source);
    }
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      header.requireLength(channel.size(), source);
      return new MappedArray(header, channel);
    } catch (IOException e) {
      throw new DataException(Text.of("cannot read %s (%s)", source, e.getMessage()), e);
    }
  }

  private static NumberArray inFortranOrder(Path file, NpyHeader header, String source) {
    if (header.shape().length != 2) {
      throw new DataException(
          Text.of(
              "%s holds %s in Fortran order; save np.ascontiguousarray(x)",
              source, header.describe()));
    }
    return new OfMatrix(MappedMatrix.of(file, header, source));
  }

  @Override
  public long[] shape() {
    return shape.clone();
  }

  @Override
  public void read(long from, int count, double[] target, int offset) {
    int done = 0;
    while (done < count) {
      long at = from + done;
      int start = (int) (at % piece);
      int length = (int) Math.min(count - done, piece - start);
      read(pieces[(int) (at / piece)], start, length, target, offset + done);
      done += length;
    }
  }

  private void read(ByteBuffer buffer, int start, int count, double[] target, int offset) {
    if (type == NpyType.F4) {
      float[] values = new float[count];
      buffer.asFloatBuffer().get(start, values);
      for (int j = 0; j < count; j++) {
        target[offset + j] = values[j];
      }
    } else if (type == NpyType.F8) {
      buffer.asDoubleBuffer().get(start, target, offset, count);
    } else {
      for (int j = 0; j < count; j++) {
        target[offset + j] = type.read(buffer, (start + j) * type.bytes());
      }
    }
  }

  /** A matrix whose rows are gathered, as an array; one thread at a time reads it. */
  private record OfMatrix(EmbeddingMatrix matrix) implements NumberArray {
    @Override
    public long[] shape() {
      return new long[] {matrix.rows(), matrix.columns()};
    }

    @Override
    public synchronized void read(long from, int count, double[] target, int offset) {
      int done = 0;
      while (done < count) {
        int row = (int) ((from + done) / matrix.columns());
        int column = (int) ((from + done) % matrix.columns());
        int length = Math.min(count - done, matrix.columns() - column);
        matrix.read(row, column, length, target, offset + done);
        done += length;
      }
    }
  }
}
