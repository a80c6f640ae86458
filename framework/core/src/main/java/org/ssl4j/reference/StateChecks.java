package org.ssl4j.reference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.ssl4j.config.HeadConfig.BatchNormMode;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.network.Engine;
import org.ssl4j.network.NetworkPlan;
import org.ssl4j.network.Operation;
import org.ssl4j.network.ParameterKind;
import org.ssl4j.network.ParameterSegment;
import org.ssl4j.network.Part;
import org.ssl4j.network.Partition;
import org.ssl4j.network.Shape;

/** What networks keep, and what passes from one to another. */
final class StateChecks {
  private static final NetworkPlan PLAN =
      ContractPlans.siamese(BatchNormMode.AFFINE, BatchNormMode.AFFINE, 8);

  private static final NetworkPlan TARGET =
      ContractPlans.target(BatchNormMode.AFFINE, BatchNormMode.AFFINE, 9);

  private static final double TAU = 0.75;

  /** Values that are only moved keep their last bit. */
  private static final double EXACT = 0;

  private static final int SIDE = 8;
  private static final int BATCH = 8;

  private final Engine engine;

  private StateChecks(Engine engine) {
    this.engine = engine;
  }

  static List<ContractCheck> of(Engine engine, double tolerance) {
    var checks = new StateChecks(engine);
    return List.of(
        new ContractCheck("first weights", EXACT, checks::firstWeights),
        new ContractCheck("following another network", tolerance, checks::follow),
        new ContractCheck("copying another network", EXACT, checks::copy),
        new ContractCheck("restored parameters", EXACT, checks::restore),
        new ContractCheck("statistics put back", EXACT, checks::undo),
        new ContractCheck("health", EXACT, checks::health),
        new ContractCheck("an unknown operation is refused by name", EXACT, checks::unknown));
  }

  /** The same to the last bit, but rounded to the engine's precision. */
  private void firstWeights(Comparison comparison) {
    try (var examined = engine.compile(PLAN);
        var expected = new ReferenceEngine(NetworkValues.precision(examined)).compile(PLAN)) {
      comparison.parameters(
          "first weights", NetworkValues.parameters(examined), NetworkValues.parameters(expected));
      for (var segment : expected.layout().segments()) {
        comparison.holds(
            "kind, rank and part of " + segment.fullName(),
            examined.layout().segments().stream().anyMatch(found -> alike(found, segment)));
      }
    }
  }

  /** Where a segment lies is the engine's business. */
  private static boolean alike(ParameterSegment a, ParameterSegment b) {
    return a.fullName().equals(b.fullName())
        && a.kind() == b.kind()
        && a.rank() == b.rank()
        && a.part() == b.part();
  }

  private void follow(Comparison comparison) {
    try (var online = engine.compile(PLAN);
        var target = engine.compile(TARGET)) {
      NetworkValues.set(
          online,
          Twins.drawn(PLAN, kind -> kind == ParameterKind.STATISTIC, new SplittableRandom(1)));
      Map<String, double[]> expected = new LinkedHashMap<>();
      var sources = NetworkValues.parameters(online);
      var own = NetworkValues.parameters(target);
      for (var segment : target.layout().segments()) {
        double[] values = own.get(segment.fullName()).clone();
        double[] source = sources.get(segment.fullName());
        if (segment.kind() != ParameterKind.STATISTIC) {
          for (int i = 0; i < values.length; i++) {
            values[i] = TAU * values[i] + (1 - TAU) * source[i];
          }
        }
        expected.put(segment.fullName(), values);
      }
      target.follow(online, TAU);
      comparison.parameters("after following", NetworkValues.parameters(target), expected);
      comparison.parameters("the followed network", NetworkValues.parameters(online), sources);
      comparison.refuses(
          "following a network without the predictor",
          IllegalArgumentException.class,
          () -> online.follow(target, TAU));
    }
  }

  private void copy(Comparison comparison) {
    try (var online = engine.compile(PLAN);
        var target = engine.compile(TARGET)) {
      NetworkValues.set(
          online,
          Twins.drawn(PLAN, kind -> kind == ParameterKind.STATISTIC, new SplittableRandom(1)));
      target.copy(online);
      var expected = NetworkValues.parameters(online);
      expected.keySet().retainAll(NetworkValues.parameters(target).keySet());
      comparison.parameters("after copying", NetworkValues.parameters(target), expected);
    }
  }

