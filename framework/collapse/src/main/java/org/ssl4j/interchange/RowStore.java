package org.ssl4j.interchange;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.error.DataException;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.text.Text;

/**
 * Rows of numbers read from text. A few million stay in memory; more go to a temporary file, which
 * is mapped like a .npy file, so that a large table needs disk and no heap.
 */
final class RowStore implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(RowStore.class);

  /** 32 MB. */
  private static final int MOST_IN_MEMORY = 1 << 22;

  private static final int BUFFER_BYTES = 1 << 20;

  private final int columns;
  private final String source;
  private final int most;
  private double[] values;
  private int count;
  private long rows;
  private Path file;
  private FileChannel channel;
  private ByteBuffer buffer;

  /**
   * @param source what the rows are from, for messages
   */
  RowStore(int columns, String source) {
    this(columns, source, MOST_IN_MEMORY);
  }

  /**
   * @param most values that stay in memory
   */
  RowStore(int columns, String source, int most) {
    this.columns = columns;
    this.source = source;
    this.most = most;
    values = new double[Math.max(columns, 1024)];
  }

  /**
   * @throws DataException if the temporary directory has no room
   */
  void add(double[] row) {
    if (rows++ == Integer.MAX_VALUE) {
      throw new DataException(source + " has more rows than can be read");
    }
    try {
      if (channel == null && count + columns > most) {
        spill();
      }
      if (channel != null) {
        write(row, columns);
        return;
      }
    } catch (IOException e) {
      throw new DataException(
          Text.of(
              "%s does not fit into memory and cannot be written to the directory for temporary files (%s)",
              source, e.getMessage()),
          e);
    }
    if (count + columns > values.length) {
      values = Arrays.copyOf(values, Math.max(2 * values.length, count + columns));
    }
    System.arraycopy(row, 0, values, count, columns);
    count += columns;
  }

  private void spill() throws IOException {
    file = Files.createTempFile("ssl4j-", ".rows");
    channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
    buffer = ByteBuffer.allocate(BUFFER_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    write(values, count);
    values = null;
  }

  private void write(double[] numbers, int length) throws IOException {
    for (int i = 0; i < length; i++) {
      if (buffer.remaining() < Double.BYTES) {
        flush();
      }
      buffer.putDouble(numbers[i]);
    }
  }

  private void flush() throws IOException {
    buffer.flip();
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
  }

  /** The rows; none may be added any more. */
  EmbeddingMatrix matrix() {
    int height = (int) rows;
    if (channel == null) {
      return new InMemory(values, height, columns);
    }
    try {
      flush();
      return MappedMatrix.ofDoubles(channel, height, columns, source);
    } catch (IOException e) {
      throw new DataException(
          Text.of("cannot read the temporary copy of %s (%s)", source, e.getMessage()), e);
    }
  }

  @Override
  public void close() {
    if (file == null) {
      return;
    }
    try {
      channel.close();
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.warn("cannot delete the temporary file {}", file, e);
    }
  }

  private record InMemory(double[] values, int rows, int columns) implements EmbeddingMatrix {
    @Override
    public void read(int row, int column, int length, double[] target, int offset) {
      System.arraycopy(values, row * columns + column, target, offset, length);
    }
  }
}
