package org.ssl4j.plugin;

import org.ssl4j.error.Ssl4jException;

/**
 * A provider that cannot be used, or a name that no provider has. The message is one sentence that
 * says what to do; about a broken provider it names class and jar.
 */
public final class PluginException extends Ssl4jException {
  private static final long serialVersionUID = 1L;

  /** Refuses for a reason that lies here. */
  public PluginException(String message) {
    super(message);
  }

  /** Refuses because of an error in a provider's code. */
  public PluginException(String message, Throwable cause) {
    super(message, cause);
  }
}
