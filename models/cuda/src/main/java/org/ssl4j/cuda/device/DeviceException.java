package org.ssl4j.cuda.device;

import org.ssl4j.error.Ssl4jException;

/** A device that cannot do what it must: no memory left, no compiler, a driver that refuses. */
public final class DeviceException extends Ssl4jException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message one sentence that says what failed and what to do
   */
  public DeviceException(String message) {
    super(message);
  }

  /**
   * @param message one sentence that says what failed and what to do
   */
  public DeviceException(String message, Throwable cause) {
    super(message, cause);
  }
}
