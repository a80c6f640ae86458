package org.ssl4j.diagnose;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.List;
import org.ssl4j.measure.LayerMeasures;

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

  /** Share of the possible rank from which dimensions are said to be used. */
  private static final double USED_RANK_SHARE = LearningRules.LOW_RANK_SHARE;

  /** Fewest rows from which anything is concluded about directions. */
  static final int FEWEST_ROWS = 8;

  /** Measures without which nothing is called healthy. */
  private static final List<String> DECIDING =
      List.of("spread", "stdRatio", "meanCosine", "spectrum", "effectiveRank", "clusters");

  private final String name;
  private final LayerMeasures now;
  private final LayerMeasures untrained;
  private final Head head;
  private final Findings findings;
  private final OffsetRules offset;
  private final MassRules mass;
  private final DirectionRules directions;

  /**
   * @param untrained the same layer of the untrained network, or null
   * @param epoch of the measures, or null without a run
   * @param head what is known of it beyond the measures
   */
  LayerRules(String name, LayerMeasures now, LayerMeasures untrained, Integer epoch, Head head) {
    this.name = name;
    this.now = now;
    this.untrained = untrained;
    this.head = head;
    findings = new Findings(epoch);
    offset = new OffsetRules(now, untrained, head.score(), epoch != null, findings);
    mass = new MassRules(now, untrained, findings);
    directions = new DirectionRules(now, untrained, findings);
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
   * @param score what labels say of the layer or of one that is made of it, or null if unknown
   */
  record Head(
      boolean trained,
      Double batchStdRatio,
      Double askedStd,
      Double stdBefore,
      RunHistory.Score score) {}

  LayerDiagnosis judge() {
    Verdict verdict = excused(verdict());
    if (findings.isEmpty()) {
      healthy();
    } else if (verdict == Verdict.HEALTHY) {
      rank();
    }
    if (verdict == Verdict.HEALTHY) {
      mass.name();
    }
    return new LayerDiagnosis(name, verdict, now, findings.evidence());
  }

  /** A state that training found and did not make is no collapse if the features got better. */
  private Verdict excused(Verdict verdict) {
    boolean excused =
        verdict.collapsed()
            && head.score() != null
            && head.score().better()
            && Before.was(verdict, false, untrained);
    if (!excused) {
      return verdict;
    }
    findings.add(
        "knn",
        head.score().top1(),
        head.score().reference(),
        "the untrained network looked the same (std ratio %.2f, effective rank %.1f), and k-NN has risen from %.3f to"
            + " %.3f",
        untrained.stdRatio(),
        untrained.effectiveRank(),
        head.score().reference(),
        head.score().top1());
    return Verdict.UNCERTAIN;
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
          "%d embeddings are too few for a verdict; give at least %d, better 1000 or more",
          now.rows(),
          FEWEST_ROWS);
      return Verdict.UNCERTAIN;
    }
    var spread = spread();
    if (spread.collapsed()) {
      return spread;
    }
    if (shrunk()) {
      return Verdict.COMPLETE_COLLAPSE;
    }
    var rows = mass.rows();
    if (rows == Verdict.COMPLETE_COLLAPSE || rows.collapsed() && now.clusters() != null) {
      return rows;
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
    if (directions.few()) {
      return Verdict.DIMENSIONAL_COLLAPSE;
    }
    if (rows.collapsed()) {
      return rows;
    }
    var columns = mass.columns(offset.labelsAreTold());
    if (columns.collapsed()) {
      return columns;
    }
    // Both are asked, because both name what they find.
    boolean unknown = unknown();
    boolean doubtful = doubtful();
    return unknown || doubtful || List.of(spread, rows, columns).contains(Verdict.UNCERTAIN)
        ? Verdict.UNCERTAIN
        : Verdict.HEALTHY;
  }

  /** Nothing is healthy whose spread or rank nobody knows. */
  private boolean unknown() {
    for (String measure : DECIDING) {
      String reason = now.notMeasured().get(measure);
      if (reason != null) {
        add(measure, Double.NaN, Double.NaN, "the %s could not be measured (%s)", measure, reason);
      }
    }
    return DECIDING.stream().anyMatch(now.notMeasured()::containsKey)
        || Double.isNaN(now.stdRatio() + now.meanCosine() + now.effectiveRank());
  }

  /** Std ratio below which a layer may be one point. */
  static double stdLimit(boolean trainedHead) {
    return trainedHead ? TRAINED_STD_RATIO : POINT_STD_RATIO;
  }

  /** Mean cosine above which a layer may be one point. */
  static double cosineLimit(boolean trainedHead) {
    return trainedHead ? TRAINED_COSINE : POINT_COSINE;
  }

  /** Spread alone would call a healthy untrained network collapsed; hence two limits. */
  private Verdict spread() {
    double std = stdLimit(head.trained());
    double cosine = cosineLimit(head.trained());
    boolean certain = now.stdRatio() < POINT_STD_RATIO && now.meanCosine() > POINT_COSINE;
    boolean narrow = now.stdRatio() < std && now.meanCosine() > cosine; // not so if unknown
    if (!narrow || !certain && batchesAlive()) {
      return Verdict.HEALTHY;
    }
    var verdict = head.trained() ? Verdict.COMPLETE_COLLAPSE : offset.verdict();
    if (verdict == Verdict.COMPLETE_COLLAPSE) {
      add(
          "stdRatio",
          now.stdRatio(),
          std,
          "the std ratio is %.3f; 1 is healthy, and below %.2f the embeddings count as one point",
          now.stdRatio(),
          std);
      add(
          "meanCosine",
          now.meanCosine(),
          cosine,
          "two different images have a cosine of %.3f on average",
          now.meanCosine());
    } else if (verdict == Verdict.UNCERTAIN) {
      add(
          "stdRatio",
          now.stdRatio(),
          std,
          "a std ratio of %.3f may also mean that all embeddings are one point; labels or a second view can decide this",
          now.stdRatio());
    }
    return verdict;
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
        "the standard deviation of a dimension is %.3g, but this loss asks for %.0f: the views agree because all embeddings shrink to a point",
        now.rawStd(),
        head.askedStd());
    return true;
  }

  private boolean doubtful() {
    double share = now.effectiveRank() / now.possibleRank();
    boolean rankIsLow = share < DirectionRules.DOUBTFUL_RANK_SHARE;
    if (rankIsLow) {
      rank(
          DirectionRules.DOUBTFUL_RANK_SHARE * now.possibleRank(),
          "an effective rank of %.1f of %d possible is low, but not yet a collapse",
          now.effectiveRank(),
          now.possibleRank());
    }
    boolean narrowHead = head.trained() && now.stdRatio() < NARROW_STD_RATIO;
    if (narrowHead) {
      add(
          "stdRatio",
          now.stdRatio(),
          NARROW_STD_RATIO,
          "a std ratio of %.2f is low for a trained head%s",
          now.stdRatio(),
          batchesAlive() ? ", although the embeddings of training batches still differ" : "");
    } else if (!head.trained() && untrained == null && looksUntrained()) {
      // Asked in any case, because it names what it finds.
      boolean narrow = narrowAsUntrained();
      return rankIsLow || narrow;
    }
    return rankIsLow || narrowHead;
  }

  private boolean looksUntrained() {
    return now.stdRatio() < TRAINED_STD_RATIO
        && now.meanCosine() > TRAINED_COSINE
        && !(now.stdRatio() < POINT_STD_RATIO && now.meanCosine() > POINT_COSINE);
  }

  /** Whether that is in doubt: an offset that labels see through is not. */
  private boolean narrowAsUntrained() {
    offset.name();
    if (offset.labelsAreTold()) {
      return false;
    }
    add(
        "stdRatio",
        now.stdRatio(),
        TRAINED_STD_RATIO,
        "collapsed heads and untrained networks both show a std ratio of %.2f with a mean cosine of %.2f; compare with the embeddings of the untrained network",
        now.stdRatio(),
        now.meanCosine());
    return true;
  }

  private void healthy() {
    String spread = now.stdRatio() < NARROW_STD_RATIO ? "" : "the embeddings are spread out: ";
    add(
        "stdRatio",
        now.stdRatio(),
        stdLimit(head.trained()),
        "%sstd ratio %.2f, mean cosine %.2f",
        spread,
        now.stdRatio(),
        now.meanCosine());
    rank();
    if (findings.isRunless()) {
      offset.name();
    }
  }

  /** Said in a way that a low rank does not contradict. */
  private void rank() {
    boolean used = now.effectiveRank() >= USED_RANK_SHARE * now.possibleRank();
    rank(
        DirectionRules.DOUBTFUL_RANK_SHARE * now.possibleRank(),
        "%s %.1f of %d possible",
        used ? "they use many directions: effective rank" : "their effective rank is",
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
    findings.add(measure, value, threshold, sentence, values);
  }
}
