package org.ssl4j.config;

/**
 * Views of an image that have one size: one entry of {@code views.groups}.
 *
 * <p>{@code preset} lies below the other augmentations, as it does for two views.
 */
public record ViewGroupConfig(
    @Setting(doc = "Number of views in this group.", min = 1, max = 64) int count,
    @Setting(
            doc = "Side of the group's views in pixels; null for views.size.",
            defaultValue = "null",
            min = 8,
            max = 1024)
        Integer size,
    @Setting(
            doc =
                "Preset that the group's views start from. The first, third, ... view starts from the preset's view1, the second, fourth, ... from its view2.",
            defaultValue = "mini",
            namesOf = ViewConfig.class)
        String preset,
    @Setting(doc = "Augmentations of the group's views.", defaultValue = "{}") ViewConfig view,
    @Setting(
            doc =
                "Augmentations of the second, fourth, ... view where they differ from view; null to take view for all. Starts from the keys of view that the file gives.",
            defaultValue = "null")
        ViewConfig evenView) {

  /**
   * The augmentations of one view.
   *
   * @param index 0-based within the group
   */
  public ViewConfig view(int index) {
    return index % 2 == 0 || evenView == null ? view : evenView;
  }
}
