package org.ssl4j.network;

import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import java.util.zip.CRC32;

/**
 * First values of a parameter. They are drawn from a generator of the node's own ({@link
 * #generator}), so that they depend on the seed and the node's name only and every engine starts
 * from the same weights.
 */
public sealed interface Initialiser {

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

  /** The next entry; a parameter's entries are drawn in C order. */
  double next(SplittableRandom random);

  /**
   * The generator of a node's parameters, which are drawn one after the other in their order.
   *
   * @param seed of the network
   * @param node name of the node
   */
  static SplittableRandom generator(long seed, String node) {
    var checksum = new CRC32();
    checksum.update(node.getBytes(StandardCharsets.UTF_8));
    return new SplittableRandom(seed * 0x9E3779B97F4A7C15L + checksum.getValue());
  }
}
