package org.ssl4j.study;

import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.config.DataConfig;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.data.DataEnvironment;
import org.ssl4j.data.DataSets;
import org.ssl4j.data.DataSource;
import org.ssl4j.error.DataException;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.run.FittedData;
import org.ssl4j.train.TrainingRun;

/**
 * Fits the configs of a study to its images, which are counted once for all runs that share them.
 */
final class RunFitting {

  private static final Logger LOG = LoggerFactory.getLogger(RunFitting.class);

  private final MethodCatalog catalog;
  private final Map<DataConfig, DataSource> counted = new HashMap<>();

  RunFitting(MethodCatalog catalog) {
    this.catalog = catalog;
  }

  /**
   * The config that a run will train with. Images that cannot be had yet are the run's own trouble.
   *
   * @throws org.ssl4j.error.ConfigException if the method refuses it, or a value that the user
   *     wrote does not fit the images
   */
  LoadedConfig fitted(LoadedConfig config) {
    TrainingRun.check(config, catalog);
    try {
      var fitted = FittedData.find(config, this::count).config();
      TrainingRun.check(fitted, catalog);
      return fitted;
    } catch (DataException e) {
      LOG.debug("the images of {} cannot be counted", config.config().name(), e);
      return config;
    }
  }

  private DataSource count(DataConfig data) {
    return counted.computeIfAbsent(data, key -> DataSets.find(key, DataEnvironment.system()));
  }
}
