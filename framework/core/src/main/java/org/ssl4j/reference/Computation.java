package org.ssl4j.reference;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.Initialiser;
import org.ssl4j.network.NetworkPlan;
import org.ssl4j.network.ParameterLayout;
import org.ssl4j.network.ParameterSegment;
import org.ssl4j.network.Partition;

/** A plan with its parameters and formulas, node after node. */
final class Computation {
  private final NetworkPlan plan;
  private final List<Parameter> parameters = new ArrayList<>();
  private final Map<String, Formula> formulas = new HashMap<>();

  /** Draws the first values of all parameters: a node's one after the other, from its generator. */
  Computation(NetworkPlan plan, Precision precision, Formulas known) {
    this.plan = plan;
    long offset = 0;
    for (var node : plan.nodes()) {
      var random = Initialiser.generator(plan.seed(), node.name());
      Map<String, Parameter> own = new HashMap<>();
      for (var spec : node.operation().parameters()) {
        var segment =
            new ParameterSegment(
                node.name(),
                spec.name(),
                offset,
                spec.length(),
                spec.shape().size(),
                spec.kind(),
                node.part());
        var parameter = new Parameter(segment, precision);
        parameter.draw(spec.initialiser(), random);
        parameters.add(parameter);
        own.put(spec.name(), parameter);
        offset = segment.end();
      }
      formulas.put(node.name(), known.of(node.operation(), own));
    }
  }

  /** All, in plan order. */
  List<Parameter> parameters() {
    return parameters;
  }

  ParameterLayout layout() {
    return new ParameterLayout(parameters.stream().map(Parameter::segment).toList());
  }

  /** Computes some nodes, and what they depend on, in training mode. */
  Trained train(Values images, Partition partition, Collection<String> wanted) {
    Map<String, PlanStep> steps = new LinkedHashMap<>();
    var trained = new Trained(plan, images, steps);
    for (var node : needed(wanted)) {
      var inputs = node.inputs().stream().map(trained::result).toList();
      steps.put(node.name(), formulas.get(node.name()).train(inputs, partition));
    }
    return trained;
  }

  /** Computes some nodes, and what they depend on, in inference mode. */
  Map<String, Values> infer(Values images, Collection<String> wanted) {
    Map<String, Values> results = new HashMap<>();
    results.put(NetworkPlan.INPUT, images);
    for (var node : needed(wanted)) {
      var inputs = node.inputs().stream().map(results::get).toList();
      results.put(node.name(), formulas.get(node.name()).infer(inputs));
    }
    return results;
  }

  private List<NetworkPlan.Node> needed(Collection<String> wanted) {
    Set<String> names = new HashSet<>(wanted);
    for (int i = plan.nodes().size() - 1; i >= 0; i--) {
      var node = plan.nodes().get(i);
      if (names.contains(node.name())) {
        names.addAll(node.inputs());
      }
    }
    return plan.nodes().stream().filter(node -> names.contains(node.name())).toList();
  }
}
