package org.ssl4j.eval;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * A k-NN score with the protocol it holds for; scores of different protocols are not comparable.
 *
 * @param top1 share of queries classified correctly, 0 to 1
 * @param standardError binomial standard error of {@code top1}; smaller differences are noise
 * @param k neighbours asked for
 * @param temperature of their weights
 * @param layer embeddings compared, e.g. {@code backbone}
 * @param bank embeddings in the bank, from the training split
 * @param queries embeddings classified, from the held-out split
 * @param weights which weights of the run: {@code last} are those at the time of measuring, chosen
 *     by no score
 * @param balanced mean recall of the classes; null, and left out, where they have about equally
 *     many images
 */
public record KnnScore(
    double top1,
    double standardError,
    int k,
    double temperature,
    String layer,
    int bank,
    int queries,
    String weights,
    @JsonInclude(JsonInclude.Include.NON_NULL) Double balanced) {

  /** Weights at the time of measuring. */
  public static final String LAST = "last";
}
