package org.ssl4j.models.objective;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.ssl4j.text.Text;

/**
 * What an objective says about a batch.
 *
 * @param loss value that is minimised, summed in double precision
 * @param terms un-weighted parts of the loss by name, in a fixed order
 * @param gradients of the loss with respect to the un-normalised inputs, in the order and the data
 *     type of the inputs
 */
public record ObjectiveResult(double loss, Map<String, Double> terms, List<INDArray> gradients) {

  public ObjectiveResult {
    terms = Collections.unmodifiableMap(new LinkedHashMap<>(terms));
    gradients = List.copyOf(gradients);
  }

  /** Gradient with respect to one input. */
  public INDArray gradient(int input) {
    return gradients.get(input);
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
