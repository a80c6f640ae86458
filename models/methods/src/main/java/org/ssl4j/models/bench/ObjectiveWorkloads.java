package org.ssl4j.models.bench;

import java.util.SplittableRandom;
import java.util.function.Supplier;
import org.ssl4j.bench.ObjectiveWorkload;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.models.objective.InfoNce;
import org.ssl4j.models.objective.NegativeCosine;
import org.ssl4j.models.objective.NormalizedRegression;
import org.ssl4j.models.objective.NtXent;
import org.ssl4j.models.objective.ObjectiveResult;
import org.ssl4j.models.objective.UnitRows;
import org.ssl4j.models.objective.VicRegLoss;

/**
 * The five objectives as their methods call them: float, both views, gradients that last one step.
 */
public final class ObjectiveWorkloads {

  /** Multiply and add. */
  private static final double PAIR = 2;

  private ObjectiveWorkloads() {}

  /** NT-Xent at temperature 0.5. */
  public static final class SimClr implements ObjectiveWorkload {
    @Override
    public String name() {
      return "simclr";
    }

    @Override
    public Runnable prepare(Size size) {
      Matrix z1 = random(1, size.batch(), size.dimension());
      Matrix z2 = random(2, size.batch(), size.dimension());
      return step(() -> NtXent.compute(z1, z2, 0.5));
    }

    /** Similarities U U', and (P + P') U. */
    @Override
    public double operations(Size size) {
      double rows = 2.0 * size.batch();
      return 2 * PAIR * rows * rows * size.dimension();
    }
  }

  /** InfoNCE at temperature 0.1, both directions. */
  public static final class MoCo implements ObjectiveWorkload {
    @Override
    public String name() {
      return "moco";
    }

    @Override
    public Runnable prepare(Size size) {
      Matrix q1 = random(1, size.batch(), size.dimension());
      Matrix q2 = random(2, size.batch(), size.dimension());
      Matrix k1 = random(3, size.batch(), size.dimension());
      Matrix k2 = random(4, size.batch(), size.dimension());
      Matrix queue = UnitRows.normalize(random(5, size.queue(), size.dimension()));
      return step(() -> InfoNce.symmetric(q1, q2, k1, k2, queue, 0.1, true));
    }

    /** Logits Q queue', and P queue, of both views. */
    @Override
    public double operations(Size size) {
      return 2 * PAIR * 2.0 * size.batch() * size.queue() * size.dimension();
    }
  }

  /** Squared distance of unit rows, both directions, targets without gradient. */
  public static final class Byol implements ObjectiveWorkload {
    @Override
    public String name() {
      return "byol";
    }

    @Override
    public Runnable prepare(Size size) {
      Matrix[] z = four(size);
      return step(() -> NormalizedRegression.symmetric(z[0], z[1], z[2], z[3], false));
    }

    @Override
    public double operations(Size size) {
      return 2 * PAIR * size.batch() * size.dimension();
    }
  }

  /** Negative cosine, both directions, targets without gradient. */
  public static final class SimSiam implements ObjectiveWorkload {
    @Override
    public String name() {
      return "simsiam";
    }

    @Override
    public Runnable prepare(Size size) {
      Matrix[] z = four(size);
      return step(() -> NegativeCosine.symmetric(z[0], z[1], z[2], z[3], false));
    }

    @Override
    public double operations(Size size) {
      return 2 * PAIR * size.batch() * size.dimension();
    }
  }

  /** The paper's weights. */
  public static final class VicRegTerms implements ObjectiveWorkload {
    @Override
    public String name() {
      return "vicreg";
    }

    @Override
    public Runnable prepare(Size size) {
      Matrix z1 = random(1, size.batch(), size.dimension());
      Matrix z2 = random(2, size.batch(), size.dimension());
      return step(
          () ->
              VicRegLoss.compute(
                  z1,
                  z2,
                  VicRegLoss.INVARIANCE_WEIGHT,
                  VicRegLoss.VARIANCE_WEIGHT,
                  VicRegLoss.COVARIANCE_WEIGHT));
    }

    /** The smaller Gram matrix of each view, and its product with the view. */
    @Override
    public double operations(Size size) {
      double smaller = Math.min(size.batch(), size.dimension());
      return 2 * 2 * PAIR * smaller * size.batch() * size.dimension();
    }
  }

  private static Matrix[] four(ObjectiveWorkload.Size size) {
    Matrix[] inputs = new Matrix[4];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = random(i, size.batch(), size.dimension());
    }
    return inputs;
  }

  private static Matrix random(int seed, int rows, int columns) {
    var random = new SplittableRandom(seed);
    float[] values = new float[Math.multiplyExact(rows, columns)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) (random.nextDouble() + random.nextDouble() - 1);
    }
    return Matrix.of(values, rows, columns);
  }

  private static Runnable step(Supplier<ObjectiveResult> objective) {
    return () -> {
      try (ObjectiveResult result = objective.get()) {
        if (!Double.isFinite(result.loss())) {
          throw new IllegalStateException("the loss of random inputs is " + result.loss());
        }
      }
    };
  }
}
