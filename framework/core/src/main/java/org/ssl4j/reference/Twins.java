package org.ssl4j.reference;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.Predicate;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.Engine;
import org.ssl4j.network.ImageBatch;
import org.ssl4j.network.Initialiser;
import org.ssl4j.network.Network;
import org.ssl4j.network.NetworkPlan;
import org.ssl4j.network.Operations;
import org.ssl4j.network.ParameterKind;
import org.ssl4j.network.ParameterSpec;
import org.ssl4j.network.Partition;
import org.ssl4j.network.Pass;

/**
 * A plan's network on the engine under examination and on the reference engine, which get the same
 * numbers. All numbers that go in fit into floats, so that both start from the very same.
 */
final class Twins implements AutoCloseable {
  private final Engine engine;
  private final Network examined;
  private final ReferenceNetwork expected;

  Twins(Engine engine, NetworkPlan plan) {
    this.engine = engine;
    this.examined = engine.compile(plan);
    this.expected = new ReferenceEngine(Precision.DOUBLE).network(plan);
  }

  /** The engine's network. */
  Network examined() {
    return examined;
  }

  /** The reference engine's network. */
  ReferenceNetwork expected() {
    return expected;
  }

  /** The same images in both engines' memory. */
  record Images(ImageBatch examined, ReferenceImages expected) implements AutoCloseable {
    @Override
    public void close() {
      examined.close();
    }
  }

  /** A training pass of both. */
  record Passes(Pass examined, ReferencePass expected) implements AutoCloseable {
    @Override
    public void close() {
      examined.close();
      expected.close();
    }
  }

  Images images(int count, int channels, int height, int width, float[] pixels) {
    var images = engine.images(count, channels, height, width);
    images.put(pixels);
    var reference = new ReferenceImages(count, channels, height, width);
    reference.put(pixels);
    return new Images(images, reference);
  }

  Passes forward(Images images, Partition partition) {
    return new Passes(
        examined.forward(images.examined(), partition),
        expected.forward(images.expected(), partition));
  }

  /** Goes backward on both from drawn gradients of outputs. */
  void backward(Passes passes, List<String> outputs, SplittableRandom random) {
    var precision = NetworkValues.precision(examined);
    Map<String, Matrix> forExamined = new LinkedHashMap<>();
    Map<String, Matrix> forExpected = new LinkedHashMap<>();
    for (String output : outputs) {
      var like = passes.expected().output(output);
      var gradient = normals(precision, like.rows(), like.columns(), random);
      forExamined.put(output, gradient);
      forExpected.put(output, gradient.copy());
    }
    passes.examined().backward(forExamined);
    passes.expected().backward(forExpected);
  }

  private static Matrix normals(
      Precision precision, int rows, int columns, SplittableRandom random) {
    var matrix = Matrix.allocate(precision, rows, columns);
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < columns; j++) {
        matrix.set(i, j, normal(random));
      }
    }
    return matrix;
  }

  /** A standard normal number that fits into a float. */
  static float normal(SplittableRandom random) {
    return (float) new Initialiser.Normal(1).next(random);
  }

  /** Standard normal pixels. */
  static float[] pixels(int count, SplittableRandom random) {
    float[] pixels = new float[count];
    for (int i = 0; i < count; i++) {
      pixels[i] = normal(random);
    }
    return pixels;
  }

  /** Gives both networks the examined one's parameters. */
  void alignParameters() {
    NetworkValues.set(expected, NetworkValues.parameters(examined));
  }

  void set(Map<String, double[]> values) {
    NetworkValues.set(examined, values);
    NetworkValues.set(expected, values);
  }

  /**
   * Draws values for parameters of some kinds. What reads the images gets standard normal weights,
   * which are its results where images are one-hot; other weights keep the size of what they read.
   */
  static Map<String, double[]> drawn(
      NetworkPlan plan, Predicate<ParameterKind> kinds, SplittableRandom random) {
    Map<String, double[]> drawn = new LinkedHashMap<>();
    for (var node : plan.nodes()) {
      boolean first = node.inputs().contains(NetworkPlan.INPUT);
      for (var spec : node.operation().parameters()) {
        if (kinds.test(spec.kind())) {
          drawn.put(node.name() + "/" + spec.name(), drawn(spec, first, random));
        }
      }
    }
    return drawn;
  }

  private static double[] drawn(ParameterSpec spec, boolean first, SplittableRandom random) {
    double[] values = new double[(int) spec.length()];
    double fanIn = (double) spec.length() / spec.shape().get(0);
    for (int i = 0; i < values.length; i++) {
      double value =
          switch (spec.kind()) {
            case WEIGHT -> normal(random) / (first ? 1 : Math.sqrt(fanIn));
            case BIAS -> normal(random) / 2;
            case SCALE, STATISTIC ->
                spec.name().equals(Operations.BatchNorm.GAMMA)
                        || spec.name().equals(Operations.BatchNorm.VARIANCE)
                    ? 0.5 + random.nextDouble()
                    : normal(random) / 2;
          };
      values[i] = (float) value;
    }
    return values;
  }

  @Override
  public void close() {
    examined.close();
    expected.close();
  }
}
