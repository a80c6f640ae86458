package org.ssl4j.dl4j.layer;

import java.util.List;
import org.nd4j.linalg.api.buffer.DataType;

/**
 * Implemented by a layer or vertex configuration that reads activations in its engine's own layout
 * as well as plain ones. Whoever does not implement it must only be given plain [N, C, H, W].
 */
public interface LayoutAware {

  /**
   * Whether the output is in the engine's own layout.
   *
   * @param dataType type of the network
   * @param inputs for each input, whether it is in the engine's own layout
   * @throws IllegalArgumentException if inputs of such layouts cannot be combined; one clause
   */
  boolean writesEngineLayout(DataType dataType, List<Boolean> inputs);
}
