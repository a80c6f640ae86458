package org.ssl4j.cli;

/** The exit codes of the command line; also listed in {@code ssl4j --help} and the README. */
final class ExitCode {

  /** Done. */
  static final int OK = 0;

  /** A defect of the program. */
  static final int DEFECT = 1;

  /** Wrong usage or configuration, or a run directory that cannot be used. */
  static final int USAGE = 2;

  /** Data that cannot be had or read. */
  static final int DATA = 3;

  /** The representation is not usable (collapsed, for example), with --fail-on-collapse. */
  static final int COLLAPSED = 4;

  /** Training diverged to NaN or infinity. */
  static final int DIVERGED = 5;

  /** The disk refuses: full, read-only, forbidden. */
  static final int DISK = 6;

  /**
   * Interrupted, with a checkpoint saved: 128 + SIGINT, as shells expect. A JVM that SIGTERM or
   * SIGHUP ends saves a checkpoint, too, and exits with 143 or 129 by itself.
   */
  static final int INTERRUPTED = 130;

  private ExitCode() {}
}
