package org.ssl4j.interchange;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ssl4j.data.DataException;
import org.ssl4j.text.Text;

/** Classes, one for each row of the embeddings. */
final class LabelFile {

  /** Ten million labels as 64-bit numbers, or as short words. */
  private static final long MOST_BYTES = 80L << 20;

  private LabelFile() {}

  /**
   * @param file .npy of whole numbers, or text with one class a line
   * @return classes numbered from 0
   * @throws DataException if it is neither
   */
  static int[] read(Path file) {
    if (file.getFileName().toString().endsWith(".npy")) {
      return npy(file, file.toString());
    }
    try {
      requireSize(Files.size(file), file.toString());
      List<String> lines = Files.readAllLines(file, StandardCharsets.UTF_8);
      Map<String, Integer> classes = new HashMap<>();
      int[] labels = new int[lines.size()];
      for (int i = 0; i < labels.length; i++) {
        String word = lines.get(i).strip();
        if (word.isEmpty()) {
          throw new DataException(
              Text.of("line %d of %s is empty; every embedding needs its class", i + 1, file));
        }
        labels[i] = classes.computeIfAbsent(word, unseen -> classes.size());
      }
      return labels;
    } catch (IOException e) {
      throw new DataException(Text.of("cannot read %s (%s)", file, e.getMessage()), e);
    }
  }

  /**
   * @param source what to call the file in messages
   */
  static int[] npy(Path file, String source) {
    try {
      byte[] bytes;
      NpyHeader header;
      try (var in = new BufferedInputStream(Files.newInputStream(file))) {
        header = NpyHeader.read(in, source);
        long[] shape = header.shape();
        boolean line = shape.length == 1 || shape.length == 2 && shape[1] == 1;
        if (!line || header.type().floating()) {
          throw new DataException(
              Text.of(
                  "%s holds %s values of %d dimensions; labels are one whole number for each embedding",
                  source, header.type().label(), shape.length));
        }
        requireSize(header.dataBytes(source), source);
        header.requireLength(Files.size(file), source);
        bytes = in.readAllBytes();
      }
      var buffer =
          ByteBuffer.wrap(bytes)
              .order(header.bigEndian() ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
      int[] labels = new int[bytes.length / header.type().bytes()];
      Map<Double, Integer> classes = new LinkedHashMap<>();
      for (int i = 0; i < labels.length; i++) {
        double value = header.type().read(buffer, i * header.type().bytes());
        labels[i] = classes.computeIfAbsent(value, unseen -> classes.size());
      }
      return labels;
    } catch (IOException e) {
      throw new DataException(Text.of("cannot read %s (%s)", source, e.getMessage()), e);
    }
  }

  private static void requireSize(long bytes, String source) {
    if (bytes > MOST_BYTES) {
      throw new DataException(
          Text.of("%s has %d MB; that is more than labels need", source, bytes >> 20));
    }
  }
}
