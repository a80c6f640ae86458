package org.ssl4j.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.text.Text;

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

  /**
   * Checks that a network can be restored from it.
   *
   * @param vectors names of the vectors that the network's update rule has
   * @param counters names of its counters
   * @param length of the network's flat vectors
   * @throws IllegalArgumentException if it belongs to another network or update rule
   */
  public void requireFor(Set<String> vectors, Set<String> counters, long length) {
    requireNames("vectors", vectors, rule.keySet());
    requireNames("counters", counters, this.counters.keySet());
    var all = new ArrayList<>(rule.values());
    all.add(parameters);
    for (var vector : all) {
      if (vector.rows() != 1 || vector.columns() != length) {
        throw new IllegalArgumentException(
            Text.of(
                "the stored state has a vector of shape [%d, %d]; this network has %d parameters",
                vector.rows(), vector.columns(), length));
      }
    }
  }

  private static void requireNames(String what, Set<String> needed, Set<String> stored) {
    if (!needed.equals(stored)) {
      throw new IllegalArgumentException(
          Text.of(
              "the stored state has the %s %s, but this network's update rule needs %s; resume with the optimizer of the run",
              what, stored, needed));
    }
  }
}
