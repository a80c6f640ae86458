package org.ssl4j.interchange;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.ssl4j.error.DataException;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.text.Text;

/** The classes of a .npy array: whole numbers of any type, words, or one column for each class. */
final class LabelArray {

  /** More rows than any embeddings that can be diagnosed. */
  private static final long MOST_ROWS = 100_000_000;

  private LabelArray() {}

  /**
   * @param file holds the array
   * @param source what to call it in messages
   * @param notes receives what was decided
   * @throws DataException if it cannot be classes; one sentence says why
   */
  static Labels read(Path file, String source, List<String> notes) {
    try {
      NpyHeader header;
      try (var in = new BufferedInputStream(Files.newInputStream(file))) {
        header = NpyHeader.read(in, source);
      }
      require(header, source);
      header.requireLength(Files.size(file), source);
      return header.squeezed().length == 2
          ? oneHot(file, header, source, notes)
          : line(file, header, source, notes);
    } catch (IOException e) {
      throw new DataException(Text.of("cannot read %s (%s)", source, e.getMessage()), e);
    }
  }

  /**
   * Why an array cannot be classes, or null if its header says that it can.
   *
   * @param header of the array
   */
  static String problem(NpyHeader header) {
    if (header.type() == NpyType.OBJECT) {
      return "holds Python objects, which are not read because reading them can run code; save"
          + " np.array(labels, dtype=str)";
    }
    int axes = header.squeezed().length;
    boolean fits = axes <= 1 || axes == 2 && header.type().number() && header.shape().length == 2;
    boolean known = header.type().number() || header.type().text() && header.width() > 0;
    if (!fits || !known) {
      return Text.of(
              "holds %s; labels are one whole number or word for each embedding, or one column of 0",
              header.describe())
          + " and 1 for each class";
    }
    return null;
  }

  private static void require(NpyHeader header, String source) {
    String problem = problem(header);
    if (problem != null) {
      throw new DataException(source + " " + problem);
    }
    for (long size : header.shape()) {
      if (size == 0) {
        throw new DataException(source + " holds no labels: it is empty");
      }
      if (size > MOST_ROWS) {
        throw new DataException(
            Text.of("%s declares %d values, too many for labels", source, size));
      }
    }
  }

  private static Labels line(Path file, NpyHeader header, String source, List<String> notes)
      throws IOException {
    long count = header.dataBytes(source) / header.width();
    var builder = new LabelBuilder(source);
    byte[] bytes = new byte[header.width()];
    var value =
        ByteBuffer.wrap(bytes)
            .order(header.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
    try (var in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      in.skipNBytes(header.dataOffset());
      for (long i = 0; i < count; i++) {
        in.readFully(bytes);
        if (header.type().floating()) {
          builder.add(header.type().read(value, 0));
        } else if (header.type().number()) {
          builder.add(header.type().readWhole(value, 0));
        } else {
          builder.add(word(header.type(), value));
        }
      }
    }
    return builder.build(notes);
  }

  /** Both kinds of strings are filled up with zeros. */
  static String word(NpyType type, ByteBuffer value) {
    if (type == NpyType.BYTES) {
      int length = value.capacity();
      while (length > 0 && value.get(length - 1) == 0) {
        length--;
      }
      var bytes = new byte[length];
      value.get(0, bytes);
      return new String(bytes, StandardCharsets.UTF_8);
    }
    var word = new StringBuilder();
    for (int at = 0; at < value.capacity(); at += Integer.BYTES) {
      int point = value.getInt(at);
      if (point != 0) {
        word.appendCodePoint(Character.isValidCodePoint(point) ? point : '?');
      }
    }
    return word.toString();
  }

  private static Labels oneHot(Path file, NpyHeader header, String source, List<String> notes) {
    EmbeddingMatrix matrix = MappedMatrix.of(file, header, source);
    var builder = new LabelBuilder(source);
    double[] row = new double[matrix.columns()];
    for (int i = 0; i < matrix.rows(); i++) {
      matrix.read(i, 0, row.length, row, 0);
      builder.add((long) position(row, i, source));
    }
    notes.add(
        Text.of(
            "%s: the position of the 1 in each of the %d rows of %d values is the class",
            source, matrix.rows(), row.length));
    return builder.build(notes);
  }

  private static int position(double[] row, int number, String source) {
    int position = -1;
    for (int j = 0; j < row.length; j++) {
      if (row[j] == 1 && position < 0) {
        position = j;
      } else if (row[j] != 0) {
        throw new DataException(
            Text.of(
                    "row %d of %s is not one 1 among zeros; give one class for each embedding, such as",
                    number, source)
                + " scores.argmax(axis=1)");
      }
    }
    if (position < 0) {
      throw new DataException(
          Text.of("row %d of %s holds no 1; give one class for each embedding", number, source));
    }
    return position;
  }
}
