package org.ssl4j.reference;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.ssl4j.config.OptimizerConfig;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.network.Engine;
import org.ssl4j.network.Network;
import org.ssl4j.network.NetworkPlan;
import org.ssl4j.network.NetworkState;
import org.ssl4j.network.Operation;
import org.ssl4j.network.Operations;
import org.ssl4j.network.ParameterSegment;
import org.ssl4j.network.Part;
import org.ssl4j.network.Partition;
import org.ssl4j.network.Rates;
import org.ssl4j.text.Text;

/**
 * Update rules, on layers that read one-hot features: the gradient of a weight is then an entry of
 * the gradient that is given for an output, to the last bit, so that only the rule is judged.
 */
final class UpdateChecks {

  private static final int STEPS = 4;
  private static final int FEATURES = 3;

  /** One image for each feature, and an empty one that only biases feel. */
  private static final int IMAGES = FEATURES + 1;

  private static final Rates RATES = new Rates(0.05, 0.125);

  private static final NetworkPlan PLAN = plan();

  private final Engine engine;
  private final double tolerance;

  private UpdateChecks(Engine engine, double tolerance) {
    this.engine = engine;
    this.tolerance = tolerance;
  }

  private static NetworkPlan plan() {
    List<NetworkPlan.Node> nodes = new ArrayList<>();
    add(nodes, Part.BACKBONE, "pixels", new Operations.Identity(), NetworkPlan.INPUT);
    add(nodes, Part.BACKBONE, "conv", new Operations.Convolution(FEATURES, 4, 1, 1, 0), "pixels");
    add(nodes, Part.BACKBONE, "pool", new Operations.GlobalAveragePool(), "conv");
    add(nodes, Part.BACKBONE, "features", new Operations.GlobalAveragePool(), "pixels");
    add(nodes, Part.BACKBONE, "dense", new Operations.Dense(FEATURES, 4, true), "features");
    add(
        nodes,
        Part.PROJECTOR,
        "norm",
        new Operations.BatchNorm(FEATURES, 1e-5, 0.1, true, false),
        "features");
    add(nodes, Part.PREDICTOR, "predictor", new Operations.Dense(FEATURES, 2, true), "features");
    return new NetworkPlan(
        FEATURES, nodes, List.of("pool", "dense", "norm", "predictor"), Map.of(), 7);
  }

  private static void add(
      List<NetworkPlan.Node> nodes, Part part, String name, Operation operation, String from) {
    nodes.add(new NetworkPlan.Node(name, part, operation, List.of(from)));
  }

  static List<ContractCheck> of(Engine engine, double tolerance) {
    var checks = new UpdateChecks(engine, tolerance);
    List<ContractCheck> all = new ArrayList<>();
    for (var kind : OptimizerConfig.Kind.values()) {
      for (boolean decayAll : new boolean[] {false, true}) {
        all.add(
            checks.rule(
                Text.of("%s%s", kind, decayAll ? " that decays all" : ""),
                rule(kind, false, 0.25, decayAll),
                segment -> false));
      }
      all.add(
          checks.rule(
              Text.of("%s with a frozen predictor", kind),
              rule(kind, false, 0.25, false),
              ParameterSegment::predictor));
      all.add(checks.restored(kind));
    }
    all.add(
        checks.rule(
            "SGD with Nesterov's momentum",
            rule(OptimizerConfig.Kind.SGD, true, 0.25, false),
            segment -> false));
    all.add(checks.refusals());
    return all;
  }

  static OptimizerConfig rule(
      OptimizerConfig.Kind kind, boolean nesterov, double weightDecay, boolean decayAll) {
    return new OptimizerConfig(
        kind, 0.1, false, 0.75, nesterov, weightDecay, decayAll, 0.02, 0.9, 0.99, 1e-8, 1, false);
  }

  private ContractCheck rule(
      String name, OptimizerConfig rule, Predicate<? super ParameterSegment> frozen) {
    return new ContractCheck(
        "updates by " + name,
        tolerance,
        comparison -> {
          try (var twins = new Twins(engine, PLAN);
              var images = images(twins)) {
            NetChecks.align(twins);
            twins.examined().optimise(rule, frozen);
            twins.expected().optimise(rule, frozen);
            for (int step = 0; step < STEPS; step++) {
              gradient(twins, images, step);
              twins.examined().update(RATES);
              twins.expected().update(RATES);
              compare("step " + step, twins.examined(), twins.expected(), frozen, comparison);
            }
          }
        });
  }

