package org.ssl4j.reference;

import java.util.Map;
import java.util.Optional;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.Engine;
import org.ssl4j.network.ImageBatch;
import org.ssl4j.network.Network;
import org.ssl4j.network.NetworkPlan;

/**
 * Computes networks by the formulas, in double precision, on one thread.
 *
 * <p>An engine of precision {@code FLOAT} computes in double, too. It rounds what a network keeps
 * from one call to the next, which are parameters, running statistics and the vectors of the update
 * rule, and what it hands out, but nothing inside a pass: the result is what an engine in float
 * would compute without any rounding error of its own.
 */
public final class ReferenceEngine implements Engine {

  /** Name in a config. */
  public static final String NAME = "reference";

  private final Precision precision;

  /**
   * @param precision of parameters and results
   */
  public ReferenceEngine(Precision precision) {
    this.precision = precision;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public String convolutions() {
    return NAME;
  }

  /** Its numbers depend on nothing but Java. */
  @Override
  public Map<String, String> facts() {
    return Map.of();
  }

  @Override
  public Optional<String> refusal(NetworkPlan plan) {
    return Formulas.refusal(plan);
  }

  @Override
  public Network compile(NetworkPlan plan) {
    return network(plan);
  }

  ReferenceNetwork network(NetworkPlan plan) {
    refusal(plan)
        .ifPresent(
            reason -> {
              throw new IllegalArgumentException(reason);
            });
    return new ReferenceNetwork(plan, precision, new Formulas());
  }

  @Override
  public ImageBatch images(int count, int channels, int height, int width) {
    return new ReferenceImages(count, channels, height, width);
  }

  /** It keeps no working memory. */
  @Override
  public void releaseAbove(long bytes) {
    // Passes hold plain arrays of their own.
  }

  @Override
  public void close() {
    // The garbage collector frees all there is.
  }
}
