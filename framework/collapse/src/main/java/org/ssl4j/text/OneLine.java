package org.ssl4j.text;

/**
 * Keeps what a message quotes from files, such as names, keys and headers, from breaking its line
 * or steering a terminal.
 */
public final class OneLine {

  private OneLine() {}

  /** The text with a space for every run of control characters. */
  public static String of(String text) {
    return text.replaceAll("\\p{Cntrl}+", " ");
  }
}
