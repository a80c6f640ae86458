package org.ssl4j.error;

/**
 * What a program or its user can mend: a wrong setting, an unreadable image, a full disk, a
 * training that diverged. The message is one complete sentence that says what is wrong and what to
 * do (a config with several mistakes has one such sentence a line). Any other unchecked exception
 * is a defect of SSL4J, or an argument of the wrong kind.
 *
 * <p>Its kinds: {@link org.ssl4j.error.ConfigException} with the paths of the settings, {@link
 * org.ssl4j.error.DataException}, {@link org.ssl4j.run.RunException} and its {@link
 * org.ssl4j.run.DiskException}, {@link org.ssl4j.train.DivergedException}, {@link
 * org.ssl4j.measure.InvalidEmbeddingsException}, {@link org.ssl4j.plugin.PluginException}.
 */
public abstract class Ssl4jException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  protected Ssl4jException(String message) {
    super(message);
  }

  protected Ssl4jException(String message, Throwable cause) {
    super(message, cause);
  }
}
