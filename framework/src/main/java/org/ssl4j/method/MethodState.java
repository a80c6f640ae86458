package org.ssl4j.method;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * What a method must remember beyond its networks for a run to continue exactly.
 *
 * @param arrays e.g. MoCo's queue
 * @param counters e.g. the queue's pointer
 */
public record MethodState(Map<String, INDArray> arrays, Map<String, Long> counters) {

  /** For methods whose networks are all they have. */
  public static final MethodState NONE = new MethodState(Map.of(), Map.of());

  public MethodState {
    arrays = Map.copyOf(arrays);
    counters = Map.copyOf(counters);
  }
}
