package org.ssl4j.method;

import java.util.List;
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
   * Adds the gradient of a batch's loss to the online network's.
   *
   * @param views of the batch
   */
  Step computeGradients(Views views, StepContext context);

  /** Whether the method can compute the gradient of a batch that comes in parts. */
  default boolean takesParts() {
    return false;
  }

  /**
   * Adds the gradient of a batch's loss to the online network's, part by part: with the memory of
   * one part.
   *
   * @param parts equally large, together the batch; more than one only if {@link #takesParts}
   */
  default Step computeGradients(List<Views> parts, StepContext context) {
    if (parts.size() != 1) {
      throw new IllegalArgumentException(
          Text.of("%s does not take a batch in %d parts", spec().name(), parts.size()));
    }
    return computeGradients(parts.get(0), context);
  }

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
