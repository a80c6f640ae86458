package org.ssl4j.augment;

import java.util.ArrayList;
import java.util.List;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.config.ViewGroupConfig;
import org.ssl4j.config.ViewsConfig;
import org.ssl4j.data.DataSplits;

/**
 * The view pipelines of an experiment on given data.
 *
 * @param groups one pipeline a view
 * @param clean for images that are measured, in the size of the first group
 */
public record Pipelines(List<ViewGroup> groups, ViewPipeline clean) {

  public Pipelines {
    groups = List.copyOf(groups);
  }

  /** Fills what the config leaves to the data: side, mean and standard deviation. */
  public static Pipelines of(ViewsConfig config, DataSplits data) {
    int usual = config.size() == null ? data.train().height() : config.size();
    double[] mean = values(config.mean(), data.mean());
    double[] std = values(config.std(), data.std());
    List<ViewGroup> groups = new ArrayList<>();
    for (int g = 0; g < config.allGroups().size(); g++) {
      ViewGroupConfig group = config.allGroups().get(g);
      int size = group.size() == null ? usual : group.size();
      List<ViewPipeline> views = new ArrayList<>();
      for (int v = 0; v < group.count(); v++) {
        try {
          views.add(ViewPipeline.of(group.view(v), size, mean, std));
        } catch (InvalidSettingException e) {
          throw new InvalidSettingException(config.path(g, v) + "." + e.path(), e.getMessage());
        }
      }
      groups.add(new ViewGroup(views));
    }
    return new Pipelines(groups, ViewPipeline.clean(groups.get(0).size(), mean, std));
  }

  /** The pipelines of all groups, in the order of the views' numbers. */
  public List<ViewPipeline> views() {
    return groups.stream().flatMap(group -> group.views().stream()).toList();
  }

  private static double[] values(List<Double> configured, double[] measured) {
    return configured == null
        ? measured
        : configured.stream().mapToDouble(Double::doubleValue).toArray();
  }
}
