package org.ssl4j.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.ssl4j.config.HeadConfig.BatchNormMode;
import org.ssl4j.network.Engine;
import org.ssl4j.network.NetworkPlan;
import org.ssl4j.network.ParameterKind;
import org.ssl4j.network.Partition;
import org.ssl4j.network.Shape;
import org.ssl4j.text.Text;

/** Whole networks: every output, gradient, running statistic and tap. */
final class NetChecks {

  /**
   * No activation lies closer to a turning point: ten times the rounding error that an engine in
   * float makes in the deepest of the nets.
   */
  private static final double MARGIN = 2e-5;

  private static final int CHANNELS = 3;

  private NetChecks() {}

  /**
   * A network and the images that it gets.
   *
   * @param name for people
   * @param side rows and columns of the images
   */
  private record Case(String name, NetworkPlan plan, int side, int batch, Partition partition) {}

  static List<ContractCheck> of(Engine engine, double tolerance) {
    return cases().stream()
        .map(
            one ->
                new ContractCheck(
                    one.name(), tolerance, comparison -> check(engine, one, comparison)))
        .toList();
  }

  private static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    var mini = ContractPlans.resNet(4, List.of(1, 1, 1, 1), false, 1);
    add(cases, "ResNet [1, 1, 1, 1]", mini, 16, 2, Partition.WHOLE);
    add(cases, "ResNet [1, 1, 1, 1]", mini, 16, 5, Partition.WHOLE);
    add(cases, "ResNet [1, 1, 1, 1]", mini, 16, 4, Partition.groups(2));
    add(cases, "ResNet [1, 1, 1, 1]", mini, 15, 8, new Partition(2, 2));
    var pooled = ContractPlans.resNet(4, List.of(1, 1), true, 2);
    add(cases, "ResNet [1, 1] with a max pool", pooled, 24, 2, Partition.WHOLE);
    add(cases, "ResNet [1, 1] with a max pool", pooled, 23, 4, new Partition(1, 2));
    var resNet18 = ContractPlans.resNet(8, List.of(2, 2, 2, 2), false, 3);
    add(cases, "ResNet-18 of width 8", resNet18, 32, 2, Partition.WHOLE);
    var convNet = ContractPlans.convNet(4);
    add(cases, "convnet4", convNet, 16, 2, Partition.WHOLE);
    add(cases, "convnet4", convNet, 13, 6, new Partition(3, 2));
    add(cases, "branches from the images", ContractPlans.branches(6), 8, 3, Partition.WHOLE);
    for (var hidden : BatchNormMode.values()) {
      for (var output : BatchNormMode.values()) {
        var plan = ContractPlans.siamese(hidden, output, 5);
        String name = Text.of("heads with batch norm hidden %s, output %s", hidden, output);
        add(cases, name, plan, 8, 8, Partition.WHOLE);
        add(cases, name, plan, 8, 16, Partition.groups(2));
      }
    }
    return cases;
  }

  private static void add(
      List<Case> cases, String name, NetworkPlan plan, int side, int batch, Partition partition) {
    String full =
        Text.of(
            "%s, %d images of side %d, %d groups of %d splits",
            name, batch, side, partition.groups(), partition.splits());
    cases.add(new Case(full, plan, side, batch, partition));
  }

  private static void check(Engine engine, Case one, Comparison comparison) {
    try (var twins = new Twins(engine, one.plan())) {
      align(twins);
      try (var images = decided(twins, one.side(), one.batch(), one.partition())) {
        check(twins, one, images, comparison);
      }
    }
  }

  private static void check(Twins twins, Case one, Twins.Images images, Comparison comparison) {
    var outputs = one.plan().outputs();
    try (var passes = twins.forward(images, one.partition())) {
      for (String node : featureNodes(one)) {
        comparison.matrices(node, passes.examined().output(node), passes.expected().output(node));
      }
      twins.backward(passes, outputs, new SplittableRandom(3));
    }
    comparison.vectors(
        "norm of the gradient",
        new double[] {twins.examined().gradientNorm()},
        new double[] {twins.expected().gradientNorm()});
    compareParameters(twins, "after the pass", comparison);
    comparison.parameters(
        "gradient",
        NetworkValues.gradient(twins.examined()),
        NetworkValues.gradient(twins.expected()));
    var computed = twins.examined().compute(images.examined(), one.partition(), outputs);
    var expected = twins.expected().compute(images.expected(), one.partition(), outputs);
    for (int i = 0; i < outputs.size(); i++) {
      comparison.matrices("computed " + outputs.get(i), computed.get(i), expected.get(i));
    }
    compareParameters(twins, "after computing", comparison);
    var readings = List.copyOf(one.plan().taps().values());
    var read = twins.examined().read(images.examined(), readings);
    var wanted = twins.expected().read(images.expected(), readings);
    for (int i = 0; i < readings.size(); i++) {
      comparison.matrices(readings.get(i).node() + " in inference", read.get(i), wanted.get(i));
    }
  }

  private static void compareParameters(Twins twins, String when, Comparison comparison) {
    comparison.parameters(
        when,
        NetworkValues.parameters(twins.examined()),
        NetworkValues.parameters(twins.expected()));
  }

  /** Outputs and watched features. */
  private static List<String> featureNodes(Case one) {
    List<String> nodes = new ArrayList<>(one.plan().outputs());
    var shapes = one.plan().shapes(one.side(), one.side());
    one.plan().taps().values().stream()
        .map(reading -> reading.node())
        .filter(node -> shapes.get(node) instanceof Shape.Features)
        .forEach(nodes::add);
    return nodes;
  }

  /** Gives both the engine's first weights, with batch norms that scale, shift and remember. */
  static void align(Twins twins) {
    twins.alignParameters();
    twins.set(
        Twins.drawn(
            twins.expected().plan(),
            kind -> kind == ParameterKind.SCALE || kind == ParameterKind.STATISTIC,
            new SplittableRandom(1)));
  }

  /** Draws images until no activation is near a turning point. */
  static Twins.Images decided(Twins twins, int side, int batch, Partition partition) {
    var undo = twins.expected().statistics();
    int count = batch * CHANNELS * side * side;
    for (int seed = 0; seed < 1000; seed++) {
      float[] pixels = Twins.pixels(count, new SplittableRandom(seed));
      var images = new ReferenceImages(batch, CHANNELS, side, side);
      images.put(pixels);
      try (var pass = twins.expected().forward(images, partition)) {
        undo.run();
        if (pass.margin() > MARGIN) {
          return twins.images(batch, CHANNELS, side, side, pixels);
        }
      }
    }
    throw new IllegalStateException("no draw keeps its distance from every turning point");
  }
}
