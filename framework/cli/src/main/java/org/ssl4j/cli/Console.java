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

  /**
   * Whether a person is watching; progress bars are drawn for people only. The launcher says so,
   * because what {@code System.console()} means differs between Java versions.
   */
  static boolean interactive() {
    return Boolean.getBoolean("ssl4j.terminal");
  }
}
