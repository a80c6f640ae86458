package org.ssl4j.train;

import java.util.Comparator;
import java.util.Map;
import java.util.OptionalDouble;
import org.ssl4j.method.Step;
import org.ssl4j.network.Network;
import org.ssl4j.network.ParameterKind;
import org.ssl4j.network.ParameterSegment;
import org.ssl4j.text.Text;

/**
 * Finds NaN, infinity and an exploding loss before they reach the weights, and says where they came
 * from.
 */
final class DivergenceGuard {

  /**
   * A loss of so many times the first one, and at least so much, is lost: of healthy runs on record
   * none has had a step above twice its first loss.
   */
  private static final double EXPLOSION = 1000;

  private final Network online;

  DivergenceGuard(Network online) {
    this.online = online;
  }

  /**
   * Checks loss, terms and gradient of a step that has not been applied yet.
   *
   * @param gradientNorm Euclidean; it is not finite exactly when an entry of the gradient is not,
   *     or when it is beyond the largest float, which is as bad
   * @param firstLoss of the run, empty at its first step
   * @throws DivergedException naming the step, the first term and the first layer that is not
   *     finite, or what is largest if the loss has exploded
   */
  void check(long step, Step result, double gradientNorm, OptionalDouble firstLoss) {
    boolean gradientFinite = Double.isFinite(gradientNorm);
    if (!Double.isFinite(result.loss()) || !gradientFinite) {
      throw new DivergedException(
          Text.of(
              "training diverged at step %d: %s; first layer affected: %s.",
              step, culprit(result, gradientFinite), firstLayer()));
    }
    double first = Math.max(1, Math.abs(firstLoss.orElse(result.loss())));
    if (Math.abs(result.loss()) > EXPLOSION * first) {
      throw new DivergedException(
          Text.of(
              "training diverged at step %d: the loss has exploded to %.3g from %.3g at the first step (largest term: %s); layer with the largest gradient: %s.",
              step,
              result.loss(),
              firstLoss.orElse(Double.NaN),
              largestTerm(result),
              largestGradient()));
    }
  }

  private static String largestTerm(Step result) {
    return result.terms().entrySet().stream()
        .max(Comparator.comparingDouble(term -> Math.abs(term.getValue())))
        .map(term -> Text.of("%s, %.3g", term.getKey(), term.getValue()))
        .orElse("the loss itself");
  }

  private String largestGradient() {
    return online.health().largestGradient().map(ParameterSegment::fullName).orElse("none");
  }

  private static String culprit(Step result, boolean gradientFinite) {
    for (Map.Entry<String, Double> term : result.terms().entrySet()) {
      if (!Double.isFinite(term.getValue())) {
        return Text.of("loss term \"%s\" is %s", term.getKey(), term.getValue());
      }
    }
    if (!Double.isFinite(result.loss())) {
      return "the loss is " + result.loss();
    }
    return gradientFinite
        ? "the loss is not finite"
        : Text.of("the loss is %s but its gradient is not finite", result.loss());
  }

  private String firstLayer() {
    var health = online.health();
    if (health.parameters().isPresent()) {
      var segment = health.parameters().get();
      boolean statistic = segment.kind() == ParameterKind.STATISTIC;
      return segment.fullName() + (statistic ? " (its running statistics)" : " (its weights)");
    }
    return health
        .gradient()
        .map(segment -> segment.fullName() + " (its gradient)")
        .orElse("none (only the loss)");
  }
}
