package org.ssl4j.network;

/**
 * A place in the networks whose embeddings are watched. Every method has the backbone; the others
 * of the constants where it has such a part. Further taps make the profile from the first stage to
 * the last layer.
 *
 * @param label name in logs and metric files
 */
public record Tap(String label) {

  /** The encoder's pooled features: what is kept after training. */
  public static final Tap BACKBONE = new Tap("backbone");

  /** The projector's output, where most losses act. */
  public static final Tap PROJECTOR = new Tap("projector");

  /** The predictor's output. */
  public static final Tap PREDICTOR = new Tap("predictor");

  /** The target network's projector. */
  public static final Tap TARGET = new Tap("target");

  /**
   * The maps after a stage of the backbone, averaged over their positions.
   *
   * @param number from 1
   */
  public static Tap stage(int number) {
    return new Tap("stage" + number);
  }

  /**
   * A hidden layer of a head, after its activation.
   *
   * @param head of which head, by its output
   * @param number from 1
   */
  public static Tap hidden(Tap head, int number) {
    return new Tap(head.label() + number);
  }

  @Override
  public String toString() {
    return label;
  }
}
