package org.ssl4j.reference;

import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.ssl4j.config.HeadConfig.BatchNormMode;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.network.Engine;
import org.ssl4j.network.NetworkPlan;
import org.ssl4j.network.Partition;

/** Several passes: which may be open together, and what becomes of their gradients. */
final class PassChecks {
  private static final NetworkPlan PLAN =
      ContractPlans.siamese(BatchNormMode.AFFINE, BatchNormMode.NONE, 6);

  private static final Partition TWO = Partition.groups(2);
  private static final int SIDE = 8;
  private static final int SMALL = 4;
  private static final int LARGE = 8;

  private final Engine engine;
  private final double tolerance;

  private PassChecks(Engine engine, double tolerance) {
    this.engine = engine;
    this.tolerance = tolerance;
  }

  static List<ContractCheck> of(Engine engine, double tolerance) {
    var checks = new PassChecks(engine, tolerance);
    return List.of(
        checks.check(
            "two open passes, backward in their order",
            (twins, comparison) -> {
              twoPasses(twins, false, comparison);
            }),
        checks.check(
            "two open passes, backward in the other order",
            (twins, comparison) -> {
              twoPasses(twins, true, comparison);
            }),
        checks.check("gradients add up until they are set to zero", PassChecks::accumulation),
        checks.check("an output without a gradient has no influence", PassChecks::missing),
        checks.check("what is no output takes no gradient", PassChecks::noOutput),
        checks.check("a pass without a way back changes no gradient", PassChecks::forwardOnly),
        checks.check("a part of the images", PassChecks::slice),
        checks.check("a batch that does not divide is refused", PassChecks::division));
  }

  /** The body of a check on this engine's network and the reference engine's. */
  private interface Body {
    void run(Twins twins, Comparison comparison);
  }

  private ContractCheck check(String name, Body body) {
    return new ContractCheck(
        name,
        tolerance,
        comparison -> {
          try (var twins = new Twins(engine, PLAN)) {
            NetChecks.align(twins);
            body.run(twins, comparison);
          }
        });
  }

  /** The reference engine's passes go one after the other: theirs are the sums to be found. */
  private static void twoPasses(Twins twins, boolean reversed, Comparison comparison) {
    try (var small = NetChecks.decided(twins, SIDE, SMALL, Partition.WHOLE);
        var large = NetChecks.decided(twins, SIDE, LARGE, TWO);
        var first = twins.forward(small, Partition.WHOLE);
        var second = twins.forward(large, TWO)) {
      for (String output : PLAN.outputs()) {
        comparison.matrices(
            "first " + output, first.examined().output(output), first.expected().output(output));
        comparison.matrices(
            "second " + output, second.examined().output(output), second.expected().output(output));
      }
      twins.backward(reversed ? second : first, PLAN.outputs(), new SplittableRandom(4));
      twins.backward(reversed ? first : second, PLAN.outputs(), new SplittableRandom(5));
      compareGradients(twins, comparison);
      comparison.parameters(
          "running statistics",
          NetworkValues.parameters(twins.examined()),
          NetworkValues.parameters(twins.expected()));
    }
  }

  private static void accumulation(Twins twins, Comparison comparison) {
    try (var images = NetChecks.decided(twins, SIDE, LARGE, TWO)) {
      pass(twins, images, TWO, PLAN.outputs());
      pass(twins, images, TWO, PLAN.outputs());
      compareGradients(twins, comparison);
      twins.examined().zeroGradient();
      twins.expected().zeroGradient();
      comparison.holds("a gradient of zero has the norm 0", twins.examined().gradientNorm() == 0);
      pass(twins, images, TWO, PLAN.outputs());
      compareGradients(twins, comparison);
    }
  }

  private static void missing(Twins twins, Comparison comparison) {
    try (var images = NetChecks.decided(twins, SIDE, SMALL, Partition.WHOLE)) {
      pass(twins, images, Partition.WHOLE, List.of(ContractPlans.PREDICTION));
      compareGradients(twins, comparison);
      pass(twins, images, Partition.WHOLE, List.of(ContractPlans.PROJECTION));
      compareGradients(twins, comparison);
    }
  }

  private static void noOutput(Twins twins, Comparison comparison) {
    try (var images = NetChecks.decided(twins, SIDE, SMALL, Partition.WHOLE);
        var pass = twins.examined().forward(images.examined(), Partition.WHOLE)) {
      var gradient = Matrix.allocate(NetworkValues.precision(twins.examined()), SMALL, 12);
      comparison.refuses(
          "a gradient of projector.dense1",
          IllegalArgumentException.class,
          () -> pass.backward(Map.of("projector.dense1", gradient)));
    }
  }

  private static void forwardOnly(Twins twins, Comparison comparison) {
    try (var images = NetChecks.decided(twins, SIDE, SMALL, Partition.WHOLE)) {
      twins.examined().zeroGradient();
      var pass = twins.examined().forward(images.examined(), Partition.WHOLE);
      pass.close();
      pass.close();
      comparison.holds("no gradient", twins.examined().gradientNorm() == 0);
    }
  }

  private static void slice(Twins twins, Comparison comparison) {
    try (var images = NetChecks.decided(twins, SIDE, LARGE, Partition.WHOLE)) {
      var part =
          new Twins.Images(
              images.examined().slice(2, 2 + SMALL),
              (ReferenceImages) images.expected().slice(2, 2 + SMALL));
      try (var passes = twins.forward(part, Partition.WHOLE)) {
        for (String output : PLAN.outputs()) {
          comparison.matrices(
              output, passes.examined().output(output), passes.expected().output(output));
        }
      }
      float[] pixels = Twins.pixels(SMALL * 3 * SIDE * SIDE, new SplittableRandom(9));
      part.examined().put(pixels);
      part.expected().put(pixels);
      try (var passes = twins.forward(images, Partition.WHOLE)) {
        for (String output : PLAN.outputs()) {
          comparison.matrices(
              output + " after a part was filled again",
              passes.examined().output(output),
              passes.expected().output(output));
        }
      }
    }
  }

  private static void division(Twins twins, Comparison comparison) {
    float[] pixels = Twins.pixels(3 * 3 * SIDE * SIDE, new SplittableRandom(1));
    try (var images = twins.images(3, 3, SIDE, SIDE, pixels)) {
      comparison.refuses(
          "2 groups of 3 images",
          IllegalArgumentException.class,
          () -> twins.examined().forward(images.examined(), TWO).close());
    }
  }

  private static void pass(
      Twins twins, Twins.Images images, Partition partition, List<String> outputs) {
    try (var passes = twins.forward(images, partition)) {
      twins.backward(passes, outputs, new SplittableRandom(6));
    }
  }

  private static void compareGradients(Twins twins, Comparison comparison) {
    comparison.parameters(
        "gradient",
        NetworkValues.gradient(twins.examined()),
        NetworkValues.gradient(twins.expected()));
  }
}
