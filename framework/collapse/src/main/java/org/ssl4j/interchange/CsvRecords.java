package org.ssl4j.interchange;

import java.io.IOException;
import java.io.Reader;
import java.util.ArrayList;
import java.util.List;
import org.ssl4j.error.DataException;
import org.ssl4j.text.Text;

/**
 * The records of a table of text, one after the other. Fields may stand in quotes; a record is
 * bounded, so that a quote that is never closed does not fill the memory.
 */
final class CsvRecords implements AutoCloseable {

  /** Any number of blanks and tabs. */
  static final char BLANKS = ' ';

  private static final int LONGEST_RECORD = 1 << 25;
  private static final int MOST_FIELDS = 1 << 20;
  private static final int END = -1;

  private final Reader reader;
  private final char separator;
  private final String source;
  private final List<String> fields = new ArrayList<>();
  private final StringBuilder field = new StringBuilder();
  private int peeked = Integer.MIN_VALUE;
  private long line;
  private long nextLine = 1;
  private long length;
  private long blankLines;
  private boolean comment;

  /**
   * @param separator of fields, or {@link #BLANKS}
   * @param source what to call the file in messages
   */
  CsvRecords(Reader reader, char separator, String source) {
    this.reader = reader;
    this.separator = separator;
    this.source = source;
  }

  /** Moves to the next record that is not blank; false at the end. */
  boolean next() throws IOException {
    long blank = 0;
    while (peek() != END) {
      line = nextLine;
      read();
      if (fields.size() > 1 || !fields.get(0).isEmpty()) {
        blankLines += blank;
        return true;
      }
      blank++;
    }
    return false;
  }

  /** Of the current record; valid until the next one. */
  List<String> fields() {
    return fields;
  }

  /** Where the current record begins, from 1. */
  long line() {
    return line;
  }

  /** Whether the record begins with #; its fields are those behind it. */
  boolean comment() {
    return comment;
  }

  /** Blank lines between records so far. */
  long blankLines() {
    return blankLines;
  }

  private void read() throws IOException {
    fields.clear();
    length = 0;
    skipBlanks();
    comment = peek() == '#';
    if (comment) {
      take();
    }
    do {
      readField();
      if (fields.size() > MOST_FIELDS) {
        throw tooLong();
      }
    } while (separated());
    endLine();
  }

  private void readField() throws IOException {
    skipBlanks();
    field.setLength(0);
    if (peek() == '"') {
      quoted();
    }
    while (!atEnd(peek())) {
      field.append((char) take());
    }
    fields.add(field.toString().strip());
  }

  private void quoted() throws IOException {
    long from = nextLine;
    take();
    while (true) {
      int c = peek();
      if (c == END) {
        throw new DataException(
            Text.of("%s, line %d: a quote is opened and never closed", source, from));
      }
      take();
      if (c == '"') {
        if (peek() != '"') {
          return;
        }
        take();
      }
      field.append((char) c);
      nextLine += c == '\n' ? 1 : 0;
    }
  }

  private boolean atEnd(int c) {
    return c == END || c == '\n' || c == '\r' || c == separator || separator == BLANKS && c == '\t';
  }

  /** Whether a field follows. */
  private boolean separated() throws IOException {
    if (separator == BLANKS) {
      skipBlanks();
      return !(peek() == END || peek() == '\n' || peek() == '\r');
    }
    if (peek() != separator) {
      return false;
    }
    take();
    return true;
  }

  private void endLine() throws IOException {
    if (peek() == '\r') {
      take();
    }
    if (peek() == '\n') {
      take();
    }
    nextLine++;
  }

  private void skipBlanks() throws IOException {
    while (peek() == ' ' || peek() == '\t' && separator != '\t' || peek() == '\uFEFF') {
      take();
    }
  }

  private int peek() throws IOException {
    if (peeked == Integer.MIN_VALUE) {
      peeked = reader.read();
    }
    return peeked;
  }

  private int take() throws IOException {
    int c = peek();
    peeked = Integer.MIN_VALUE;
    if (++length > LONGEST_RECORD) {
      throw tooLong();
    }
    return c;
  }

  private DataException tooLong() {
    return new DataException(
        Text.of(
            "%s, line %d is longer than any embedding; give one embedding per line", source, line));
  }

  @Override
  public void close() throws IOException {
    reader.close();
  }
}
