package org.ssl4j.diagnose;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import org.ssl4j.measure.LayerMeasures;

/**
 * Whether few directions are left: by rank alone, beside the untrained network's, or by spectrum.
 */
final class DirectionRules {

  /** Share of the possible rank: collapsed projectors kept about 1 %, healthy ones 7 % and more. */
  static final double COLLAPSED_RANK_SHARE = 0.05;

  static final double DOUBTFUL_RANK_SHARE = 0.075;

  /** In small layers a share means little: hardly more than two directions are left. */
  static final double COLLAPSED_RANK = 2.5;

  /** No verdict from the absolute rank where it would exceed this share of the possible one. */
  private static final double SMALL_LAYER_SHARE = 0.25;

  /** One direction, in a layer of any size: a rank is 1 at least. */
  static final double ONE_DIRECTION = 1.05;

  /**
   * Rank left of the untrained network's: healthy BYOL keeps 0.18 in its projector, a collapsed
   * SimSiam 0.13 in its backbone and less than 0.1 in its projector.
   */
  static final double RANK_LEFT_OF_UNTRAINED = 0.15;

  /**
   * Directions with at least 1e-4 of the first's variance, as a share of the possible ones; only
   * where there is no untrained network to compare with, because healthy BYOL comes down to 0.086.
   */
  static final double LIVE_SHARE = 0.08;

  /** Rank share below which either is a collapse. */
  static final double LOW_RANK_SHARE = 0.1;

  /** Share of the untrained network's rank below which a rank counts as lost. */
  static final double RANK_LEFT = 0.5;

  private final LayerMeasures now;
  private final LayerMeasures untrained;
  private final Findings findings;

  DirectionRules(LayerMeasures now, LayerMeasures untrained, Findings findings) {
    this.now = now;
    this.untrained = untrained;
    this.findings = findings;
  }

  /** Effective rank below which a layer has collapsed, whatever it was before training. */
  static double collapsedRank(int possible) {
    double rank =
        Math.max(
            COLLAPSED_RANK_SHARE * possible,
            Math.min(COLLAPSED_RANK, SMALL_LAYER_SHARE * possible));
    return possible > 1 ? Math.max(rank, ONE_DIRECTION) : rank;
  }

  boolean few() {
    int possible = now.possibleRank();
    double absolute = collapsedRank(possible);
    if (now.effectiveRank() < absolute) {
      rank(absolute, "the effective rank is %.1f of %d possible", now.effectiveRank(), possible);
      share();
      return true;
    }
    double share = now.effectiveRank() / possible;
    double live = (1 - now.nearSingularFraction()) * now.dim() / possible;
    if (untrained == null && share < LOW_RANK_SHARE && live < LIVE_SHARE) {
      add(
          "nearSingularFraction",
          now.nearSingularFraction(),
          1 - LIVE_SHARE * possible / now.dim(),
          "only %.0f of %d possible directions have at least 1/10,000 of the variance of the first direction",
          live * possible,
          possible);
      rank(
          LOW_RANK_SHARE * possible,
          "the effective rank is %.1f of %d possible",
          now.effectiveRank(),
          possible);
      return true;
    }
    if (untrained != null
        && share < LOW_RANK_SHARE
        && now.effectiveRank() < RANK_LEFT_OF_UNTRAINED * untrained.effectiveRank()) {
      rank(
          RANK_LEFT_OF_UNTRAINED * untrained.effectiveRank(),
          "the effective rank has fallen from %.1f before training to %.1f",
          untrained.effectiveRank(),
          now.effectiveRank());
      share();
      return true;
    }
    return false;
  }

  private void share() {
    add(
        "topEigenvalueShare",
        now.topEigenvalueShare(),
        1.0 / now.possibleRank(),
        "one direction holds %.1f %% of the variance",
        100 * now.topEigenvalueShare());
  }

  @FormatMethod
  private void rank(double threshold, @FormatString String sentence, Object... values) {
    findings.add("effectiveRank", now.effectiveRank(), threshold, sentence, values);
  }

  @FormatMethod
  private void add(
      String measure,
      double value,
      double threshold,
      @FormatString String sentence,
      Object... values) {
    findings.add(measure, value, threshold, sentence, values);
  }
}
