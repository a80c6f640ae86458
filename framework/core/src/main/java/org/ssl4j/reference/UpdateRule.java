package org.ssl4j.reference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.ssl4j.config.OptimizerConfig;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.NetworkState;
import org.ssl4j.network.ParameterKind;
import org.ssl4j.network.ParameterSegment;
import org.ssl4j.network.Rates;

/** How parameters change after a backward pass, entry by entry. */
abstract class UpdateRule {
  private final OptimizerConfig config;
  private final Precision precision;
  private final List<Parameter> parameters;
  private final Predicate<? super ParameterSegment> frozen;
  private final Map<String, double[]> vectors = new LinkedHashMap<>();

  UpdateRule(
      OptimizerConfig config,
      Precision precision,
      List<Parameter> parameters,
      Predicate<? super ParameterSegment> frozen) {
    this.config = config;
    this.precision = precision;
    this.parameters = parameters;
    this.frozen = frozen;
  }

  static UpdateRule of(
      OptimizerConfig config,
      Precision precision,
      List<Parameter> parameters,
      Predicate<? super ParameterSegment> frozen) {
    return switch (config.name()) {
      case SGD -> new SgdRule(config, precision, parameters, frozen);
      case LARS -> new LarsRule(config, precision, parameters, frozen);
      case ADAMW -> new AdamWRule(config, precision, parameters, frozen);
    };
  }

  /** Makes one step. */
  void update(Rates rates) {
    parameters.forEach(
        parameter ->
            update(parameter, parameter.segment().predictor() ? rates.predictor() : rates.base()));
  }

  /** Makes one parameter's step. */
  abstract void update(Parameter parameter, double rate);

  /** A vector of zeros, one for each entry of the flat parameters, that is part of the state. */
  final double[] vector(String name) {
    int length = parameters.stream().mapToInt(Parameter::length).sum();
    return vectors.computeIfAbsent(name, key -> new double[length]);
  }

  final OptimizerConfig config() {
    return config;
  }

  /** Whether the rule changes a parameter. */
  final boolean moves(Parameter parameter) {
    return parameter.learned() && !frozen.test(parameter.segment());
  }

  /** Weight decay of a parameter; 0 where it does not apply. */
  final double decay(Parameter parameter) {
    boolean decayed =
        moves(parameter)
            && (config.decayAll() || parameter.segment().kind() == ParameterKind.WEIGHT);
    return decayed ? config.weightDecay() : 0;
  }

  /** A number as the network keeps it. */
  final double rounded(double value) {
    return Parameter.rounded(value, precision);
  }

  /** The live vectors by name. */
  final Map<String, double[]> vectors() {
    return vectors;
  }

  /** Counters by name. */
  Map<String, Long> counters() {
    return Map.of();
  }

  /** Continues from a state with the same names and lengths. */
  void restore(NetworkState state) {
    vectors.forEach(
        (name, vector) -> {
          double[] stored = state.rule().get(name).toDoubles();
          for (int i = 0; i < vector.length; i++) {
            vector[i] = rounded(stored[i]);
          }
        });
  }
}
