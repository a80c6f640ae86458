package org.ssl4j.plugin;

/**
 * A provider whose part has settings of its own in a config.
 *
 * @param <S> what all settings of its kind implement
 */
public interface ConfiguredProvider<S> extends Provider {

  /**
   * The record that its section of a config is bound to. Every component carries {@link
   * org.ssl4j.config.Setting}; the config loader fills defaults in, refuses unknown keys and wrong
   * values with file and line, and {@code ssl4j config reference} documents each key.
   */
  Class<? extends S> settingsType();
}
