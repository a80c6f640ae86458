package org.ssl4j.config;

/**
 * A configuration the user must correct. The message is one complete sentence with file, line, path
 * and a hint.
 */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public ConfigException(String message) {
    super(message);
  }

  public ConfigException(String message, Throwable cause) {
    super(message, cause);
  }
}
