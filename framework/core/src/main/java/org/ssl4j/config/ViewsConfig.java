package org.ssl4j.config;

import java.util.List;

/**
 * The {@code views:} section: two views, each with its own settings, or any number of views in
 * groups.
 *
 * <p>A preset is a file of {@code view1} and {@code view2} that the config's own keys override;
 * {@code ssl4j plugins} lists all presets. With {@code groups} each group names its own preset, and
 * {@code preset}, {@code view1} and {@code view2} are null.
 */
public record ViewsConfig(
    @Setting(
            doc = "Preset that the two views start from; null with groups.",
            defaultValue = "mini",
            nullable = true,
            namesOf = ViewConfig.class)
        String preset,
    @Setting(
            doc = "Side of a view in pixels; null for the side of the data set's images.",
            defaultValue = "null",
            min = 8,
            max = 1024)
        Integer size,
    @Setting(
            doc = "Channel means for normalisation; null for the data set's own.",
            defaultValue = "null",
            length = 3)
        List<Double> mean,
    @Setting(
            doc = "Channel standard deviations for normalisation; null for the data set's own.",
            defaultValue = "null",
            min = 0,
            minExclusive = true,
            length = 3)
        List<Double> std,
    @Setting(
            doc = "The first of two views; null with groups.",
            defaultValue = "{}",
            nullable = true)
        ViewConfig view1,
    @Setting(
            doc = "The second of two views; null with groups.",
            defaultValue = "{}",
            nullable = true)
        ViewConfig view2,
    @Setting(
            doc =
                "Views in groups, in place of preset, view1 and view2; null for one group of two views. The method decides how many views it takes.",
            defaultValue = "null")
        List<ViewGroupConfig> groups) {

  private static final int PAIR = 2;

  public ViewsConfig {
    mean = mean == null ? null : List.copyOf(mean);
    std = std == null ? null : List.copyOf(std);
    groups = groups == null ? null : List.copyOf(groups);
  }

  /** All views in groups, in the order of their numbers: view 1 and view 2 are a group of two. */
  public List<ViewGroupConfig> allGroups() {
    return groups != null ? groups : List.of(new ViewGroupConfig(PAIR, null, preset, view1, view2));
  }

  /** Number of views in each group. */
  public List<Integer> counts() {
    return allGroups().stream().map(ViewGroupConfig::count).toList();
  }

  /**
   * Path of the augmentations of one view, for messages.
   *
   * @param group 0-based
   * @param view 0-based within the group
   */
  public String path(int group, int view) {
    if (groups == null) {
      return view == 0 ? "views.view1" : "views.view2";
    }
    boolean even = view % 2 == 1 && groups.get(group).evenView() != null;
    return "views.groups[" + group + "]." + (even ? "evenView" : "view");
  }
}
