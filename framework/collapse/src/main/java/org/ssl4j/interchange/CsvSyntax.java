package org.ssl4j.interchange;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.ssl4j.error.DataException;
import org.ssl4j.text.Text;

/**
 * How a table of text is written: encoding, separator and decimal sign. Found by trying each
 * separator on the beginning of the file: the right one gives the most numbers.
 *
 * @param encoding of the text
 * @param separator of the fields
 * @param decimalComma whether numbers are written with a comma
 * @param skipped lines at the beginning that only tell the separator
 */
record CsvSyntax(TextEncoding encoding, char separator, boolean decimalComma, int skipped) {

  private static final char[] SEPARATORS = {',', ';', '\t', '|', CsvRecords.BLANKS};
  private static final int SAMPLE_CHARACTERS = 1 << 20;
  private static final int SAMPLE_RECORDS = 50;

  /** Blanks within names make fields, too, but not the same number in every line. */
  private static final int EVEN = 2;

  private static final Pattern COMMA = Pattern.compile("[+-]?\\d+,\\d+([eE][+-]?\\d+)?");
  private static final Pattern POINT = Pattern.compile("[+-]?\\d*\\.\\d*([eE][+-]?\\d+)?");

  /** Excel's own line before the table. */
  private static final Pattern EXCEL = Pattern.compile("\"?sep=(.)\"?");

  static CsvSyntax of(Path file) {
    var encoding = TextEncoding.of(file);
    try {
      String sample = sample(file, encoding);
      var told = EXCEL.matcher(sample.lines().findFirst().orElse(""));
      if (told.matches()) {
        char separator = told.group(1).charAt(0);
        String rest = sample.substring(Math.min(sample.length(), told.end() + 1));
        return new CsvSyntax(encoding, separator, comma(records(rest, separator)), 1);
      }
      return best(sample, encoding);
    } catch (IOException e) {
      throw new DataException(Text.of("cannot read %s (%s)", file, e.getMessage()), e);
    }
  }

  private static String sample(Path file, TextEncoding encoding) throws IOException {
    char[] buffer = new char[SAMPLE_CHARACTERS];
    int length = 0;
    try (var reader = encoding.open(file)) {
      for (int read = 0; read >= 0 && length < buffer.length; ) {
        length += read;
        read = reader.read(buffer, length, buffer.length - length);
      }
    }
    String text = new String(buffer, 0, length);
    int whole = length < buffer.length ? length : text.lastIndexOf('\n') + 1;
    return whole == 0 ? text : text.substring(0, whole);
  }

  private static CsvSyntax best(String sample, TextEncoding encoding) {
    CsvSyntax best = null;
    long most = -1;
    for (char separator : SEPARATORS) {
      var records = records(sample, separator);
      boolean comma = comma(records);
      long value = value(records, comma, separator);
      if (value > most) {
        most = value;
        best = new CsvSyntax(encoding, separator, comma, 0);
      }
    }
    return best;
  }

  /** Numbers in the sample; they count more where all lines have as many fields. */
  private static long value(List<List<String>> records, boolean comma, char separator) {
    long numbers = 0;
    for (var record : records) {
      for (String field : record) {
        numbers += Double.isNaN(number(field, comma)) ? 0 : 1;
      }
    }
    int last = records.isEmpty() ? 0 : records.get(records.size() - 1).size();
    boolean even = records.stream().skip(1).allMatch(record -> record.size() == last);
    boolean words = numbers == 0 && even && last > 1 && separator != CsvRecords.BLANKS;
    return words ? 1 : even ? EVEN * numbers : numbers;
  }

  private static List<List<String>> records(String sample, char separator) {
    List<List<String>> all = new ArrayList<>();
    try (var records = new CsvRecords(new StringReader(sample), separator, "the sample")) {
      while (all.size() < SAMPLE_RECORDS && records.next()) {
        if (!records.comment()) {
          all.add(List.copyOf(records.fields()));
        }
      }
    } catch (IOException | DataException e) {
      // A quote that is open at the end of the sample: what was read so far is enough to tell.
      return all;
    }
    return all;
  }

  private static boolean comma(List<List<String>> records) {
    boolean commas = false;
    for (var record : records) {
      for (String field : record) {
        if (POINT.matcher(field).matches()) {
          return false;
        }
        commas |= COMMA.matcher(field).matches();
      }
    }
    return commas;
  }

  /** The number that a field holds, or NaN if it holds none. */
  double number(String field) {
    return number(field, decimalComma);
  }

  private static double number(String field, boolean comma) {
    if (field.isEmpty()) {
      return Double.NaN;
    }
    char last = field.charAt(field.length() - 1);
    if (last >= '0' && last <= '9' || last == '.') {
      if (comma && field.indexOf('.') >= 0) {
        return Double.NaN;
      }
      return plain(comma ? field.replace(',', '.') : field);
    }
    return switch (field.toLowerCase(Locale.ROOT)) {
      case "inf", "+inf", "infinity", "+infinity" -> Double.POSITIVE_INFINITY;
      case "-inf", "-infinity" -> Double.NEGATIVE_INFINITY;
      default -> Double.NaN;
    };
  }

  /** Java's own parser also takes hexadecimal numbers, which are names here. */
  private static double plain(String field) {
    if (field.indexOf('x') >= 0 || field.indexOf('X') >= 0) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(field);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  /** Whether the table is written in an unusual way, for people; null if it is not. */
  String describe() {
    String name =
        switch (separator) {
          case ';' -> "semicolons";
          case '\t' -> "tabs";
          case '|' -> "vertical bars";
          case CsvRecords.BLANKS -> "blanks";
          case ',' -> decimalComma ? "commas" : null;
          default -> "\"" + separator + "\"";
        };
    return name == null
        ? null
        : Text.of(
            "fields are separated by %s%s",
            name, decimalComma ? ", and numbers have a decimal comma" : "");
  }
}
