package org.ssl4j.config;

import org.ssl4j.error.Ssl4jException;

/** A value that is valid by itself but not in its company; the loader adds file and line. */
public final class InvalidSettingException extends Ssl4jException {
  private static final long serialVersionUID = 1L;

  private final String path;

  /**
   * @param path the offending key, dotted, relative to the record that checks
   * @param problem one clause that says what is wrong and what is allowed
   */
  public InvalidSettingException(String path, String problem) {
    super(problem);
    this.path = path;
  }

  /** The offending key, dotted, relative to the record that checked. */
  public String path() {
    return path;
  }
}
