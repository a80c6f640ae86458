package org.ssl4j.network;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ssl4j.matrix.Matrix;

/**
 * The numbers of a network in training.
 *
 * @param parameters [1, P] in the order of the layout, running statistics included
 * @param rule vectors of the update rule by name, each [1, P]
 * @param counters of the update rule by name
 */
public record NetworkState(
    Matrix parameters, Map<String, Matrix> rule, Map<String, Long> counters) {

  public NetworkState {
    rule = Collections.unmodifiableMap(new LinkedHashMap<>(rule));
    counters = Collections.unmodifiableMap(new LinkedHashMap<>(counters));
  }

  /** The same with other parameters. */
  public NetworkState with(Matrix others) {
    return new NetworkState(others, rule, counters);
  }
}
