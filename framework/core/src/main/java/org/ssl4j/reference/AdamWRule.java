package org.ssl4j.reference;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.config.OptimizerConfig;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.NetworkState;
import org.ssl4j.network.ParameterSegment;
import org.ssl4j.network.Rates;

/**
 * Adam with decoupled weight decay (arXiv:1711.05101, algorithm 2, in PyTorch's parametrisation):
 * {@code m = beta1 m + (1 - beta1) g; v = beta2 v + (1 - beta2) g^2; w *= 1 - rate decay; w -= rate
 * mhat / (sqrt(vhat) + epsilon)} with {@code mhat = m / (1 - beta1^t)} and {@code vhat = v / (1 -
 * beta2^t)}.
 */
final class AdamWRule extends UpdateRule {
  private static final String STEP = "step";

  private final double[] first = vector("firstMoment");
  private final double[] second = vector("secondMoment");
  private long step;

  AdamWRule(
      OptimizerConfig config,
      Precision precision,
      List<Parameter> parameters,
      Predicate<? super ParameterSegment> frozen) {
    super(config, precision, parameters, frozen);
    requireBelowOne("optimizer.beta1", config.beta1());
    requireBelowOne("optimizer.beta2", config.beta2());
  }

  private static void requireBelowOne(String path, double beta) {
    if (!(beta >= 0 && beta < 1)) {
      throw new InvalidSettingException(path, "must be at least 0 and below 1, not " + beta);
    }
  }

  @Override
  void update(Rates rates) {
    step++;
    super.update(rates);
  }

  @Override
  void update(Parameter w, double rate) {
    double beta1 = config().beta1();
    double beta2 = config().beta2();
    for (int i = 0; i < w.length(); i++) {
      int m = w.offset() + i;
      double g = w.gradient(i);
      first[m] = rounded(beta1 * first[m] + (1 - beta1) * g);
      second[m] = rounded(beta2 * second[m] + (1 - beta2) * g * g);
      if (moves(w)) {
        double meanGradient = first[m] / (1 - Math.pow(beta1, (double) step));
        double meanSquare = second[m] / (1 - Math.pow(beta2, (double) step));
        double decayed = (1 - rate * decay(w)) * w.get(i);
        w.set(i, decayed - rate * meanGradient / (Math.sqrt(meanSquare) + config().epsilon()));
      }
    }
  }

  @Override
  Map<String, Long> counters() {
    return Map.of(STEP, step);
  }

  @Override
  void restore(NetworkState state) {
    super.restore(state);
    step = state.counters().get(STEP);
  }
}
