package org.ssl4j.reference;

import java.util.List;
import java.util.function.Predicate;
import org.ssl4j.config.OptimizerConfig;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.ParameterSegment;

/**
 * Stochastic gradient descent as in PyTorch: {@code d = g + decay w; m = mu m + d; w -= rate m}, or
 * with Nesterov's momentum {@code w -= rate (d + mu m)}. The momentum of what does not move adds up
 * its gradients, too.
 */
final class SgdRule extends UpdateRule {
  private final double[] momentum = vector("momentum");

  SgdRule(
      OptimizerConfig config,
      Precision precision,
      List<Parameter> parameters,
      Predicate<? super ParameterSegment> frozen) {
    super(config, precision, parameters, frozen);
  }

  @Override
  void update(Parameter w, double rate) {
    double mu = config().momentum();
    for (int i = 0; i < w.length(); i++) {
      int m = w.offset() + i;
      double direction = w.gradient(i) + decay(w) * w.get(i);
      momentum[m] = rounded(mu * momentum[m] + direction);
      if (moves(w)) {
        double move = config().nesterov() ? direction + mu * momentum[m] : momentum[m];
        w.set(i, w.get(i) - rate * move);
      }
    }
  }
}
