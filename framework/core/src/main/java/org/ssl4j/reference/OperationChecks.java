package org.ssl4j.reference;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.ssl4j.network.Engine;
import org.ssl4j.network.NetworkPlan;
import org.ssl4j.network.Operation;
import org.ssl4j.network.Operations;
import org.ssl4j.network.Part;
import org.ssl4j.network.Partition;
import org.ssl4j.network.Reading;
import org.ssl4j.network.Shape;
import org.ssl4j.text.Text;

/**
 * One operation at a time, at all its inputs and gradients.
 *
 * <p>No engine hands out an inner result or the gradient of one, but parameters and their gradients
 * can be read. So the images are one-hot: image n has a channel of its own for each of its
 * positions. A 1x1 convolution's weights are then, number by number, its result, and their gradient
 * is the gradient of its result: what the operation reads is a parameter. A convolution with drawn
 * weights that spans the whole map makes a few features of what the operation writes, every number
 * of which has its part in them.
 */
final class OperationChecks {

  /** Features that are made of maps. */
  private static final int READOUT = 8;

  /** No activation lies closer to the turning point of a ReLU or maximum: see {@link PlanStep}. */
  private static final double MARGIN = 1e-3;

  private static final String OPERATION = "operation";
  private static final String READER = "readout";
  private static final List<String> INPUTS = List.of("first", "second");

  private OperationChecks() {}

  /**
   * An operation and what it reads.
   *
   * @param shape of each of its inputs
   * @param count of inputs
   */
  private record Case(Operation operation, Shape shape, int count, int batch, Partition partition) {

