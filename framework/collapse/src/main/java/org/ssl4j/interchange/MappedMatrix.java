package org.ssl4j.interchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.ssl4j.error.DataException;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.text.Text;

/**
 * The matrix of a .npy file, mapped into memory in pieces of whole lines: nothing of it is copied,
 * and the system pages it in and out as it is read.
 */
final class MappedMatrix implements EmbeddingMatrix {

  /** A mapping cannot exceed 2 GiB; smaller ones leave room between others. */
  private static final long PIECE_BYTES = 1L << 30;

  private final NpyType type;
  private final int rows;
  private final int columns;
  private final int rowsPerPiece;
  private final ByteBuffer[] pieces;

  private MappedMatrix(
      NpyType type,
      boolean bigEndian,
      long dataOffset,
      int rows,
      int columns,
      FileChannel channel,
      String source)
      throws IOException {
    this.type = type;
    this.rows = rows;
    this.columns = columns;
    long rowBytes = (long) columns * type.bytes();
    if (rowBytes > PIECE_BYTES) {
      throw new DataException(
          Text.of("%s has rows of %d values, too long to read", source, columns));
    }
    rowsPerPiece = (int) Math.min(rows, Math.max(1, PIECE_BYTES / rowBytes));
    pieces = new ByteBuffer[(rows + rowsPerPiece - 1) / rowsPerPiece];
    for (int i = 0; i < pieces.length; i++) {
      long from = (long) i * rowsPerPiece;
      long count = Math.min(rowsPerPiece, rows - from);
      pieces[i] =
          channel
              .map(FileChannel.MapMode.READ_ONLY, dataOffset + from * rowBytes, count * rowBytes)
              .order(bigEndian ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    }
  }

  /**
   * Maps an array of two dimensions.
   *
   * @param source what to call the file in messages
   * @throws DataException if it cannot be read
   */
  static EmbeddingMatrix of(Path file, NpyHeader header, String source) {
    return of(
        file,
        header,
        header.type(),
        Math.toIntExact(header.shape()[0]),
        Math.toIntExact(header.shape()[1]),
        source);
  }

  /**
   * Maps an array as if it had two dimensions. In Fortran order the columns follow one another.
   *
   * @param header of the file, which has to account for its bytes
   * @param type how the bytes are read
   * @param source what to call the file in messages
   * @throws DataException if it cannot be read
   */
  static EmbeddingMatrix of(
      Path file, NpyHeader header, NpyType type, int rows, int columns, String source) {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      header.requireLength(channel.size(), source);
      boolean big = header.bigEndian();
      long offset = header.dataOffset();
      return header.fortran()
          ? new ColumnMajor(new MappedMatrix(type, big, offset, columns, rows, channel, source))
          : new MappedMatrix(type, big, offset, rows, columns, channel, source);
    } catch (IOException e) {
      throw new DataException(Text.of("cannot read %s (%s)", source, e.getMessage()), e);
    }
  }

  /**
   * Maps plain rows of 64-bit numbers, little end first, as this program writes them for itself.
   *
   * @param source what the rows are from
   */
  static EmbeddingMatrix ofDoubles(FileChannel channel, int rows, int columns, String source)
      throws IOException {
    return new MappedMatrix(NpyType.F8, false, 0, rows, columns, channel, source);
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int columns() {
    return columns;
  }

  @Override
  public void read(int row, int column, int count, double[] target, int offset) {
    ByteBuffer piece = pieces[row / rowsPerPiece];
    int from = row % rowsPerPiece * columns + column;
    if (type == NpyType.F4) {
      FloatBuffer floats = piece.asFloatBuffer();
      float[] values = new float[count];
      floats.get(from, values);
      for (int j = 0; j < count; j++) {
        target[offset + j] = values[j];
      }
    } else if (type == NpyType.F8) {
      piece.asDoubleBuffer().get(from, target, offset, count);
    } else {
      for (int j = 0; j < count; j++) {
        target[offset + j] = type.read(piece, (from + j) * type.bytes());
      }
    }
  }

  /** Fortran order: the file holds columns; rows are gathered from them in blocks. */
  private static final class ColumnMajor implements EmbeddingMatrix {

    /** Values of a block: 8 MB as doubles. */
    private static final int BLOCK_VALUES = 1 << 20;

    private final EmbeddingMatrix transposed;
    private final int blockRows;
    private final double[] block;
    private final double[] line;
    private int loaded = -1;

    ColumnMajor(EmbeddingMatrix transposed) {
      this.transposed = transposed;
      blockRows = Math.max(1, Math.min(rows(), BLOCK_VALUES / columns()));
      block = new double[blockRows * columns()];
      line = new double[blockRows];
    }

    @Override
    public int rows() {
      return transposed.columns();
    }

    @Override
    public int columns() {
      return transposed.rows();
    }

    @Override
    public void read(int row, int column, int count, double[] target, int offset) {
      if (loaded < 0 || row / blockRows != loaded) {
        load(row / blockRows);
      }
      System.arraycopy(block, row % blockRows * columns() + column, target, offset, count);
    }

    private void load(int number) {
      int from = number * blockRows;
      int count = Math.min(blockRows, rows() - from);
      for (int column = 0; column < columns(); column++) {
        transposed.read(/* row= */ column, /* column= */ from, count, line, 0);
        for (int i = 0; i < count; i++) {
          block[i * columns() + column] = line[i];
        }
      }
      loaded = number;
    }
  }
}
