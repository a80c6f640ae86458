package org.ssl4j.data;

import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.config.DataConfig;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.error.ConfigException;
import org.ssl4j.error.DataException;
import org.ssl4j.plugin.Plugin;
import org.ssl4j.plugin.PluginException;
import org.ssl4j.stop.StopPoint;
import org.ssl4j.text.Text;

/** From the {@code data:} section to images: the entry point of this package. */
public final class DataSets {

  private static final Logger LOG = LoggerFactory.getLogger(DataSets.class);

  private DataSets() {}

  /** What a provider does for this class. */
  private interface Work<T> {
    T get();
  }

  /**
   * Opens both splits of the configured data source.
   *
   * @throws DataException if the data cannot be had or read, or a limit exceeds it
   * @throws PluginException if there is no such source
   */
  public static DataSplits open(DataConfig config, DataEnvironment environment, Progress progress) {
    return find(config, environment).open(progress);
  }

  /**
   * Counts the images of the configured data source and reads none; downloads nothing.
   *
   * @throws DataException if there is no such directory, or no image in it
   * @throws PluginException if there is no such source
   */
  public static DataSource find(DataConfig config, DataEnvironment environment) {
    DataSourceProvider provider = new DataCatalog().catalog().get(config.dataset());
    DataSource source =
        calling(
            provider,
            () -> {
              check(config);
              return provider.find(config, environment);
            });
    if (source == null) {
      throw failure(provider, "it returned no data source", null);
    }
    return source.opened(
        (opening, progress) ->
            calling(
                provider,
                () -> opening.apply(progress).first(config.trainLimit(), config.testLimit())));
  }

  /**
   * Puts the files of a data source on disk, if it is one that is downloaded.
   *
   * @param root directory of the data, or null for the default
   * @return the folder of the files
   * @throws DataException if they cannot be had, or the source has no download
   * @throws PluginException if there is no such source
   */
  public static Path fetch(
      String dataset, String root, DataEnvironment environment, Progress progress) {
    DataSourceProvider provider = new DataCatalog().catalog().get(dataset);
    return calling(provider, () -> provider.fetch(root, environment, progress))
        .orElseThrow(
            () ->
                new DataException(
                    Text.of("the data source \"%s\" has no download.", provider.name())));
  }

  /** The config loader has done the same with file and line, but not every config comes from it. */
  private static void check(DataConfig config) {
    try {
      config.settings().check(config);
    } catch (InvalidSettingException e) {
      throw new DataException(Text.of("data.%s %s", e.path(), e.getMessage()), e);
    }
  }

  /** An error in an outsider's code is not a defect of this program. */
  private static <T> T calling(DataSourceProvider provider, Work<T> work) {
    try {
      return work.get();
    } catch (DataException | ConfigException | PluginException | StopPoint.Stopped e) {
      throw e;
    } catch (RuntimeException | LinkageError e) {
      if (Plugin.of(provider.name(), provider.getClass()).builtIn()) {
        throw e;
      }
      LOG.info("the data source failed", e);
      throw failure(provider, e.toString(), e);
    }
  }

  private static DataException failure(
      DataSourceProvider provider, String problem, Throwable cause) {
    var plugin = Plugin.of(provider.name(), provider.getClass());
    return new DataException(
        Text.of(
            "the data source \"%s\" failed (%s); %s in %s has to be mended.",
            plugin.name(), problem, plugin.provider(), plugin.place()),
        cause);
  }

  /** What {@code data info} tells; reads every image once for the fingerprints. */
  public static DataDescription describe(DataSplits splits) {
    return new DataDescription(
        DataDescription.Split.of(splits.train()),
        DataDescription.Split.of(splits.test()),
        splits.train().classNames().stream().map(PathNames::printable).toList(),
        splits.mean().clone(),
        splits.std().clone());
  }
}
