package org.ssl4j.reference;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.ssl4j.network.NetworkPlan;

/**
 * A training pass that has been computed.
 *
 * @param images its input
 * @param steps of the nodes that were computed, in plan order
 */
record Trained(NetworkPlan plan, Values images, Map<String, PlanStep> steps) {

  /** Result of a node. */
  Values result(String node) {
    return node.equals(NetworkPlan.INPUT) ? images : steps.get(node).result();
  }

  /** Distance of the nearest decision from its turning point: {@link PlanStep#margin}. */
  double margin() {
    return steps.values().stream()
        .mapToDouble(PlanStep::margin)
        .min()
        .orElse(Double.POSITIVE_INFINITY);
  }

  /**
   * Walks back through the plan, adding parameter gradients. A node that several others read gets
   * the sum of their gradients; one that no gradient reaches is passed over.
   *
   * @param outputs gradients of outputs
   * @return gradient of the images, zeros if none reaches them
   */
  Values backward(Map<String, Values> outputs) {
    Map<String, Values> gradients = new HashMap<>(outputs);
    var backwards = new ArrayList<>(plan.nodes());
    Collections.reverse(backwards);
    for (var node : backwards) {
      var gradient = gradients.get(node.name());
      if (gradient != null) {
        var below = steps.get(node.name()).back().gradients(gradient);
        for (int i = 0; i < below.size(); i++) {
          add(gradients, node.inputs().get(i), below.get(i));
        }
      }
    }
    return gradients.getOrDefault(NetworkPlan.INPUT, images.like());
  }

  private static void add(Map<String, Values> gradients, String node, Values gradient) {
    var sum = gradient.like();
    sum.addAll(gradient);
    if (gradients.containsKey(node)) {
      sum.addAll(gradients.get(node));
    }
    gradients.put(node, sum);
  }
}
