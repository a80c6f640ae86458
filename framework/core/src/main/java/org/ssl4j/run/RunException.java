package org.ssl4j.run;

import org.ssl4j.error.Ssl4jException;
import org.ssl4j.text.OneLine;

/**
 * A run that cannot start or go on for a reason outside the numbers: a directory in use, a disk
 * that refuses.
 */
public class RunException extends Ssl4jException {
  private static final long serialVersionUID = 1L;

  public RunException(String message) {
    super(OneLine.of(message));
  }

  public RunException(String message, Throwable cause) {
    super(OneLine.of(message), cause);
  }
}
