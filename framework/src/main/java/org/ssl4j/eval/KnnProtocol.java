package org.ssl4j.eval;

/**
 * What a k-NN score was measured on; scores of different protocols are not comparable.
 *
 * @param layer layer whose embeddings were compared, e.g. {@code backbone}
 * @param k neighbours asked for
 * @param temperature of the votes
 * @param bankSplit name of the set the bank came from, e.g. {@code cifar10/train}
 * @param bankCount embeddings in the bank
 * @param querySplit name of the set the queries came from
 * @param queryCount queries
 * @param selection which weights were measured
 */
public record KnnProtocol(
    String layer,
    int k,
    double temperature,
    String bankSplit,
    int bankCount,
    String querySplit,
    int queryCount,
    Selection selection) {

  /** Which weights of a run a score belongs to. */
  public enum Selection {
    /** Those at the time of measuring: no choice was made by the score. */
    LAST,
    /** The best of several by this very score, and so biased upwards. */
    BEST
  }
}
