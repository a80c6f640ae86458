package org.ssl4j.augment;

/**
 * One step's views, in a buffer that is recycled.
 *
 * @param epoch 0-based epoch
 * @param step 0-based step within the epoch
 * @param indices the images of the batch, in order (length N)
 * @param views number of views V
 * @param size side of a view in pixels
 * @param pixels normalised floats of shape [V*N, 3, size, size]: all images of view 0, then all of
 *     view 1
 */
public record ViewBatch(int epoch, int step, int[] indices, int views, int size, float[] pixels) {

  /** Images in the batch, N. */
  public int count() {
    return indices.length;
  }
}
