package org.ssl4j.reference;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.network.Pass;
import org.ssl4j.text.Text;

/** A training pass with all that it has computed. */
class ReferencePass implements Pass {
  private final Trained trained;
  private final Function<String, Matrix> features;
  private final Map<String, Matrix> read = new HashMap<>();
  private boolean closed;
  private boolean returned;
  private Values imageGradient;

  /**
   * @param features makes a matrix of a node's result, or refuses
   */
  ReferencePass(Trained trained, Function<String, Matrix> features) {
    this.trained = trained;
    this.features = features;
  }

  @Override
  public Matrix output(String node) {
    requireOpen();
    return read.computeIfAbsent(node, features);
  }

  @Override
  public void backward(Map<String, Matrix> gradients) {
    requireOpen();
    if (returned) {
      throw new IllegalStateException("a pass goes backward once; make another forward pass");
    }
    Map<String, Values> given = new HashMap<>();
    gradients.forEach((output, gradient) -> given.put(output, values(output, gradient)));
    returned = true;
    imageGradient = trained.backward(given);
  }

  private Values values(String output, Matrix gradient) {
    if (!trained.plan().outputs().contains(output)) {
      throw new IllegalArgumentException(
          Text.of(
              "a gradient was given for \"%s\", which is not an output; the outputs are %s",
              output, trained.plan().outputs()));
    }
    var result = trained.result(output);
    if (gradient.rows() != result.count()
        || gradient.columns() * result.count() != result.data().length) {
      throw new IllegalArgumentException(
          Text.of(
              "the gradient of \"%s\" has another shape than the output: %s", output, gradient));
    }
    return new Values(
        result.count(), result.channels(), result.height(), result.width(), gradient.toDoubles());
  }

  Trained trained() {
    return trained;
  }

  /** What the backward pass has left of the images' gradient. */
  Values imageGradient() {
    return imageGradient;
  }

  /** {@link Trained#margin}. */
  double margin() {
    return trained.margin();
  }

  private void requireOpen() {
    if (closed) {
      throw new IllegalStateException("the pass has been closed");
    }
  }

  @Override
  public void close() {
    closed = true;
    read.values().forEach(Matrix::release);
    read.clear();
  }
}
