package org.ssl4j.config;

/**
 * Where a value was written.
 *
 * @param source a file as the user named it, {@code --set a.b=c}, or {@code preset NAME}; empty for
 *     a value that a program gave, of which the setting's path says all
 * @param line 1-based; 0 where a line says nothing
 * @param given whether the product supplied the value and not the user
 */
record Place(String source, int line, boolean given) {

  Place(String source, int line) {
    this(source, line, false);
  }

  /** Of something that the product supplied. */
  static Place given(String source) {
    return new Place(source, 0, true);
  }

  /** Of a value that a program gave. */
  static Place inCode() {
    return new Place("", 0);
  }

  /** How a sentence about something at a place begins. */
  static String before(String place) {
    return place.isEmpty() ? "" : place + ": ";
  }

  /** How a sentence about something here begins. */
  String before() {
    return before(toString());
  }

  @Override
  public String toString() {
    return line > 0 ? source + ":" + line : source;
  }
}
