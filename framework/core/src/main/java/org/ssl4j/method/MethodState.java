package org.ssl4j.method;

import java.util.Map;
import org.ssl4j.matrix.Matrix;

/**
 * What a method must remember beyond its networks for a run to continue exactly.
 *
 * @param arrays e.g. MoCo's queue; live, so that nothing is copied to ask for their shape
 * @param counters e.g. the queue's pointer
 */
public record MethodState(Map<String, Matrix> arrays, Map<String, Long> counters) {

  /** For methods whose networks are all they have. */
  public static final MethodState NONE = new MethodState(Map.of(), Map.of());

  public MethodState {
    arrays = Map.copyOf(arrays);
    counters = Map.copyOf(counters);
  }
}
