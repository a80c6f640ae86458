package org.ssl4j.collapse;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.ArrayList;
import java.util.List;

/**
 * The verdict on one layer at one time. Spread and rank are read together, and both beside the
 * untrained network where there is one. Why each threshold is what it is: {@code docs/METRICS.md},
 * "Diagnosis".
 */
final class LayerRules {

  /** Embeddings that differ so little are one point, whoever made them. */
  static final double POINT_STD_RATIO = 0.12;

  static final double POINT_COSINE = 0.98;

  /**
   * The same for a head that has been trained. Healthy ones stay above 0.42, untrained ones are at
   * 0.14 to 0.19, and that is where collapsing ones remain.
   */
  static final double TRAINED_STD_RATIO = 0.25;

  static final double TRAINED_COSINE = 0.9;

  /** Between this and the limit above a head is narrow, but has been seen to recover. */
  static final double NARROW_STD_RATIO = 0.35;

  /** Std ratio of the training batches that contradicts a collapse seen on held-out images. */
  static final double BATCH_ALIVE_STD_RATIO = 0.6;

  /**
   * For a loss with a scale of its own: part of the standard deviation it asks for. Below, its
   * variance term is within 5 % of what one point costs. Healthy VICReg has 0.33 and more from its
   * first epoch on, one without its variance term 0.043 and less from the third.
   */
  static final double SHRUNK_STD = 0.05;

  /** Growth between two measurements that contradicts shrinking: a warm-up begins as small. */
  private static final double GROWING = 1.2;

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

  /** Fewest rows from which anything is concluded about directions. */
  static final int FEWEST_ROWS = 8;

  /** Measures without which nothing is called healthy. */
  private static final List<String> DECIDING =
      List.of("spread", "stdRatio", "meanCosine", "spectrum", "effectiveRank", "clusters");

  private final String name;
  private final LayerMeasures now;
  private final LayerMeasures untrained;
  private final Integer epoch;
  private final Head head;
  private final List<Evidence> evidence = new ArrayList<>();

  /**
   * @param untrained the same layer of the untrained network, or null
   * @param epoch of the measures, or null without a run
   * @param head what is known of it beyond the measures
   */
  LayerRules(String name, LayerMeasures now, LayerMeasures untrained, Integer epoch, Head head) {
    this.name = name;
    this.now = now;
    this.untrained = untrained;
    this.epoch = epoch;
    this.head = head;
  }

  /**
   * What a layer is in its run.
   *
   * @param trained whether it is a projector, predictor or target of a network that has made
   *     updates
   * @param batchStdRatio of this layer in the latest training batches, or null if unknown
   * @param askedStd standard deviation of a dimension that the loss asks of this layer, or null if
   *     the loss does not depend on the scale
   * @param stdBefore raw standard deviation at the measurement before, the untrained network's for
   *     the first one, or null if unknown
   */
  record Head(boolean trained, Double batchStdRatio, Double askedStd, Double stdBefore) {

    /** A layer that nothing more is known of. */
    static final Head NONE = new Head(false, null, null, null);
  }

  LayerDiagnosis judge() {
    Verdict verdict = verdict();
    if (evidence.isEmpty()) {
      healthy();
    }
    return new LayerDiagnosis(name, verdict, now, evidence);
  }

  private Verdict verdict() {
    if (now.centredDegenerate()) {
      add("stdRatio", now.stdRatio(), 0, "all %d rows are equal", now.rows());
      return Verdict.COMPLETE_COLLAPSE;
    }
    if (now.rows() < FEWEST_ROWS) {
      add(
          "rows",
          now.rows(),
          FEWEST_ROWS,
          "%d embeddings are too few for a verdict; give at least %d, better 1000",
          now.rows(),
          FEWEST_ROWS);
      return Verdict.UNCERTAIN;
    }
    if (point() || shrunk()) {
      return Verdict.COMPLETE_COLLAPSE;
    }
    if (now.clusters() != null) {
      add(
          "clusters",
          now.clusters(),
          now.rows(),
          "the %d embeddings lie on %d points",
          now.rows(),
          now.clusters());
      return Verdict.CLUSTER_COLLAPSE;
    }
    if (fewDirections()) {
      return Verdict.DIMENSIONAL_COLLAPSE;
    }
    return unknown() || doubtful() ? Verdict.UNCERTAIN : Verdict.HEALTHY;
  }

  /** Nothing is healthy whose spread or rank nobody knows. */
  private boolean unknown() {
    for (String measure : DECIDING) {
      String reason = now.notMeasured().get(measure);
      if (reason != null) {
        add(measure, Double.NaN, Double.NaN, "the %s could not be measured (%s)", measure, reason);
      }
    }
    return !evidence.isEmpty()
        || Double.isNaN(now.stdRatio() + now.meanCosine() + now.effectiveRank());
  }

