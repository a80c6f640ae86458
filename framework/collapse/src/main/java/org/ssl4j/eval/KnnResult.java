package org.ssl4j.eval;

/**
 * What a k-NN classification gave.
 *
 * @param predictions class of each query
 * @param top1 share of queries classified correctly, 0 to 1
 * @param neighbours neighbours that voted: k, or the size of the bank if that is smaller
 */
public record KnnResult(int[] predictions, double top1, int neighbours) {

  /** Binomial standard error of {@link #top1}; differences below about twice this are noise. */
  public double standardError() {
    return Math.sqrt(top1 * (1 - top1) / predictions.length);
  }
}
