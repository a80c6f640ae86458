package org.ssl4j.models.layer;

import java.util.SplittableRandom;

/**
 * First values of a parameter. Draws from its own generator, so that they depend on the seed and
 * the layer's name only.
 */
sealed interface Initialiser {

  /** Every entry the same. */
  record Constant(double value) implements Initialiser {
    @Override
    public double next(SplittableRandom random) {
      return value;
    }
  }

  /** Normal with mean 0: He's initialisation (arXiv:1502.01852) with std sqrt(2 / fan out). */
  record Normal(double std) implements Initialiser {
    @Override
    public double next(SplittableRandom random) {
      // Box-Muller with StrictMath: the same weights on every platform.
      double u = 1 - random.nextDouble();
      double v = random.nextDouble();
      return std * StrictMath.sqrt(-2 * StrictMath.log(u)) * StrictMath.cos(2 * Math.PI * v);
    }
  }

  /** Uniform within +- bound: PyTorch's default for dense layers with bound 1 / sqrt(inputs). */
  record Uniform(double bound) implements Initialiser {
    @Override
    public double next(SplittableRandom random) {
      return (2 * random.nextDouble() - 1) * bound;
    }
  }

  /** The next entry. */
  double next(SplittableRandom random);
}
