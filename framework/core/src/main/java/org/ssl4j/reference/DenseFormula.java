package org.ssl4j.reference;

import java.util.List;
import java.util.Optional;
import org.ssl4j.network.Operations.Dense;
import org.ssl4j.network.Partition;

/** {@code y[n,k] = b[k] + sum over i of w[k,i] x[n,i]}. */
record DenseFormula(Dense spec, Parameter weight, Optional<Parameter> bias) implements Formula {

  @Override
  public PlanStep train(List<Values> inputs, Partition partition) {
    var x = inputs.get(0);
    return PlanStep.smooth(forward(x), dy -> List.of(backward(x, dy)));
  }

  private Values forward(Values x) {
    var y = Values.zeros(x.count(), spec.outputs(), 1, 1);
    for (int n = 0; n < x.count(); n++) {
      for (int k = 0; k < spec.outputs(); k++) {
        double sum = 0;
        for (int i = 0; i < spec.inputs(); i++) {
          sum += weight.get(k * spec.inputs() + i) * x.get(n, i, 0, 0);
        }
        y.set(n, k, 0, 0, sum + (bias.isPresent() ? bias.get().get(k) : 0));
      }
    }
    return y;
  }

  /** {@code dw[k,i] = sum dy[n,k] x[n,i], db[k] = sum dy[n,k], dx[n,i] = sum dy[n,k] w[k,i]}. */
  private Values backward(Values x, Values dy) {
    var dx = x.like();
    for (int n = 0; n < x.count(); n++) {
      for (int k = 0; k < spec.outputs(); k++) {
        double gradient = dy.get(n, k, 0, 0);
        for (int i = 0; i < spec.inputs(); i++) {
          int w = k * spec.inputs() + i;
          weight.addGradient(w, gradient * x.get(n, i, 0, 0));
          dx.add(n, i, 0, 0, gradient * weight.get(w));
        }
        if (bias.isPresent()) {
          bias.get().addGradient(k, gradient);
        }
      }
    }
    return dx;
  }
}
