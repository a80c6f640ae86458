package org.ssl4j.method;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.network.ImageBatch;
import org.ssl4j.network.Tap;
import org.ssl4j.text.Text;

/**
 * A self-supervised method: how embeddings of several views become a loss, and what happens after
 * an update.
 *
 * <p>One training step is {@link #computeGradients}, then the trainer's optimizer on the online
 * network, then {@link #afterUpdate}. Not safe for use by several threads.
 */
public interface SSLMethod extends AutoCloseable {

  /** What the method is. */
  MethodSpec spec();

  /**
   * Adds to the online network's gradient.
   *
   * @param views stacked views [V*N, 3, H, W]: all images of view 1, then all of view 2
   */
  Step computeGradients(ImageBatch views, StepContext context);

  /** What follows the optimizer's update: averaging a target network, filling a queue. */
  default void afterUpdate(StepContext context) {}

  /** Share of the target network that an update keeps (tau); empty without an averaged target. */
  default OptionalDouble targetMomentum(StepContext context) {
    return OptionalDouble.empty();
  }

  /** The taps this method has, from the images on: the order in which they are reported. */
  Set<Tap> taps();

  /**
   * Embeds clean images in inference mode.
   *
   * @param images [N, 3, H, W]
   * @param taps some of {@link #taps()}
   * @return a copy [N, d] for each
   */
  Map<Tap, Matrix> embed(ImageBatch images, Set<Tap> taps);

  /** The networks, for the optimizer, export and checkpoints. */
  Networks networks();

  /** What exact resume needs beyond the networks. */
  default MethodState state() {
    return MethodState.NONE;
  }

  /**
   * Puts back what {@link #state()} returned.
   *
   * @throws IllegalArgumentException if it is not of this method with these settings
   */
  default void restore(MethodState state) {
    if (!state.arrays().isEmpty() || !state.counters().isEmpty()) {
      throw new IllegalArgumentException(Text.of("%s keeps no state", spec().name()));
    }
  }

  @Override
  default void close() {}
}
