package org.ssl4j.data;

import java.nio.file.Path;
import java.util.Optional;
import org.ssl4j.config.DataConfig;
import org.ssl4j.config.DataSettings;
import org.ssl4j.error.DataException;
import org.ssl4j.plugin.ConfiguredProvider;

/**
 * Makes a source of images known to the framework; found through {@link java.util.ServiceLoader},
 * so a jar with one provider on the class path adds a source. docs/ADD-YOUR-OWN.md has a complete
 * one.
 *
 * <p>What it may count on: the config has passed {@link DataSettings#check}; {@code
 * data.trainLimit} and {@code data.testLimit} are applied to whatever it gives. What is asked of
 * it: the same config gives the same images in the same order, because a resumed run is held
 * against their fingerprint.
 */
public interface DataSourceProvider extends ConfiguredProvider<DataSettings> {

  /** Name in {@code data.dataset}. */
  @Override
  String name();

  /**
   * What it holds and which of the shared keys of {@code data} it reads; a sentence or two for
   * {@code ssl4j config reference}.
   */
  @Override
  String summary();

  /** The record of its settings: the {@code data.settings} section of a config. */
  @Override
  default Class<? extends DataSettings> settingsType() {
    return DataSettings.None.class;
  }

  /**
   * Counts the images and reads none, within a second or so: commands call this to check and plan.
   *
   * @param config the {@code data} section; {@link DataConfig#settings(Class)} has the record of
   *     {@link #settingsType()}
   * @param environment where data sets are kept; {@link DataEnvironment#root} turns {@code
   *     data.root} into a directory
   * @throws DataException if the images cannot be had, as one sentence that says what to do
   */
  DataSource find(DataConfig config, DataEnvironment environment);

  /**
   * Downloads, checks and unpacks the files, for {@code ssl4j data fetch}.
   *
   * @param root the directory to put them in; null for the usual one
   * @return where they are; empty for a source without a download
   * @throws DataException if they cannot be had
   */
  default Optional<Path> fetch(String root, DataEnvironment environment, Progress progress) {
    return Optional.empty();
  }
}
