package org.ssl4j.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.ssl4j.config.OptimizerConfig;
import org.ssl4j.cuda.device.Emulation;
import org.ssl4j.cuda.device.StorageType;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.Engine;
import org.ssl4j.network.Network;
import org.ssl4j.network.NetworkPlan;
import org.ssl4j.network.Operations;
import org.ssl4j.network.Part;
import org.ssl4j.network.Partition;
import org.ssl4j.network.Rates;
import org.ssl4j.reference.ReferenceEngine;

/** Parameters that are longer than a chunk, whose sums are put together from several blocks. */
class LongVectorsTest {
  private static final int FEATURES = 3;
  private static final int WIDE = 4099;
  private static final int IMAGES = 2;

  /** Of two layers, the second behind the first and a part of the predictor. */
  private static NetworkPlan plan(long seed) {
    return new NetworkPlan(
        FEATURES,
        List.of(
            node("pool", Part.BACKBONE, new Operations.GlobalAveragePool(), NetworkPlan.INPUT),
            node("wide", Part.BACKBONE, new Operations.Dense(FEATURES, WIDE, true), "pool"),
            node("narrow", Part.PREDICTOR, new Operations.Dense(WIDE, FEATURES, true), "wide")),
        List.of("narrow"),
        Map.of(),
        seed);
  }

  private static NetworkPlan.Node node(
      String name, Part part, org.ssl4j.network.Operation operation, String from) {
    return new NetworkPlan.Node(name, part, operation, List.of(from));
  }

  private static Engine emulated() {
    return new CudaEngine(CudaEmulatedProvider.NAME, Emulation.open(), StorageType.FLOAT);
  }

  @ParameterizedTest
  @EnumSource
  void updatesAreThoseOfTheReferenceEngine(OptimizerConfig.Kind kind) {
    try (var engine = emulated();
        var examined = engine.compile(plan(1));
        var expected = new ReferenceEngine(Precision.FLOAT).compile(plan(1))) {
      for (var network : List.of(examined, expected)) {
        network.optimise(
            new OptimizerConfig(
                kind, 0.1, false, 0.9, false, 0.01, false, 0.02, 0.9, 0.99, 1e-8, 1, false),
            segment -> false);
      }
      for (int step = 0; step < 3; step++) {
        backward(engine, examined, step);
        backward(new ReferenceEngine(Precision.FLOAT), expected, step);
        assertThat(examined.gradientNorm())
            .isCloseTo(expected.gradientNorm(), within(1e-5 * expected.gradientNorm()));
        var largest = expected.health().largestGradient();
        assertThat(examined.health().largestGradient()).isEqualTo(largest);
        examined.update(new Rates(0.01, 0.02));
        expected.update(new Rates(0.01, 0.02));
      }
      assertClose(values(examined), values(expected));
    }
  }

  @Test
  void aTargetFollowsEntryByEntry() {
    try (var engine = emulated();
        var target = engine.compile(plan(1));
        var leader = engine.compile(plan(2))) {
      double[] expected = values(target);
      double[] other = values(leader);
      for (int i = 0; i < expected.length; i++) {
        expected[i] = 0.75 * expected[i] + 0.25 * other[i];
      }
      target.follow(leader, 0.75);
      assertClose(values(target), expected);
    }
  }

  private static double[] values(Network network) {
    return network.state().parameters().toDoubles();
  }

  private static void assertClose(double[] actual, double[] expected) {
    double largest = Arrays.stream(expected).map(Math::abs).max().orElseThrow();
    assertThat(actual).containsExactly(expected, within(1e-6 * largest));
  }

  private static void backward(Engine engine, Network network, int seed) {
    var random = new SplittableRandom(seed);
    float[] pixels = new float[IMAGES * FEATURES];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextDouble();
    }
    network.zeroGradient();
    try (var images = engine.images(IMAGES, FEATURES, 1, 1)) {
      images.put(pixels);
      try (var pass = network.forward(images, Partition.WHOLE)) {
        var gradient = Matrix.allocate(Precision.FLOAT, IMAGES, FEATURES);
        for (int i = 0; i < IMAGES; i++) {
          for (int j = 0; j < FEATURES; j++) {
            gradient.set(i, j, 0.5 + random.nextDouble());
          }
        }
        pass.backward(Map.of("narrow", gradient));
      }
    }
  }
}
