package org.ssl4j.models.method;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.method.Encoders;
import org.ssl4j.method.LossTerm;
import org.ssl4j.models.objective.ObjectiveResult;

/**
 * VICReg's variance and covariance terms as an addition to a method that does without
 * (arXiv:2105.04906, table 4). They act on the projections of both views, before any predictor and
 * stop-gradient: that is what collapses. Weights in the proportion of VICReg's own 25 : 25 : 1 are
 * 1 and 0.04 beside a loss of normalised vectors.
 *
 * @param variance weight of the variance term; 0 for none
 * @param covariance weight of the covariance term; 0 for none
 */
record AddedTerms(double variance, double covariance) {

  private static final String VARIANCE = "variance";
  private static final String COVARIANCE = "covariance";

  /** Whether anything is added; if not, the network has no output for it. */
  boolean active() {
    return variance > 0 || covariance > 0;
  }

  /**
   * Loss, un-weighted terms and gradients; nothing if nothing is added.
   *
   * @param z1 projections of the first view [N, d], not normalised
   * @param z2 projections of the second view
   */
  Result compute(Matrix z1, Matrix z2) {
    return new Result(
        active()
            ? Optional.of(
                org.ssl4j.models.objective.VicRegLoss.compute(z1, z2, 0, variance, covariance))
            : Optional.empty());
  }

  /** The terms as metric files name them, behind a method's own. */
  List<LossTerm> behind(List<LossTerm> own) {
    if (!active()) {
      return own;
    }
    List<LossTerm> all = new ArrayList<>(own);
    double collapsed = org.ssl4j.models.objective.VicRegLoss.collapsed(1);
    all.add(
        new LossTerm(VARIANCE, 0, collapsed, "added: shortfall of the standard deviation below 1"));
    all.add(
        new LossTerm(COVARIANCE, 0, Double.NaN, "added: squared off-diagonal covariance over d"));
    return List.copyOf(all);
  }

  /** What the terms say about a batch; to be closed as an objective's result. */
  record Result(Optional<ObjectiveResult> objective) implements AutoCloseable {

    double loss() {
      return objective.map(ObjectiveResult::loss).orElse(0.0);
    }

    /** Adds the gradient for the stacked projections to those of a method's own loss. */
    void addTo(Map<String, Matrix> gradients) {
      objective.ifPresent(
          result ->
              gradients.put(
                  Encoders.PROJECTION, Matrix.stack(result.gradient(0), result.gradient(1))));
    }

    /** A method's own terms, with these behind them. */
    Map<String, Double> behind(Map<String, Double> own) {
      Map<String, Double> all = new LinkedHashMap<>(own);
      objective.ifPresent(
          result -> {
            all.put(VARIANCE, result.term(VARIANCE));
            all.put(COVARIANCE, result.term(COVARIANCE));
          });
      return all;
    }

    @Override
    public void close() {
      objective.ifPresent(ObjectiveResult::close);
    }
  }
}
