package org.ssl4j.reference;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ssl4j.config.OptimizerConfig;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.Network;
import org.ssl4j.network.NetworkState;
import org.ssl4j.network.Rates;

/** Numbers of any engine's network by parameter, through its state alone. */
final class NetworkValues {

  private NetworkValues() {}

  /** Parameters and running statistics. */
  static Map<String, double[]> parameters(Network network) {
    return split(network, network.state().parameters());
  }

  /** The entries of a flat vector by parameter. */
  static Map<String, double[]> split(Network network, Matrix flat) {
    double[] values = flat.toDoubles();
    Map<String, double[]> byName = new LinkedHashMap<>();
    for (var segment : network.layout().segments()) {
      byName.put(
          segment.fullName(),
          Arrays.copyOfRange(values, (int) segment.offset(), (int) segment.end()));
    }
    return byName;
  }

  /** Replaces the parameters that are named. */
  static void set(Network network, Map<String, double[]> values) {
    var state = copy(network.state());
    for (var segment : network.layout().segments()) {
      double[] replacement = values.get(segment.fullName());
      if (replacement != null) {
        for (int i = 0; i < replacement.length; i++) {
          state.parameters().set(0, (int) segment.offset() + i, replacement[i]);
        }
      }
    }
    network.restore(state);
  }

  /** A state that later calls do not change. */
  static NetworkState copy(NetworkState state) {
    Map<String, Matrix> rule = new LinkedHashMap<>();
    state.rule().forEach((name, vector) -> rule.put(name, vector.copy()));
    return new NetworkState(state.parameters().copy(), rule, state.counters());
  }

  /**
   * The gradient: no call hands it out, but the momentum after the first step of gradient descent
   * is the gradient, and at rate 0 the step changes nothing. Replaces the update rule.
   */
  static Map<String, double[]> gradient(Network network) {
    network.optimise(sgd(), segment -> false);
    network.update(Rates.uniform(0));
    return split(network, network.state().rule().get("momentum"));
  }

  private static OptimizerConfig sgd() {
    return UpdateChecks.rule(OptimizerConfig.Kind.SGD, false, 0, false);
  }

  static Precision precision(Network network) {
    return network.state().parameters().precision();
  }
}
