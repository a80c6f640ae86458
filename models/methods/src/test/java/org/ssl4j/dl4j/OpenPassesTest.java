package org.ssl4j.dl4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ssl4j.config.BackboneConfig;
import org.ssl4j.config.BackboneConfig.Stem;
import org.ssl4j.config.DeviceKind;
import org.ssl4j.config.HeadConfig;
import org.ssl4j.config.HeadConfig.BatchNormMode;
import org.ssl4j.dl4j.kernel.OneDnnNatives;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;
import org.ssl4j.method.Heads;
import org.ssl4j.network.Backbones;
import org.ssl4j.network.Engine;
import org.ssl4j.network.EngineCatalog;
import org.ssl4j.network.EngineSettings;
import org.ssl4j.network.ImageBatch;
import org.ssl4j.network.Network;
import org.ssl4j.network.NetworkPlan;
import org.ssl4j.network.Partition;
import org.ssl4j.network.PlanBuilder;
import org.ssl4j.network.Reading;

/** Passes of one network that are open at the same time, and gradients that add up. */
class OpenPassesTest {

  private static final String OUT = "out";
  private static final int FEATURES = 6;
  private static final Partition TWO = Partition.groups(2);

  private static NetworkPlan plan(Stem stem) {
    var net = new PlanBuilder(3);
    var backbone = new BackboneConfig("resnet", 4, List.of(1, 1), stem);
    var features = Backbones.find(backbone).build(backbone, net);
    var head = new HeadConfig(List.of(8, FEATURES), BatchNormMode.AFFINE, BatchNormMode.NONE);
    net.tap(OUT, Heads.projector(head, net, features));
    return net.build(List.of(OUT));
  }

  private static Engine engine(String name) {
    if (name.equals("onednn")) {
      OneDnnNatives.require();
    }
    return new EngineCatalog().open(name, DeviceKind.AUTO, EngineSettings.of(Precision.FLOAT));
  }

  private static ImageBatch images(Engine engine, int count, int side, long seed) {
    var images = engine.images(count, 3, side, side);
    var random = new Random(seed);
    float[] pixels = new float[count * 3 * side * side];
    for (int i = 0; i < pixels.length; i++) {
      pixels[i] = (float) random.nextGaussian();
    }
    images.put(pixels);
    return images;
  }

  private static Matrix gradient(int rows, long seed) {
    var random = new Random(seed);
    var gradient = Matrix.allocate(Precision.FLOAT, rows, FEATURES);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < FEATURES; j++) {
        gradient.set(i, j, random.nextGaussian());
      }
    }
    return gradient;
  }

  private static float[] gradientOf(Network network) {
    return HostMemory.view(((Dl4jNetwork) network).graph().flatGradient()).toFloats();
  }

  /** Gradient of one pass alone, by a network of its own. */
  private static float[] alone(
      Engine engine, Stem stem, ImageBatch images, Partition partition, Matrix above) {
    try (var network = engine.compile(plan(stem));
        var pass = network.forward(images, partition)) {
      pass.backward(Map.of(OUT, above));
      return gradientOf(network);
    }
  }

  @ParameterizedTest
  @CsvSource({
    "onednn, CIFAR, true",
    "onednn, IMAGENET, false",
    "nd4j, CIFAR, false",
    "nd4j, IMAGENET, true"
  })
  void twoOpenPassesGiveTheSumOfTheirGradients(String name, Stem stem, boolean lastFirst) {
    try (var engine = engine(name);
        var network = engine.compile(plan(stem))) {
      var large = images(engine, 8, 32, 1);
      var small = images(engine, 4, 16, 2);
      var aboveLarge = gradient(8, 3);
      var aboveSmall = gradient(4, 4);
      float[] ofLarge = alone(engine, stem, large, TWO, aboveLarge);
      float[] ofSmall = alone(engine, stem, small, Partition.WHOLE, aboveSmall);

      for (int round = 0; round < 2; round++) {
        network.zeroGradient();
        try (var first = network.forward(large, TWO);
            var second = network.forward(small, Partition.WHOLE)) {
          float[] output = first.output(OUT).toFloats();
          // Reading in inference mode disturbs neither.
          network.read(small, List.of(Reading.of(OUT))).forEach(Matrix::release);
          if (lastFirst) {
            second.backward(Map.of(OUT, aboveSmall));
            first.backward(Map.of(OUT, aboveLarge));
          } else {
            first.backward(Map.of(OUT, aboveLarge));
            second.backward(Map.of(OUT, aboveSmall));
          }
          assertThat(first.output(OUT).toFloats()).isEqualTo(output);
        }
        float[] both = gradientOf(network);
        for (int i = 0; i < both.length; i++) {
          assertThat(both[i])
              .as("entry %d in round %d", i, round)
              .isCloseTo(ofLarge[i] + ofSmall[i], within(1e-4f + 1e-4f * Math.abs(both[i])));
        }
      }
    }
  }

  @Test
  void gradientsAddUpUntilTheyAreForgotten() {
    try (var engine = engine("nd4j");
        var network = engine.compile(plan(Stem.CIFAR))) {
      var images = images(engine, 4, 16, 1);
      var above = gradient(4, 2);
      float[] once = alone(engine, Stem.CIFAR, images, Partition.WHOLE, above);
      for (int times = 1; times <= 3; times++) {
        try (var pass = network.forward(images, Partition.WHOLE)) {
          pass.backward(Map.of(OUT, above));
        }
        float[] sum = gradientOf(network);
        for (int i = 0; i < sum.length; i++) {
          assertThat(sum[i]).isCloseTo(times * once[i], within(1e-4f + 1e-4f * Math.abs(sum[i])));
        }
      }
      network.zeroGradient();
      assertThat(network.gradientNorm()).isZero();
    }
  }

  @Test
  void anOutputWithoutAGradientHasNoInfluence() {
    try (var engine = engine("nd4j");
        var network = engine.compile(plan(Stem.CIFAR));
        var pass = network.forward(images(engine, 4, 16, 1), Partition.WHOLE)) {
      pass.backward(Map.of());
      assertThat(network.gradientNorm()).isZero();
    }
  }
}
