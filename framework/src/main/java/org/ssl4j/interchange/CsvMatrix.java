package org.ssl4j.interchange;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.ssl4j.collapse.EmbeddingMatrix;
import org.ssl4j.data.DataException;
import org.ssl4j.text.Text;

/** Embeddings as text: one a line, values separated by commas, with or without a header line. */
final class CsvMatrix {

  /** Text is held as numbers in memory, so what is larger belongs into a .npy file. */
  private static final long MOST_BYTES = 1L << 30;

  private CsvMatrix() {}

  /**
   * @throws DataException naming line and column of what is no number
   */
  static EmbeddingMatrix read(Path file) {
    try {
      if (Files.size(file) > MOST_BYTES) {
        throw new DataException(
            Text.of(
                "%s has %d MB, too much for text; save the embeddings with numpy.save and give the .npy",
                file, Files.size(file) >> 20));
      }
      List<double[]> rows = new ArrayList<>();
      try (var reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
          var csv = CSVParser.parse(reader, CSVFormat.DEFAULT)) {
        for (CSVRecord record : csv) {
          if (record.getRecordNumber() > 1 || !header(record)) {
            rows.add(row(file, record, rows.isEmpty() ? record.size() : rows.get(0).length));
          }
        }
      }
      if (rows.isEmpty()) {
        throw new DataException(file + " holds no numbers");
      }
      return EmbeddingMatrix.of(rows.toArray(double[][]::new));
    } catch (IOException | UncheckedIOException e) {
      throw new DataException(
          Text.of("cannot read %s as CSV in UTF-8 (%s)", file, e.getMessage()), e);
    }
  }

  private static boolean header(CSVRecord record) {
    for (String value : record) {
      if (Double.isNaN(parse(value)) && !isNan(value)) {
        return true;
      }
    }
    return false;
  }

  private static double[] row(Path file, CSVRecord record, int columns) {
    if (record.size() != columns) {
      throw new DataException(
          Text.of(
              "%s, record %d has %d values and the first has %d; every line needs as many",
              file, record.getRecordNumber(), record.size(), columns));
    }
    double[] row = new double[columns];
    for (int j = 0; j < columns; j++) {
      row[j] = parse(record.get(j));
      if (Double.isNaN(row[j]) && !isNan(record.get(j))) {
        throw new DataException(
            Text.of(
                "%s, record %d, column %d: \"%s\" is no number",
                file, record.getRecordNumber(), j + 1, shortened(record.get(j))));
      }
    }
    return row;
  }

  private static boolean isNan(String value) {
    return value.strip().equalsIgnoreCase("nan");
  }

  /** As Python and Java write numbers; NaN for what is none. */
  private static double parse(String value) {
    String plain = value.strip().toLowerCase(Locale.ROOT);
    return switch (plain) {
      case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default -> finite(plain);
    };
  }

  private static double finite(String value) {
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static String shortened(String value) {
    return value.length() <= 40 ? value : value.substring(0, 40) + "...";
  }
}
