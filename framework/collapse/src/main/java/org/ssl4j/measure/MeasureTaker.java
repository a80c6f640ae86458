package org.ssl4j.measure;

import java.util.function.Supplier;

/**
 * Takes one measure. The product computes it; a test may let any single one fail instead, because
 * no other way reaches the failures of LAPACK and of memory.
 */
public interface MeasureTaker {

  /** Computes every measure. */
  MeasureTaker DIRECT =
      new MeasureTaker() {
        @Override
        public <T> T take(String measure, Supplier<T> computation) {
          return computation.get();
        }
      };

  /**
   * @param measure its name, after the layer's and a dot where it belongs to a layer
   * @return what the computation gives
   */
  <T> T take(String measure, Supplier<T> computation);
}
