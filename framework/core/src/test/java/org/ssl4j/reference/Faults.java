package org.ssl4j.reference;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.Engine;
import org.ssl4j.network.ImageBatch;
import org.ssl4j.network.Network;
import org.ssl4j.network.NetworkPlan;
import org.ssl4j.network.Operation;
import org.ssl4j.network.Operations.BatchNorm;
import org.ssl4j.network.Operations.Identity;
import org.ssl4j.network.Operations.StopGradient;
import org.ssl4j.network.Partition;

/** Engines with one mistake each. */
final class Faults {

  private Faults() {}

  /** An engine that makes its networks in its own way. */
  static Engine engine(Function<NetworkPlan, Network> networks) {
    return engine(networks, new ReferenceEngine(Precision.DOUBLE)::images);
  }

  /** Makes images. */
  interface Images {
    ImageBatch of(int count, int channels, int height, int width);
  }

  static Engine engine(Function<NetworkPlan, Network> networks, Images images) {
    return new Engine() {
      @Override
      public String name() {
        return "faulty";
      }

      @Override
      public String convolutions() {
        return "faulty";
      }

      @Override
      public Map<String, String> facts() {
        return Map.of();
      }

      @Override
      public Optional<String> refusal(NetworkPlan plan) {
        return Formulas.refusal(plan);
      }

      @Override
      public Network compile(NetworkPlan plan) {
        refusal(plan)
            .ifPresent(
                reason -> {
                  throw new IllegalArgumentException(reason);
                });
        return networks.apply(plan);
      }

      @Override
      public ImageBatch images(int count, int channels, int height, int width) {
        return images.of(count, channels, height, width);
      }

      @Override
      public void releaseAbove(long bytes) {}

      @Override
      public void close() {}
    };
  }

  /** One operation is taken for another. */
  static Engine operation(UnaryOperator<Operation> mistake) {
    return engine(
        plan ->
            new FaultyNetworks.Sound(
                new NetworkPlan(
                    plan.channels(),
                    plan.nodes().stream()
                        .map(
                            node ->
                                new NetworkPlan.Node(
                                    node.name(),
                                    node.part(),
                                    mistake.apply(node.operation()),
                                    node.inputs()))
                        .toList(),
                    plan.outputs(),
                    plan.taps(),
                    plan.seed())));
  }

  static Engine batchNorm(UnaryOperator<BatchNorm> mistake) {
    return operation(
        operation -> operation instanceof BatchNorm norm ? mistake.apply(norm) : operation);
  }

  /** A stop-gradient that lets gradients pass. */
  static Operation permeable(Operation operation) {
    return operation instanceof StopGradient ? new Identity() : operation;
  }

  /** One kind of operation has another way back. */
  static Engine gradient(
      Class<? extends Operation> of, BiFunction<List<Values>, List<Values>, List<Values>> mistake) {
    return formula(
        of,
        right ->
            (inputs, partition) -> {
              var step = right.train(inputs, partition);
              return new PlanStep(
                  step.result(),
                  step.margin(),
                  dy -> mistake.apply(inputs, step.back().gradients(dy)));
            });
  }

  /** One kind of operation has another result. */
  static Engine result(
      Class<? extends Operation> of, BiFunction<List<Values>, Values, Values> mistake) {
    return formula(
        of,
        right ->
            (inputs, partition) -> {
              var step = right.train(inputs, partition);
              return new PlanStep(mistake.apply(inputs, step.result()), step.margin(), step.back());
            });
  }

  private static Engine formula(Class<? extends Operation> of, UnaryOperator<Formula> mistake) {
    var formulas =
        new Formulas() {
          @Override
          Formula of(Operation operation, Map<String, Parameter> parameters) {
            var right = super.of(operation, parameters);
            return of.isInstance(operation) ? mistake.apply(right) : right;
          }
        };
    return engine(plan -> new ReferenceNetwork(plan, Precision.DOUBLE, formulas));
  }

  /** An engine without a mistake that rounds the results and gradients of all nodes to floats. */
  static Engine rounding() {
    var formulas =
        new Formulas() {
          @Override
          Formula of(Operation operation, Map<String, Parameter> parameters) {
            var right = super.of(operation, parameters);
            return new Formula() {
              @Override
              public PlanStep train(List<Values> inputs, Partition partition) {
                var step = right.train(inputs, partition);
                return new PlanStep(
                    rounded(step.result()),
                    step.margin(),
                    dy -> step.back().gradients(dy).stream().map(Faults::rounded).toList());
              }

              @Override
              public Values infer(List<Values> inputs) {
                return rounded(right.infer(inputs));
              }
            };
          }
        };
    return engine(plan -> new ReferenceNetwork(plan, Precision.FLOAT, formulas));
  }

  private static Values rounded(Values values) {
    var copy = values.like();
    for (int i = 0; i < copy.data().length; i++) {
      copy.data()[i] = (float) values.data()[i];
    }
    return copy;
  }

  /** Values with another number somewhere. */
  static Values changed(Values values, int index, double by) {
    var copy = values.like();
    copy.addAll(values);
    copy.data()[index] += by;
    return copy;
  }
}
