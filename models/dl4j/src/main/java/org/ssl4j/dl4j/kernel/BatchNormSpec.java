package org.ssl4j.dl4j.kernel;

import org.ssl4j.text.Text;

/**
 * A batch normalisation.
 *
 * @param channels channels, or features of a dense activation
 * @param groups equal, consecutive parts of the batch with statistics of their own: the number of
 *     stacked views when each view keeps its own, 1 when they share
 * @param splits further equal parts inside each group (MoCo's split batch norm); 1 for none
 * @param epsilon added to the variance
 * @param momentum weight of the new batch in the running statistics, as in PyTorch
 * @param affine whether there are a learned scale and shift
 * @param relu whether a ReLU follows
 */
public record BatchNormSpec(
    int channels,
    int groups,
    int splits,
    double epsilon,
    double momentum,
    boolean affine,
    boolean relu) {

  /** Parts of the batch that are normalised separately in training. */
  public int parts() {
    return groups * splits;
  }

  /**
   * Rows of each part.
   *
   * @param rows of the batch
   * @throws IllegalArgumentException if it does not divide evenly
   */
  long rowsPerPart(long rows) {
    if (rows % parts() != 0) {
      throw new IllegalArgumentException(
          Text.of(
              "batch norm with %d groups of %d splits cannot divide %d rows evenly",
              groups, splits, rows));
    }
    return rows / parts();
  }
}
