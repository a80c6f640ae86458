package org.ssl4j.network;

import java.util.Map;
import org.ssl4j.matrix.Matrix;

/**
 * One forward pass in training mode with what its backward pass needs. Several may be open; the
 * gradients of their backward passes add up.
 */
public interface Pass extends AutoCloseable {

  /**
   * A node's result, read when asked for.
   *
   * @param node an output of the plan, or another node whose result is a feature vector
   * @return [N, d], to be read until this pass is closed; not to be changed
   */
  Matrix output(String node);

  /**
   * Adds to the network's gradient. At most once a pass.
   *
   * @param gradients dLoss/dOutput [N, d] for outputs of the plan; one that is missing has no
   *     influence on the loss
   * @throws IllegalArgumentException if one is given for what is not an output
   */
  void backward(Map<String, Matrix> gradients);

  /** Frees what it keeps; a second call does nothing. */
  @Override
  void close();
}
