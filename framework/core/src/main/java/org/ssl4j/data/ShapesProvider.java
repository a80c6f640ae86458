package org.ssl4j.data;

import org.ssl4j.config.DataConfig;

/** {@code data.dataset: shapes}. */
public final class ShapesProvider implements DataSourceProvider {

  /** Found by its service file. */
  public ShapesProvider() {}

  @Override
  public String name() {
    return "shapes";
  }

  @Override
  public String summary() {
    return "Ten classes of shape and texture, painted when they are needed and the same on every machine. There are as many images as `trainLimit` and `testLimit` ask for, up to 100,000 (4,000 and 1,000 by default), of `imageSize` pixels; they stay in memory if `cacheMegabytes` allows it.";
  }

  @Override
  public DataSource find(DataConfig config, DataEnvironment environment) {
    return DataSource.of(
            Shapes.trainSize(config.trainLimit()),
            Shapes.testSize(config.testLimit()),
            progress ->
                Shapes.open(
                    config.imageSize(),
                    config.trainLimit(),
                    config.testLimit(),
                    config.cacheMegabytes()))
        .withSplitsApart();
  }
}
