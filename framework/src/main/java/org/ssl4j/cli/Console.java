package org.ssl4j.cli;

/** The only place that prints. */
final class Console {

  private Console() {}

  /** A result, on standard output. */
  static void out(String text) {
    System.out.println(text);
  }

  /** A message about the work, on standard error. */
  static void error(String text) {
    System.err.println(text);
  }

  /** Whether a person is watching; progress bars are drawn for people only. */
  static boolean interactive() {
    return System.console() != null;
  }
}
