package org.ssl4j.train;

import java.util.List;
import org.ssl4j.augment.ViewPipeline;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.config.ViewConfig;
import org.ssl4j.config.ViewsConfig;
import org.ssl4j.data.DataSplits;

/**
 * The view pipelines of an experiment on given data.
 *
 * @param views one per view
 * @param clean for images that are measured
 */
public record Pipelines(List<ViewPipeline> views, ViewPipeline clean) {

  /** Fills what the config leaves to the data: side, mean and standard deviation. */
  public static Pipelines of(ViewsConfig config, DataSplits data) {
    int size = config.size() == null ? data.train().height() : config.size();
    double[] mean = values(config.mean(), data.mean());
    double[] std = values(config.std(), data.std());
    return new Pipelines(
        List.of(
            view("view1", config.view1(), size, mean, std),
            view("view2", config.view2(), size, mean, std)),
        ViewPipeline.clean(size, mean, std));
  }

  private static ViewPipeline view(
      String name, ViewConfig config, int size, double[] mean, double[] std) {
    try {
      return ViewPipeline.of(config, size, mean, std);
    } catch (InvalidSettingException e) {
      throw new InvalidSettingException("views." + name + "." + e.path(), e.getMessage());
    }
  }

  private static double[] values(List<Double> configured, double[] measured) {
    return configured == null
        ? measured
        : configured.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
