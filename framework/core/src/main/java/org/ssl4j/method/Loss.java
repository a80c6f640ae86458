package org.ssl4j.method;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.ssl4j.matrix.Matrix;

/**
 * A loss of embeddings, and its gradient.
 *
 * @param value the total
 * @param terms the parts, un-weighted, by the names in the {@link MethodSpec}
 * @param gradients dLoss/dOutput for outputs of the online network, stacked as they are; an output
 *     without one has no influence
 * @param projections rows of the first view's projections [N, d], for the collapse signals
 * @param memory frees what the gradients lie in
 */
public record Loss(
    double value,
    Map<String, Double> terms,
    Map<String, Matrix> gradients,
    Matrix projections,
    Runnable memory)
    implements AutoCloseable {

  public Loss {
    terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
    gradients = Collections.unmodifiableMap(new LinkedHashMap<>(gradients));
  }

  @Override
  public void close() {
    memory.run();
  }
}
