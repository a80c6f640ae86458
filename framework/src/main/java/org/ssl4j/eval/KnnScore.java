package org.ssl4j.eval;

/**
 * A k-NN score with the protocol it holds for.
 *
 * @param protocol what was compared with what, and how
 * @param top1 share of queries classified correctly, 0 to 1
 * @param standardError binomial standard error of {@code top1}
 */
public record KnnScore(KnnProtocol protocol, double top1, double standardError) {

  /** Stamps a result. */
  public static KnnScore of(KnnProtocol protocol, KnnResult result) {
    return new KnnScore(protocol, result.top1(), result.standardError());
  }
}
