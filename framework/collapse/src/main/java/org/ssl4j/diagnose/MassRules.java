package org.ssl4j.diagnose;

import org.ssl4j.measure.LayerMeasures;
import org.ssl4j.text.Text;

/** Rows that repeat and columns that are still: what spread and rank of the others hide. */
final class MassRules {

  /** Share of the rows on one point from which all are called nearly the same. */
  static final double NEARLY_ALL = 0.9;

  /** Share of the rows on few points from which these decide. */
  static final double MOST = 0.5;

  /** Share that is more than the duplicates of a data set. */
  static final double DOUBTFUL = 0.1;

  /** Share of columns that do not vary from which few directions are left. */
  static final double STILL = 0.75;

  /** Share of columns that do not vary from which a layer is in doubt. */
  static final double DOUBTFUL_STILL = 0.5;

  /** Share that is worth a word. */
  private static final double NAMED = 0.05;

  /**
   * Live columns as a share of the possible rank above which still ones cost nothing: sparse codes
   * have many more columns than a sample of rows can use.
   */
  private static final double ENOUGH_LIVE = 0.3;

  /** Difference of two shares that is none. */
  private static final double SAME = 0.1;

  private final LayerMeasures now;
  private final LayerMeasures untrained;
  private final Findings findings;

  MassRules(LayerMeasures now, LayerMeasures untrained, Findings findings) {
    this.now = now;
    this.untrained = untrained;
    this.findings = findings;
  }

  /** Share of the rows that lie on few points; older files know of zero rows only. */
  static double share(LayerMeasures measures) {
    if (measures.pointShare() != null) {
      return measures.pointShare();
    }
    return measures.zeroRowFraction() >= NAMED ? measures.zeroRowFraction() : 0;
  }

  /** Healthy where nothing repeats; evidence for any other verdict. */
  Verdict rows() {
    double share = share(now);
    if (share < DOUBTFUL) {
      return Verdict.HEALTHY;
    }
    double threshold = share >= NEARLY_ALL ? NEARLY_ALL : share >= MOST ? MOST : DOUBTFUL;
    nameRows(threshold);
    if (untrained != null && share(untrained) >= share - SAME) {
      findings.add(
          "pointShare",
          share(untrained),
          threshold,
          "%s %% of them were like this before training, so the images themselves repeat",
          percent(share(untrained)));
    }
    if (share < MOST) {
      return Verdict.UNCERTAIN;
    }
    return share >= NEARLY_ALL && onePoint() ? Verdict.COMPLETE_COLLAPSE : Verdict.CLUSTER_COLLAPSE;
  }

  private boolean onePoint() {
    return now.points() == null || now.points() <= 1 && !(now.points() == 1 && someZero());
  }

  /** Whether rows of zeros are a point of their own. */
  private boolean someZero() {
    return now.zeroRowFraction() >= NAMED;
  }

  private boolean zero() {
    return now.points() == null || now.points() == 0;
  }

  private void nameRows(double threshold) {
    double share = share(now);
    String what =
        zero()
            ? now.zeroRowFraction() >= share - NAMED ? "are zero vectors" : "are almost zero"
            : onePoint()
                ? "are the same vector up to scale"
                : "lie on " + (now.points() + (someZero() ? 1 : 0)) + " points";
    findings.add(
        zero() ? "zeroRowFraction" : "pointShare",
        share,
        threshold,
        "%s %% of the %d embeddings %s",
        percent(share),
        now.rows(),
        what);
  }

  /** Columns that do not vary, or by rounding only. */
  static int still(LayerMeasures measures) {
    return measures.faintDims() == null
        ? measures.constantDims()
        : Math.max(measures.faintDims(), measures.constantDims());
  }

  private static double stillShare(LayerMeasures measures) {
    return still(measures) / (double) measures.dim();
  }

  /**
   * Healthy where enough columns vary; evidence for any other verdict.
   *
   * @param labelsTold whether labels say that what is left is enough
   */
  Verdict columns(boolean labelsTold) {
    double share = stillShare(now);
    double live = (now.dim() - still(now)) / (double) now.possibleRank();
    if (share < DOUBTFUL_STILL || live > DOUBTFUL_STILL) {
      return Verdict.HEALTHY;
    }
    boolean collapsed = share >= STILL && live < ENOUGH_LIVE;
    nameColumns(collapsed ? STILL : DOUBTFUL_STILL);
    boolean before = untrained != null && stillShare(untrained) >= share - SAME;
    if (before) {
      findings.add(
          "constantDims",
          still(untrained),
          DOUBTFUL_STILL * now.dim(),
          "%d of the columns did so before training",
          still(untrained));
    }
    return collapsed && !before && !labelsTold ? Verdict.DIMENSIONAL_COLLAPSE : Verdict.UNCERTAIN;
  }

  private void nameColumns(double threshold) {
    String how = still(now) == now.constantDims() ? "never vary" : "hardly vary";
    findings.add(
        "constantDims",
        still(now),
        threshold * now.dim(),
        "%d of the %d columns (%s %%) %s",
        still(now),
        now.dim(),
        percent(stillShare(now)),
        how);
  }

  /** What is worth a word although it decides nothing. */
  void name() {
    if (share(now) >= NAMED && share(now) < DOUBTFUL) {
      nameRows(DOUBTFUL);
    }
    if (stillShare(now) >= DOUBTFUL) {
      nameColumns(DOUBTFUL_STILL);
    }
  }

  /** Whole per cent, and tenths where whole ones would claim all of them. */
  private static String percent(double share) {
    double percent = 100 * share;
    return percent > 99 && percent < 100 ? Text.of("%.1f", percent) : Text.of("%.0f", percent);
  }
}
