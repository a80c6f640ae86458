package org.ssl4j.method;

import java.util.List;
import org.ssl4j.network.ImageBatch;
import org.ssl4j.text.Text;

/**
 * The views of a batch of images.
 *
 * @param groups for each group of views of one size, its stacked views [V*N, 3, H, W]: all images
 *     of the group's first view, then all of its second, ...
 * @param counts views of each group, V
 */
public record Views(List<ImageBatch> groups, List<Integer> counts) {

  public Views {
    groups = List.copyOf(groups);
    counts = List.copyOf(counts);
    if (groups.size() != counts.size() || groups.isEmpty()) {
      throw new IllegalArgumentException(
          Text.of("%d groups of views for %d counts", groups.size(), counts.size()));
    }
    for (int i = 0; i < groups.size(); i++) {
      if (counts.get(i) < 1 || groups.get(i).count() != counts.get(i) * images(groups, counts)) {
        throw new IllegalArgumentException(
            Text.of(
                "%d stacked views are not %d views of %d images",
                groups.get(i).count(), counts.get(i), images(groups, counts)));
      }
    }
  }

  /** Equal views, stacked. */
  public static Views of(ImageBatch stacked, int count) {
    return new Views(List.of(stacked), List.of(count));
  }

  /** Number of images, N. */
  public int images() {
    return images(groups, counts);
  }

  private static int images(List<ImageBatch> groups, List<Integer> counts) {
    return groups.get(0).count() / counts.get(0);
  }

  /**
   * The stacked views of the only group.
   *
   * @throws IllegalStateException if there are several
   */
  public ImageBatch only() {
    if (groups.size() != 1) {
      throw new IllegalStateException(
          Text.of("this method takes one group of views, not %d", groups.size()));
    }
    return groups.get(0);
  }
}
