package org.ssl4j.augment;

import java.util.List;

/**
 * One step's views, in buffers that are recycled.
 *
 * @param epoch 0-based epoch
 * @param step 0-based step within the epoch
 * @param indices the images of the batch, in order (length N)
 * @param groups the views of each group
 */
public record ViewBatch(int epoch, int step, int[] indices, List<Stack> groups) {

  public ViewBatch {
    groups = List.copyOf(groups);
  }

  /**
   * The views of one group.
   *
   * @param views number of views V
   * @param size side of a view in pixels
   * @param pixels normalised floats of shape [V*N, 3, size, size]: all images of the group's first
   *     view, then all of its second
   */
  public record Stack(int views, int size, float[] pixels) {}

  /** Images in the batch, N. */
  public int count() {
    return indices.length;
  }
}
