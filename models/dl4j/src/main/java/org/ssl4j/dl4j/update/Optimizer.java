package org.ssl4j.dl4j.update;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.ssl4j.network.Rates;

/**
 * An update rule over a network's flat parameter vector.
 *
 * <p>Running statistics and frozen segments are never touched, whatever their gradient holds. No
 * step allocates as long as the same two arrays are given. Not safe for use by several threads.
 */
public interface Optimizer {

  /**
   * Makes one step in place.
   *
   * @param parameters [P] or [1, P], contiguous, changed
   * @param gradient of the loss, in the same shape and data type; not changed
   */
  void update(INDArray parameters, INDArray gradient, Rates rates);

  /**
   * What a resumed run needs beside the parameters: flat vectors [P] and counters [1] by name. Live
   * arrays: copy or write them before the next step.
   */
  Map<String, INDArray> state();

  /**
   * Continues from a stored state.
   *
   * @param state as {@link #state()} gave it
   * @throws IllegalArgumentException when it belongs to another update rule or network
   */
  void restore(Map<String, INDArray> state);
}