  /** A stored state, restored in a new network, leads to the same numbers. */
  private ContractCheck restored(OptimizerConfig.Kind kind) {
    return new ContractCheck(
        Text.of("updates by %s from a restored state", kind),
        tolerance,
        comparison -> {
          var rule = rule(kind, false, 0.25, false);
          try (var twins = new Twins(engine, PLAN);
              var resumed = new Twins(engine, PLAN);
              var images = images(twins)) {
            NetChecks.align(twins);
            twins.examined().optimise(rule, segment -> false);
            for (int step = 0; step < STEPS; step++) {
              if (step == 2) {
                NetworkState stored = NetworkValues.copy(twins.examined().state());
                resumed.examined().optimise(rule, segment -> false);
                resumed.examined().restore(stored);
              }
              gradient(twins, images, step);
              twins.examined().update(RATES);
              if (step >= 2) {
                gradient(resumed, images, step);
                resumed.examined().update(RATES);
              }
            }
            compare(
                "in the end", resumed.examined(), twins.examined(), segment -> false, comparison);
          }
        });
  }

  private ContractCheck refusals() {
    return new ContractCheck(
        "an update without a rule and a state of another rule are refused",
        tolerance,
        comparison -> {
          try (var twins = new Twins(engine, PLAN);
              var other = new Twins(engine, PLAN)) {
            var network = twins.examined();
            comparison.refuses(
                "an update without a rule",
                IllegalStateException.class,
                () -> network.update(RATES));
            network.optimise(rule(OptimizerConfig.Kind.ADAMW, false, 0, false), segment -> false);
            other
                .examined()
                .optimise(rule(OptimizerConfig.Kind.SGD, false, 0, false), segment -> false);
            comparison.refuses(
                "a state of another rule",
                IllegalArgumentException.class,
                () -> network.restore(NetworkValues.copy(other.examined().state())));
          }
        });
  }

  private static Twins.Images images(Twins twins) {
    float[] pixels = new float[IMAGES * FEATURES];
    for (int i = 0; i < FEATURES; i++) {
      pixels[i * FEATURES + i] = 1;
    }
    return twins.images(IMAGES, FEATURES, 1, 1, pixels);
  }

  /** One backward pass from drawn gradients, none of which is near 0. */
  private static void gradient(Twins twins, Twins.Images images, long seed) {
    var random = new SplittableRandom(seed);
    twins.examined().zeroGradient();
    twins.expected().zeroGradient();
    try (var passes = twins.forward(images, Partition.WHOLE)) {
      Map<String, Matrix> gradients = new LinkedHashMap<>();
      for (String output : PLAN.outputs()) {
        gradients.put(output, drawn(twins, passes.expected().output(output).columns(), random));
      }
      passes.examined().backward(gradients);
      passes.expected().backward(gradients);
    }
  }

  private static Matrix drawn(Twins twins, int columns, SplittableRandom random) {
    var gradient = Matrix.allocate(NetworkValues.precision(twins.examined()), IMAGES, columns);
    for (int i = 0; i < IMAGES; i++) {
      for (int j = 0; j < columns; j++) {
        float size = (float) (0.5 + random.nextDouble());
        gradient.set(i, j, random.nextBoolean() ? size : -size);
      }
    }
    return gradient;
  }

  private static void compare(
      String when,
      Network actual,
      Network expected,
      Predicate<? super ParameterSegment> frozen,
      Comparison comparison) {
    comparison.parameters(
        "parameters, " + when,
        NetworkValues.parameters(actual),
        NetworkValues.parameters(expected));
    var state = expected.state();
    comparison.require(
        "names of the rule's vectors",
        actual.state().rule().keySet().equals(state.rule().keySet()));
    comparison.holds("counters, " + when, actual.state().counters().equals(state.counters()));
    for (String name : state.rule().keySet()) {
      var moved = NetworkValues.split(expected, state.rule().get(name));
      var found = NetworkValues.split(actual, actual.state().rule().get(name));
      // What a rule remembers of a parameter that it never moves is its own business.
      for (var segment : expected.layout().segments()) {
        if (frozen.test(segment)) {
          moved.remove(segment.fullName());
          found.remove(segment.fullName());
        }
      }
      comparison.parameters(name + ", " + when, found, moved);
    }
  }
}