    String name() {
      String what = Text.of("%s of %d x %s", operation.toString(), batch, shape.toString());
      return partition.equals(Partition.WHOLE)
          ? what
          : Text.of("%s in %d groups of %d splits", what, partition.groups(), partition.splits());
    }
  }

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
    addConvolutions(cases);
    addBatchNorms(cases);
    for (int batch : new int[] {1, 2, 5}) {
      add(cases, new Operations.Dense(7, 3, true), features(7), batch);
      add(cases, new Operations.Dense(32, 19, false), features(32), batch);
      add(cases, new Operations.GlobalAveragePool(), maps(5, 4, 7), batch);
      add(cases, new Operations.MaxPool(3, 2, 1), maps(3, 8, 8), batch);
    }
    add(cases, new Operations.GlobalAveragePool(), maps(16, 1, 1), 2);
    add(cases, new Operations.MaxPool(2, 2, 0), maps(4, 7, 7), 2);
    add(cases, new Operations.MaxPool(3, 2, 1), maps(8, 5, 7), 2);
    add(cases, new Operations.MaxPool(3, 1, 1), maps(1, 6, 6), 1);
    for (Shape shape : List.of(maps(3, 5, 5), maps(8, 4, 6), features(9))) {
      cases.add(new Case(new Operations.AddRelu(), shape, 2, 2, Partition.WHOLE));
      add(cases, new Operations.Relu(), shape, 5);
      add(cases, new Operations.Identity(), shape, 1);
      add(cases, new Operations.StopGradient(), shape, 2);
    }
    return cases;
  }

  private static void addConvolutions(List<Case> cases) {
    add(cases, new Operations.Convolution(3, 5, 1, 1, 0), maps(3, 5, 5), 2);
    add(cases, new Operations.Convolution(4, 8, 1, 2, 0), maps(4, 7, 7), 2);
    add(cases, new Operations.Convolution(8, 16, 1, 2, 0), maps(8, 8, 8), 1);
    add(cases, new Operations.Convolution(3, 4, 3, 1, 1), maps(3, 5, 7), 1);
    add(cases, new Operations.Convolution(8, 8, 3, 1, 1), maps(8, 8, 8), 2);
    add(cases, new Operations.Convolution(16, 16, 3, 1, 1), maps(16, 6, 6), 5);
    add(cases, new Operations.Convolution(4, 8, 3, 2, 1), maps(4, 8, 8), 2);
    add(cases, new Operations.Convolution(8, 5, 3, 2, 1), maps(8, 7, 7), 5);
    add(cases, new Operations.Convolution(16, 8, 3, 1, 1), maps(16, 1, 1), 5);
    add(cases, new Operations.Convolution(5, 3, 3, 1, 0), maps(5, 6, 5), 2);
    add(cases, new Operations.Convolution(2, 3, 5, 3, 2), maps(2, 9, 9), 1);
    add(cases, new Operations.Convolution(3, 8, 7, 2, 3), maps(3, 11, 11), 2);
  }

  private static void addBatchNorms(List<Case> cases) {
    var partitions =
        List.of(Partition.WHOLE, Partition.groups(2), new Partition(1, 2), new Partition(3, 2));
    for (var partition : partitions) {
      for (Shape shape : List.of(maps(3, 5, 4), maps(8, 4, 4), features(17))) {
        // A few rows in every part: features of two rows are always normalised to +-1.
        int batch = (shape instanceof Shape.Maps ? 1 : 4) * partition.parts();
        int channels = shape.channels();
        add(cases, norm(channels, true, true), shape, batch, partition);
        add(cases, norm(channels, true, false), shape, batch, partition);
        add(cases, norm(channels, false, false), shape, batch, partition);
      }
    }
    add(cases, norm(16, false, true), maps(16, 3, 3), 5, Partition.WHOLE);
    add(cases, new Operations.BatchNorm(4, 1e-3, 0.3, true, true), maps(4, 7, 5), 2);
    add(cases, new Operations.BatchNorm(4, 1e-3, 0.3, true, false), features(4), 5);
  }

  private static Operation norm(int channels, boolean affine, boolean relu) {
    return new Operations.BatchNorm(channels, 1e-5, 0.1, affine, relu);
  }

  private static Shape maps(int channels, int height, int width) {
    return new Shape.Maps(channels, height, width);
  }

  private static Shape features(int size) {
    return new Shape.Features(size);
  }

  private static void add(List<Case> cases, Operation operation, Shape shape, int batch) {
    add(cases, operation, shape, batch, Partition.WHOLE);
  }

  private static void add(
      List<Case> cases, Operation operation, Shape shape, int batch, Partition partition) {
    cases.add(new Case(operation, shape, 1, batch, partition));
  }

  private static NetworkPlan plan(Case one) {
    int positions = one.batch() * height(one) * width(one);
    List<NetworkPlan.Node> nodes = new ArrayList<>();
    var inputs = INPUTS.subList(0, one.count());
    for (String input : inputs) {
      var free = new Operations.Convolution(positions, one.shape().channels(), 1, 1, 0);
      if (one.shape() instanceof Shape.Maps) {
        nodes.add(node(input, free, List.of(NetworkPlan.INPUT)));
      } else {
        nodes.add(node(input + ".maps", free, List.of(NetworkPlan.INPUT)));
        nodes.add(node(input, new Operations.GlobalAveragePool(), List.of(input + ".maps")));
      }
    }
    nodes.add(node(OPERATION, one.operation(), inputs));
    var result = one.operation().output(Collections.nCopies(one.count(), one.shape()));
    if (result instanceof Shape.Maps maps) {
      int kernel = Math.max(maps.height(), maps.width());
      int padding = (kernel - Math.min(maps.height(), maps.width()) + 1) / 2;
      var reader = new Operations.Convolution(maps.channels(), READOUT, kernel, 1, padding);
      nodes.add(node(READER + ".maps", reader, List.of(OPERATION)));
      nodes.add(node(READER, new Operations.GlobalAveragePool(), List.of(READER + ".maps")));
    } else {
      nodes.add(node(READER, new Operations.Identity(), List.of(OPERATION)));
    }
    return new NetworkPlan(positions, nodes, List.of(READER), Map.of(), 1);
  }

  private static NetworkPlan.Node node(String name, Operation operation, List<String> inputs) {
    return new NetworkPlan.Node(name, Part.BACKBONE, operation, inputs);
  }

  private static int height(Case one) {
    return one.shape() instanceof Shape.Maps maps ? maps.height() : 1;
  }

  private static int width(Case one) {
    return one.shape() instanceof Shape.Maps maps ? maps.width() : 1;
  }

  /** Image n is 1 in channel (n, i, j) at position (i, j), and 0 elsewhere. */
  private static float[] oneHot(Case one) {
    int area = height(one) * width(one);
    int channels = one.batch() * area;
    float[] pixels = new float[one.batch() * channels * area];
    for (int n = 0; n < one.batch(); n++) {
      for (int position = 0; position < area; position++) {
        pixels[(n * channels + n * area + position) * area + position] = 1;
      }
    }
    return pixels;
  }

  private static void check(Engine engine, Case one, Comparison comparison) {
    var plan = plan(one);
    int positions = one.batch() * height(one) * width(one);
    try (var twins = new Twins(engine, plan);
        var images = twins.images(one.batch(), positions, height(one), width(one), oneHot(one))) {
      twins.set(decided(twins, one, images));
      try (var passes = twins.forward(images, one.partition())) {
        comparison.matrices(
            "result in training",
            passes.examined().output(READER),
            passes.expected().output(READER));
        twins.backward(passes, List.of(READER), new SplittableRandom(2));
      }
      comparison.parameters(
          "after the pass",
          NetworkValues.parameters(twins.examined()),
          NetworkValues.parameters(twins.expected()));
      comparison.parameters(
          "gradient",
          NetworkValues.gradient(twins.examined()),
          NetworkValues.gradient(twins.expected()));
      var readings = readings(plan);
      var actual = twins.examined().read(images.examined(), readings);
      var expected = twins.expected().read(images.expected(), readings);
      for (int i = 0; i < readings.size(); i++) {
        comparison.matrices("result in inference", actual.get(i), expected.get(i));
      }
    }
  }

  private static List<Reading> readings(NetworkPlan plan) {
    boolean maps = plan.nodes().stream().anyMatch(node -> node.name().equals(READER + ".maps"));
    return maps
        ? List.of(Reading.of(READER), Reading.meansOf(OPERATION))
        : List.of(Reading.of(READER));
  }

  /** Draws values until none is near a turning point. */
  private static Map<String, double[]> decided(Twins twins, Case one, Twins.Images images) {
    for (int seed = 0; seed < 1000; seed++) {
      var values =
          new LinkedHashMap<>(
              Twins.drawn(twins.expected().plan(), kind -> true, new SplittableRandom(seed)));
      NetworkValues.set(twins.expected(), values);
      try (var pass = twins.expected().forward(images.expected(), one.partition())) {
        if (pass.margin() > MARGIN) {
          return values;
        }
      }
    }
    throw new IllegalStateException("no draw keeps its distance from every turning point");
  }
}
