package org.ssl4j.error;

import org.ssl4j.text.OneLine;

/**
 * Data that cannot be had or read. The message is one complete sentence that names the file and
 * what to do.
 */
public final class DataException extends Ssl4jException {
  private static final long serialVersionUID = 1L;

  public DataException(String message) {
    super(OneLine.of(message));
  }

  public DataException(String message, Throwable cause) {
    super(OneLine.of(message), cause);
  }
}
