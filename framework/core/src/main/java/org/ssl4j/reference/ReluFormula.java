package org.ssl4j.reference;

import java.util.List;
import org.ssl4j.network.Partition;

/** {@code y = max(x, 0)}; the gradient passes where y is positive. */
record ReluFormula() implements Formula {

  @Override
  public PlanStep train(List<Values> inputs, Partition partition) {
    return of(inputs.get(0), List::of);
  }

  /**
   * A ReLU behind other arithmetic.
   *
   * @param x what the arithmetic has computed
   * @param below its way back
   */
  static PlanStep of(Values x, WayBack below) {
    var y = x.like();
    double margin = Double.POSITIVE_INFINITY;
    for (int i = 0; i < y.data().length; i++) {
      y.data()[i] = Math.max(x.data()[i], 0);
      margin = Math.min(margin, Math.abs(x.data()[i]));
    }
    return new PlanStep(y, margin, dy -> below.gradients(backward(y, dy)));
  }

  private static Values backward(Values y, Values dy) {
    var dx = y.like();
    for (int i = 0; i < y.data().length; i++) {
      dx.data()[i] = y.data()[i] > 0 ? dy.data()[i] : 0;
    }
    return dx;
  }
}
