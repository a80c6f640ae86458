package org.ssl4j.dl4j.layer;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.ssl4j.network.Partition;

/**
 * Which pass a graph is computing. DL4J hands nothing of the kind to its layers, so it is the
 * calling thread's.
 *
 * @param partition parts of the batch with statistics of their own
 * @param slot number of the pass among those that are open: what a kernel keeps from a forward pass
 *     to its backward pass is kept once for each
 */
public record PassScope(Partition partition, int slot) {

  /** Inference, and whatever runs without a scope. */
  private static final PassScope DEFAULT = new PassScope(Partition.WHOLE, 0);

  private static final ThreadLocal<PassScope> CURRENT = ThreadLocal.withInitial(() -> DEFAULT);

  /** The calling thread's pass. */
  static PassScope current() {
    return CURRENT.get();
  }

  /** Computes something as part of this pass. */
  public <T> T in(Supplier<T> computation) {
    var before = CURRENT.get();
    CURRENT.set(this);
    try {
      return computation.get();
    } finally {
      CURRENT.set(before);
    }
  }

  /** One kernel for each pass that may be open at the same time. */
  static final class Kernels<K> {
    private final Map<PassScope, K> kernels = new HashMap<>();
    private final Function<Partition, K> make;

    Kernels(Function<Partition, K> make) {
      this.make = make;
    }

    /** The current pass's. */
    K current() {
      return kernels.computeIfAbsent(PassScope.current(), scope -> make.apply(scope.partition()));
    }
  }
}