  /** Spread alone would call a healthy untrained network collapsed; hence two limits. */
  private boolean point() {
    double std = head.trained() ? TRAINED_STD_RATIO : POINT_STD_RATIO;
    double cosine = head.trained() ? TRAINED_COSINE : POINT_COSINE;
    boolean certain = now.stdRatio() < POINT_STD_RATIO && now.meanCosine() > POINT_COSINE;
    boolean narrow = now.stdRatio() < std && now.meanCosine() > cosine; // not so if unknown
    if (!narrow || !certain && batchesAlive()) {
      return false;
    }
    add(
        "stdRatio",
        now.stdRatio(),
        std,
        "the std ratio is %.3f, where 1 is healthy and less than %.2f one point",
        now.stdRatio(),
        std);
    add(
        "meanCosine",
        now.meanCosine(),
        cosine,
        "two different images have a cosine of %.3f on average",
        now.meanCosine());
    return true;
  }

  private boolean batchesAlive() {
    return head.batchStdRatio() != null && head.batchStdRatio() >= BATCH_ALIVE_STD_RATIO;
  }

  /**
   * Directions may differ as before: a loss that compares distances, not angles, is met by
   * shrinking all of them, and what it sees is one point.
   */
  private boolean shrunk() {
    if (head.askedStd() == null || head.stdBefore() == null) {
      return false;
    }
    double limit = SHRUNK_STD * head.askedStd();
    if (now.rawStd() >= limit || now.rawStd() > GROWING * head.stdBefore()) {
      return false;
    }
    add(
        "rawStd",
        now.rawStd(),
        limit,
        "the standard deviation of a dimension is %.3g, where this loss asks for %.0f: views agree because all"
            + " embeddings shrink to a point",
        now.rawStd(),
        head.askedStd());
    return true;
  }

  /** Effective rank below which a layer has collapsed, whatever it was before training. */
  static double collapsedRank(int possible) {
    double rank =
        Math.max(
            COLLAPSED_RANK_SHARE * possible,
            Math.min(COLLAPSED_RANK, SMALL_LAYER_SHARE * possible));
    return possible > 1 ? Math.max(rank, ONE_DIRECTION) : rank;
  }

  private boolean fewDirections() {
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
          "only %.0f of %d possible directions have a ten-thousandth of the first's variance",
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
          "the effective rank has fallen from %.1f untrained to %.1f",
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

  private boolean doubtful() {
    double share = now.effectiveRank() / now.possibleRank();
    if (share < DOUBTFUL_RANK_SHARE) {
      rank(
          DOUBTFUL_RANK_SHARE * now.possibleRank(),
          "an effective rank of %.1f of %d possible is low, but not yet a collapse",
          now.effectiveRank(),
          now.possibleRank());
    }
    if (head.trained() && now.stdRatio() < NARROW_STD_RATIO) {
      add(
          "stdRatio",
          now.stdRatio(),
          NARROW_STD_RATIO,
          "a std ratio of %.2f is low for a trained head%s",
          now.stdRatio(),
          batchesAlive() ? ", although training batches still spread" : "");
    } else if (!head.trained() && untrained == null && looksUntrained()) {
      add(
          "stdRatio",
          now.stdRatio(),
          TRAINED_STD_RATIO,
          "a std ratio of %.2f at a mean cosine of %.2f is what a collapsed head shows, but also an untrained"
              + " network; compare with the embeddings of the untrained one",
          now.stdRatio(),
          now.meanCosine());
    }
    return !evidence.isEmpty();
  }

  private boolean looksUntrained() {
    return now.stdRatio() < TRAINED_STD_RATIO && now.meanCosine() > TRAINED_COSINE;
  }

  private void healthy() {
    add(
        "stdRatio",
        now.stdRatio(),
        head.trained() ? TRAINED_STD_RATIO : POINT_STD_RATIO,
        "the embeddings spread: std ratio %.2f, mean cosine %.2f",
        now.stdRatio(),
        now.meanCosine());
    rank(
        DOUBTFUL_RANK_SHARE * now.possibleRank(),
        "they use their dimensions: effective rank %.1f of %d possible",
        now.effectiveRank(),
        now.possibleRank());
  }

  @FormatMethod
  private void rank(double threshold, @FormatString String sentence, Object... values) {
    add("effectiveRank", now.effectiveRank(), threshold, sentence, values);
  }

  @FormatMethod
  private void add(
      String measure,
      double value,
      double threshold,
      @FormatString String sentence,
      Object... values) {
    evidence.add(Evidence.of(measure, value, threshold, epoch, sentence, values));
  }
}
