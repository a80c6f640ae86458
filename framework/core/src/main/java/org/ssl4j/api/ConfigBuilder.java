package org.ssl4j.api;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ssl4j.config.ConfigLoader;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.error.ConfigException;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.train.TrainingRun;

/**
 * Collects the settings of an experiment. {@code docs/CONFIG.md} lists every setting with its type,
 * range and default; what is not set has its default. Nothing is checked before {@link #build}.
 *
 * <p>Belongs to one thread.
 */
public final class ConfigBuilder {

  private final Base base;
  private final Map<String, Object> settings = new LinkedHashMap<>();

  /** What the settings are laid over. */
  private interface Base {
    LoadedConfig with(ConfigLoader loader, Map<String, ?> settings);
  }

  private ConfigBuilder(Base base) {
    this.base = base;
  }

  static ConfigBuilder empty() {
    return new ConfigBuilder(ConfigLoader::load);
  }

  static ConfigBuilder from(Path file) {
    return new ConfigBuilder((loader, settings) -> loader.load(file, settings));
  }

  static ConfigBuilder from(String yaml) {
    return new ConfigBuilder((loader, settings) -> loader.loadText(yaml, settings));
  }

  /**
   * Sets one setting; a later value of the same path replaces an earlier one.
   *
   * @param path dotted, such as {@code schedule.epochs}
   * @param value a text, number, boolean, enum constant, {@link Path}, list or array of these, map
   *     of a section's keys to values, or null where the setting may be null
   */
  public ConfigBuilder set(String path, Object value) {
    settings.remove(path); // so that the later one is laid over what was set between
    settings.put(path, value);
    return this;
  }

  /** Sets several settings, see {@link #set}. */
  public ConfigBuilder setAll(Map<String, ?> values) {
    values.forEach(this::set);
    return this;
  }

  /**
   * The complete, checked config.
   *
   * @throws ConfigException with one sentence and one path for each thing that is wrong: an unknown
   *     key, a missing one, a value of another type or out of range, values that do not fit one
   *     another or the method
   */
  public LoadedConfig build() {
    var catalog = new MethodCatalog();
    var config = base.with(catalog.configLoader(), settings);
    TrainingRun.check(config, catalog);
    return config;
  }
}
