package org.ssl4j.cli;

/** The exit codes of the command line. */
final class ExitCode {

  static final int OK = 0;
  static final int COLLAPSED = 4;
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
