package org.ssl4j.models.objective;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.text.Text;

/**
 * What an objective says about a batch.
 *
 * <p>The gradients are new matrices. A training loop should close the result when it has used them:
 * their memory is then free at once, where the garbage collector, which sees only small objects,
 * would leave it for long.
 *
 * @param loss value that is minimised, summed in double precision
 * @param terms un-weighted parts of the loss by name, in a fixed order
 * @param gradients of the loss with respect to the un-normalised inputs, in the order and the
 *     precision of the inputs; not to be used after {@link #close}
 */
public record ObjectiveResult(double loss, Map<String, Double> terms, List<Matrix> gradients)
    implements AutoCloseable {

  public ObjectiveResult {
    terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
    gradients = List.copyOf(gradients);
  }

  /** Gradient with respect to one input. */
  public Matrix gradient(int input) {
    return gradients.get(input);
  }

  /** Frees the gradients' memory. */
  @Override
  public void close() {
    gradients.forEach(Matrix::release);
  }

  /** Value of one term. */
  public double term(String name) {
    Double value = terms.get(name);
    if (value == null) {
      throw new IllegalArgumentException(Text.of("no term '%s' among %s", name, terms.keySet()));
    }
    return value;
  }
}
