package org.ssl4j.reference;

import java.util.List;
import java.util.function.Predicate;
import org.ssl4j.config.OptimizerConfig;
import org.ssl4j.matrix.Precision;
import org.ssl4j.network.ParameterKind;
import org.ssl4j.network.ParameterSegment;

/**
 * Layer-wise adaptive rate scaling (arXiv:1708.03888) as the authors of VICReg and BYOL have it:
 * for a weight tensor {@code d = (g + decay w) eta |w| / |g + decay w|}, without the factor where a
 * norm is 0; for biases and batch norm {@code d = g}, with decay only if all are decayed; then
 * {@code m = mu m + d; w -= rate m}.
 */
final class LarsRule extends UpdateRule {
  private final double[] momentum = vector("momentum");

  LarsRule(
      OptimizerConfig config,
      Precision precision,
      List<Parameter> parameters,
      Predicate<? super ParameterSegment> frozen) {
    super(config, precision, parameters, frozen);
  }

  @Override
  void update(Parameter w, double rate) {
    if (!moves(w)) {
      return;
    }
    double trust = isTensor(w) ? trust(w) : 1;
    for (int i = 0; i < w.length(); i++) {
      int m = w.offset() + i;
      momentum[m] = rounded(config().momentum() * momentum[m] + trust * direction(w, i));
      w.set(i, w.get(i) - rate * momentum[m]);
    }
  }

  private static boolean isTensor(Parameter w) {
    return w.segment().kind() == ParameterKind.WEIGHT && w.segment().rank() > 1;
  }

  private double trust(Parameter w) {
    double weightSquares = 0;
    double directionSquares = 0;
    for (int i = 0; i < w.length(); i++) {
      weightSquares += w.get(i) * w.get(i);
      directionSquares += direction(w, i) * direction(w, i);
    }
    return weightSquares > 0 && directionSquares > 0
        ? config().larsEta() * Math.sqrt(weightSquares) / Math.sqrt(directionSquares)
        : 1;
  }

  private double direction(Parameter w, int i) {
    return w.gradient(i) + decay(w) * w.get(i);
  }
}
