package org.ssl4j.train;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.ssl4j.method.Step;
import org.ssl4j.network.ParameterKind;
import org.ssl4j.network.ParameterSegment;
import org.ssl4j.network.SslGraph;

/** Finds NaN and infinity before they reach the weights, and says where they came from. */
final class DivergenceGuard {

  private final SslGraph online;

  DivergenceGuard(SslGraph online) {
    this.online = online;
  }

  /**
   * Checks loss, terms and gradient of a step that has not been applied yet.
   *
   * @throws DivergedException naming the step, the first term and the first layer that is not
   *     finite
   */
  void check(long step, Step result) {
    // A sum over the flat gradient is not finite exactly when an entry is (or the sum overflows,
    // which is as bad).
    boolean gradientFinite = Double.isFinite(online.flatGradient().sumNumber().doubleValue());
    if (Double.isFinite(result.loss()) && gradientFinite) {
      return;
    }
    throw new DivergedException(
        "training diverged at step %d: %s; first layer affected: %s. Lower optimizer.learningRate or lengthen the warm-up."
            .formatted(step, culprit(result, gradientFinite), firstLayer()));
  }

  private static String culprit(Step result, boolean gradientFinite) {
    for (Map.Entry<String, Double> term : result.terms().entrySet()) {
      if (!Double.isFinite(term.getValue())) {
        return "loss term \"%s\" is %s".formatted(term.getKey(), term.getValue());
      }
    }
    if (!Double.isFinite(result.loss())) {
      return "the loss is " + result.loss();
    }
    return gradientFinite
        ? "the loss is not finite"
        : "the loss is %s but its gradient is not finite".formatted(result.loss());
  }

  /** Weights go first in a forward pass; a gradient spreads from the last layer down. */
  private String firstLayer() {
    var segments = online.layout().segments();
    for (var segment : segments) {
      if (!finite(online.flatParameters(), segment)) {
        boolean statistic = segment.kind() == ParameterKind.STATISTIC;
        return segment.fullName() + (statistic ? " (its running statistics)" : " (its weights)");
      }
    }
    for (int i = segments.size() - 1; i >= 0; i--) {
      if (!finite(online.flatGradient(), segments.get(i))) {
        return segments.get(i).fullName() + " (its gradient)";
      }
    }
    return "none, the loss itself";
  }

  private static boolean finite(INDArray flat, ParameterSegment segment) {
    return Double.isFinite(
        flat.get(NDArrayIndex.interval(segment.offset(), segment.end())).sumNumber().doubleValue());
  }
}