  private void restore(Comparison comparison) {
    try (var network = engine.compile(PLAN);
        var other = engine.compile(TARGET)) {
      var values = Twins.drawn(PLAN, kind -> true, new SplittableRandom(1));
      NetworkValues.set(network, values);
      comparison.parameters("parameters", NetworkValues.parameters(network), values);
      comparison.refuses(
          "a state of another network",
          IllegalArgumentException.class,
          () -> network.restore(NetworkValues.copy(other.state())));
    }
  }

  private void undo(Comparison comparison) {
    try (var twins = new Twins(engine, PLAN)) {
      NetChecks.align(twins);
      var before = NetworkValues.parameters(twins.examined());
      var undo = twins.examined().statistics();
      float[] pixels = Twins.pixels(BATCH * 3 * SIDE * SIDE, new SplittableRandom(1));
      try (var images = twins.images(BATCH, 3, SIDE, SIDE, pixels)) {
        for (int time = 0; time < 2; time++) {
          twins.examined().compute(images.examined(), Partition.WHOLE, PLAN.outputs());
          undo.run();
          comparison.parameters("put back", NetworkValues.parameters(twins.examined()), before);
        }
      }
    }
  }

  private void health(Comparison comparison) {
    float[] pixels = Twins.pixels(BATCH * 3 * SIDE * SIDE, new SplittableRandom(1));
    try (var twins = new Twins(engine, PLAN);
        var images = twins.images(BATCH, 3, SIDE, SIDE, pixels)) {
      NetChecks.align(twins);
      try (var passes = twins.forward(images, Partition.WHOLE)) {
        twins.backward(passes, PLAN.outputs(), new SplittableRandom(2));
      }
      compareHealth("a healthy network", twins, comparison);
      try (var passes = twins.forward(images, Partition.WHOLE)) {
        var broken = Matrix.allocate(NetworkValues.precision(twins.examined()), BATCH, 8);
        broken.set(0, 0, Double.NaN);
        passes.examined().backward(Map.of(ContractPlans.PREDICTION, broken));
        passes.expected().backward(Map.of(ContractPlans.PREDICTION, broken));
      }
      comparison.holds(
          "the norm of a broken gradient is not finite",
          !Double.isFinite(twins.examined().gradientNorm()));
      var health = twins.examined().health();
      comparison.holds(
          "a broken gradient", same(health.gradient(), Optional.of("predictor.dense2/b")));
      comparison.holds("parameters beside a broken gradient", health.parameters().isEmpty());
      double[] shift = NetworkValues.parameters(twins.examined()).get("bn2/beta");
      shift[0] = Double.NaN;
      NetworkValues.set(twins.examined(), Map.of("bn2/beta", shift));
      comparison.holds(
          "broken parameters",
          same(twins.examined().health().parameters(), Optional.of("bn2/beta")));
    }
  }

  private static void compareHealth(String what, Twins twins, Comparison comparison) {
    var actual = twins.examined().health();
    var expected = twins.expected().health();
    comparison.holds(what + ": parameters", actual.parameters().isEmpty());
    comparison.holds(what + ": gradient", actual.gradient().isEmpty());
    comparison.holds(
        what + ": largest gradient",
        same(actual.largestGradient(), expected.largestGradient().map(ParameterSegment::fullName)));
  }

  private static boolean same(Optional<ParameterSegment> actual, Optional<String> name) {
    return actual.map(ParameterSegment::fullName).equals(name);
  }

  /** What no engine knows. */
  private record Unheard(String name) implements Operation {
    @Override
    public Shape output(List<Shape> inputs) {
      return inputs.get(0);
    }
  }

  private void unknown(Comparison comparison) {
    var operation = new Unheard("unheard-of attention");
    var node = new NetworkPlan.Node("node", Part.BACKBONE, operation, List.of(NetworkPlan.INPUT));
    var plan = new NetworkPlan(3, List.of(node), List.of("node"), Map.of(), 1);
    comparison.holds(
        "the refusal names it",
        engine.refusal(plan).filter(words -> words.contains(operation.name())).isPresent());
    comparison.holds("a plan that it knows is not refused", engine.refusal(PLAN).isEmpty());
    comparison.refuses(
        "compiling it", IllegalArgumentException.class, () -> engine.compile(plan).close());
  }
}
