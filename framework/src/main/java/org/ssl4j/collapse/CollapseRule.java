package org.ssl4j.collapse;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.ssl4j.config.MonitorConfig;

/**
 * Whether a trained projector has plainly collapsed. A conservative rule on two measures at a time,
 * because neither the spread nor the rank suffices alone: a rank-one embedding can have a healthy
 * spread, and a constant plus noise a high rank.
 */
public final class CollapseRule {

  /** All embeddings in one direction. */
  private static final double COLLAPSED_COSINE = 0.95;

  /**
   * A healthy SimSiam keeps up to .8 of its variance in one direction; collapsed runs showed .99.
   */
  private static final double COLLAPSED_TOP_SHARE = 0.95;

  /** Share of the possible rank; collapsed runs kept about 1 %, healthy ones 10 % and more. */
  private static final double COLLAPSED_RANK_SHARE = 0.02;

  /** In small projectors: hardly more than one direction is left. */
  private static final double COLLAPSED_RANK = 2;

  private CollapseRule() {}

  /**
   * @param layers measures by layer name
   * @return what is wrong, or empty if the projector was not measured or has not collapsed
   */
  public static Optional<String> of(MonitorConfig config, Map<String, LayerMeasures> layers) {
    var projector = layers.get("projector");
    if (projector == null) {
      return Optional.empty();
    }
    if (projector.stdRatio() < config.collapseStdRatio()
        && projector.meanCosine() > COLLAPSED_COSINE) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "complete collapse: the projector's std ratio is %.3f (healthy about 1) and its mean cosine %.3f",
              projector.stdRatio(),
              projector.meanCosine()));
    }
    int possible = Math.min(projector.dim(), projector.rows() - 1);
    if (projector.topEigenvalueShare() > COLLAPSED_TOP_SHARE
        && projector.effectiveRank() < Math.max(COLLAPSED_RANK, COLLAPSED_RANK_SHARE * possible)) {
      return Optional.of(
          String.format(
              Locale.ROOT,
              "dimensional collapse: the projector's effective rank is %.1f of %d and one direction holds %.1f %% of its variance",
              projector.effectiveRank(),
              possible,
              100 * projector.topEigenvalueShare()));
    }
    return Optional.empty();
  }
}
