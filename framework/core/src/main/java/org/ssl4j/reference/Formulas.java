package org.ssl4j.reference;

import java.util.Map;
import java.util.Optional;
import org.ssl4j.network.NetworkPlan;
import org.ssl4j.network.Operation;
import org.ssl4j.network.Operations;
import org.ssl4j.text.Text;

/** Which formula computes which operation. */
class Formulas {

  /** Why a plan cannot be computed; empty if it can. */
  static Optional<String> refusal(NetworkPlan plan) {
    return plan.nodes().stream()
        .filter(node -> !known(node.operation()))
        .findFirst()
        .map(
            node ->
                Text.of(
                    "the reference engine does not know the operation \"%s\" of \"%s\"",
                    node.operation().name(), node.name()));
  }

  private static boolean known(Operation operation) {
    return operation instanceof Operations.Convolution
        || operation instanceof Operations.BatchNorm
        || operation instanceof Operations.AddRelu
        || operation instanceof Operations.Relu
        || operation instanceof Operations.MaxPool
        || operation instanceof Operations.GlobalAveragePool
        || operation instanceof Operations.Dense
        || operation instanceof Operations.Identity
        || operation instanceof Operations.StopGradient;
  }

  /**
   * The formula of a known operation.
   *
   * @param parameters of the node, by their names in the operation
   */
  Formula of(Operation operation, Map<String, Parameter> parameters) {
    if (operation instanceof Operations.Convolution convolution) {
      return new ConvolutionFormula(convolution, parameters.get(Operations.Convolution.WEIGHT));
    }
    if (operation instanceof Operations.BatchNorm batchNorm) {
      return new BatchNormFormula(
          batchNorm,
          Optional.ofNullable(parameters.get(Operations.BatchNorm.GAMMA)),
          Optional.ofNullable(parameters.get(Operations.BatchNorm.BETA)),
          parameters.get(Operations.BatchNorm.MEAN),
          parameters.get(Operations.BatchNorm.VARIANCE));
    }
    if (operation instanceof Operations.Dense dense) {
      return new DenseFormula(
          dense,
          parameters.get(Operations.Dense.WEIGHT),
          Optional.ofNullable(parameters.get(Operations.Dense.BIAS)));
    }
    if (operation instanceof Operations.MaxPool pool) {
      return new MaxPoolFormula(pool);
    }
    if (operation instanceof Operations.GlobalAveragePool) {
      return new GlobalAveragePoolFormula();
    }
    if (operation instanceof Operations.AddRelu) {
      return new AddReluFormula();
    }
    if (operation instanceof Operations.Relu) {
      return new ReluFormula();
    }
    return new IdentityFormula(operation instanceof Operations.Identity);
  }
}
