package org.ssl4j.config;

/**
 * The settings of one data source: the {@code data.settings} section of a config.
 *
 * <p>Each source brings its own record, so that a key that it does not define is refused rather
 * than ignored. Implementations are records whose components carry {@link Setting}; {@link
 * DataConfig} has what sources share, such as directory, limits and image size.
 */
public interface DataSettings {

  /**
   * Refuses a {@code data} section that the source cannot work with, before any image is looked
   * for.
   *
   * @param data the whole section; its {@link DataConfig#settings()} are these
   * @throws InvalidSettingException naming the offending key relative to {@code data}, such as
   *     {@code root} or {@code settings.period}
   */
  default void check(DataConfig data) {}

  /** For a source that has no settings of its own. */
  record None() implements DataSettings {}
}
