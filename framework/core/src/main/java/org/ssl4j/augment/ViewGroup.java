package org.ssl4j.augment;

import java.util.List;

/**
 * The pipelines of views that have one size.
 *
 * @param views one a view, in the order of their numbers
 */
public record ViewGroup(List<ViewPipeline> views) {

  /**
   * @throws IllegalArgumentException without a view, or with views of several sizes
   */
  public ViewGroup {
    views = List.copyOf(views);
    if (views.isEmpty() || !haveOneSize(views)) {
      throw new IllegalArgumentException(
          "a group needs at least one view, and all its views must have the same size");
    }
  }

  private static boolean haveOneSize(List<ViewPipeline> views) {
    int size = views.get(0).size();
    return views.stream().allMatch(view -> view.size() == size);
  }

  /** Number of views. */
  public int count() {
    return views.size();
  }

  /** Side of the views in pixels. */
  public int size() {
    return views.get(0).size();
  }
}
