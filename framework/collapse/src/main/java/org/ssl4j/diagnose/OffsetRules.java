package org.ssl4j.diagnose;

import org.ssl4j.measure.LayerMeasures;

/**
 * Tells embeddings on one point from embeddings with a large common offset. Cosines see the same in
 * both: everything points one way. What is left about the mean decides, and what says that it is
 * more than noise: labels, the second view of each image, the untrained network, or its shape.
 *
 * <p>White noise about a point has full rank, so a rank alone proves nothing: a network that has
 * collapsed keeps the rounding of its last layer. Features have a spectrum that falls; and whoever
 * lies within three per cent of one point needs labels to be believed.
 */
final class OffsetRules {

  /** Share of the possible rank from which what is left about the mean is rich. */
  static final double RICH_SHARE = 0.3;

  /**
   * Length of what is left about the mean as a share of the offset's. Sentence encoders with a mean
   * cosine of 0.99 have a tenth.
   */
  static final double FAINT_SPREAD = 0.03;

  /** Participation ratio as a share of that of white noise of the same shape, 0.98 to 1.02. */
  static final double WHITE = 0.8;

  /** Distance of two views as a share of that of two images at which views agree. */
  static final double VIEWS_AGREE = 0.5;

  /** Mean cosine from which an offset is named at all. */
  static final double NAMED_COSINE = 0.5;

  private final LayerMeasures now;
  private final LayerMeasures untrained;
  private final RunHistory.Score score;
  private final boolean run;
  private final Findings findings;

  OffsetRules(
      LayerMeasures now,
      LayerMeasures untrained,
      RunHistory.Score score,
      boolean run,
      Findings findings) {
    this.now = now;
    this.untrained = untrained;
    this.score = score;
    this.run = run;
    this.findings = findings;
  }

  /** The verdict on embeddings that all point one way; healthy if only an offset makes them so. */
  Verdict verdict() {
    boolean spreads = rich() && spread() >= FAINT_SPREAD;
    if (labelsAreTold()) {
      name();
      labels();
      return spreads ? Verdict.HEALTHY : Verdict.UNCERTAIN;
    }
    boolean better = score != null && score.better();
    if (spreads && (better || moreThanNoise()) || run && untrainedWasSo()) {
      name();
      return Verdict.UNCERTAIN;
    }
    return Verdict.COMPLETE_COLLAPSE;
  }

  /** Whether labels say that the embeddings are of use; in a run, of more than at random. */
  boolean labelsAreTold() {
    return score != null && score.better() && (run || score.high());
  }

  private void labels() {
    String reference = run ? "the untrained network" : "always naming the most frequent class";
    findings.add(
        "knn",
        score.top1(),
        score.reference(),
        "k-NN is %.3f, and %.3f for %s",
        score.top1(),
        score.reference(),
        reference);
  }

  private boolean rich() {
    return now.effectiveRank() >= RICH_SHARE * now.possibleRank();
  }

  /** Length about the mean over that of the mean, from the cosine that this gives. */
  private double spread() {
    return Math.sqrt(Math.max(0, 1 - now.meanCosine()) / now.meanCosine());
  }

  private boolean moreThanNoise() {
    if (now.alignment() != null) {
      return now.alignment() < VIEWS_AGREE * (2 - 2 * now.meanCosine());
    }
    double n = now.rows() - 1.0;
    double white = n * now.dim() / (n + now.dim());
    return now.offsetDims() != null || now.participationRatio() < WHITE * white;
  }

  private boolean untrainedWasSo() {
    return rich()
        && untrained != null
        && untrained.meanCosine() > LayerRules.POINT_COSINE
        && now.effectiveRank() > DirectionRules.RANK_LEFT * untrained.effectiveRank()
        && spread() > DirectionRules.RANK_LEFT * spreadOf(untrained);
  }

  private static double spreadOf(LayerMeasures measures) {
    return Math.sqrt(Math.max(0, 1 - measures.meanCosine()) / measures.meanCosine());
  }

  /** Names the offset, where there is one. */
  void name() {
    if (!(now.meanCosine() > NAMED_COSINE)) {
      return;
    }
    String where =
        now.offsetDims() == null
            ? ""
            : now.offsetDims() == 1
                ? " (the offset lies in a single column)"
                : " (the offset lies in " + now.offsetDims() + " of " + now.dim() + " columns)";
    findings.add(
        "meanCosine",
        now.meanCosine(),
        NAMED_COSINE,
        "a common offset raises the mean cosine to %.3f%s; after subtraction of the mean, the embeddings have an effective rank of"
            + " %.1f of %d. Subtract the mean before you compare cosines",
        now.meanCosine(),
        where,
        now.effectiveRank(),
        now.possibleRank());
  }
}
