package org.ssl4j.kinds;

import java.util.Arrays;
import java.util.List;
import org.ssl4j.diagnose.Thresholds;
import org.ssl4j.diagnose.Verdict;
import org.ssl4j.faces.TwoTowers;
import org.ssl4j.measure.SingularValues;
import org.ssl4j.measure.Uniformity;
import org.ssl4j.text.Text;

/** Pairs of embeddings from two encoders: do the towers agree, and on what? */
public final class PairsKind implements CollapseKind {

  private static final int FEWEST_PAIRS = 16;

  /** Pairs from which retrieval at chance is no accident. */
  private static final int FEWEST_RETRIEVED = 50;

  /** Uniformity above which a tower has nearly one direction: a mean cosine above .98. */
  private static final double ONE_DIRECTION = -0.04;

  /** Hits that drawing at random reaches once in fifty times at most (Poisson, mean 1). */
  private static final double HITS_BY_CHANCE = 3;

  /** Multiple of chance from which towers match; at most a half. */
  private static final double MATCHED = 10;

  private static final double MATCHED_AT_MOST = 0.5;

  /** Share of the variance that only says from which tower a row comes. */
  private static final double MOSTLY_GAP = 0.5;

  /** Share of the baseline's value below which it was lost. */
  private static final double LOST = 0.5;

  @Override
  public String name() {
    return "pairs";
  }

  @Override
  public String summary() {
    return "embeddings of pairs from two encoders, as in CLIP: gap, rank, retrieval";
  }

  @Override
  public List<ArrayNeed> arrays() {
    return List.of(
        ArrayNeed.of("a", "pairs, dimensions", "embeddings of the first encoder"),
        ArrayNeed.of(
            "b", "pairs, dimensions", "embeddings of the second one, row i of the same pair"));
  }

  @Override
  public List<MeasureInfo> measures() {
    return List.of(
        new MeasureInfo(
            "recallAtOneAToB",
            "recall at 1, a to b",
            "near 1: healthy; chance: collapsed or not matched"),
        new MeasureInfo(
            "recallAtOneBToA", "recall at 1, b to a", "the same in the other direction"),
        new MeasureInfo("chanceRecallAtOne", "chance", "of recall at 1, among the pairs searched"),
        new MeasureInfo(
            "effectiveRankA", "effective rank, a", "a good part of the possible rank: healthy"),
        new MeasureInfo("effectiveRankB", "effective rank, b", "the same of the second tower"),
        new MeasureInfo("effectiveRankUnion", "effective rank, both", "of all rows together"),
        new MeasureInfo("possibleRank", "possible rank", "min(pairs - 1, dimensions)"),
        new MeasureInfo("uniformityA", "uniformity, a", "well below 0: healthy; 0: one direction"),
        new MeasureInfo("uniformityB", "uniformity, b", "the same of the second tower"),
        new MeasureInfo("alignment", "alignment", "small is good only with a healthy uniformity"),
        new MeasureInfo(
            "meanPositiveCosine", "cosine of pairs", "well above that of other pairs: healthy"),
        new MeasureInfo(
            "meanNegativeCosine", "cosine of different pairs", "about 0: healthy; 1: collapsed"),
        new MeasureInfo("centroidGap", "gap of the centres", "0 to 2; about 0.8 in CLIP"),
        new MeasureInfo(
            "gapVarianceShare", "share of the gap", "of the variance; 1: only the tower counts"),
        new MeasureInfo("pairs", "pairs", "rows, N"),
        new MeasureInfo("searched", "pairs searched", "among which partners are looked for"));
  }

  @Override
  public List<String> limits() {
    return List.of(
        "A gap between the towers is usual and does not by itself harm retrieval.",
        "Recall at 1 depends on the number of pairs searched, and pairs that mean the same count as mistakes.",
        "Two towers that collapsed together are perfectly aligned.");
  }

  @Override
  public String baseline() {
    return "embeddings of the same pairs by the towers at initialisation, or by an earlier checkpoint";
  }

  @Override
  public KindMeasurement measure(KindInput input) {
    var towers = TwoTowers.of(input.array("a"), input.array("b"));
    var retrieval = towers.retrieval();
    int possible = Math.min(towers.rows() - 1, input.array("a").axis(1));
    var measured =
        new KindMeasurement()
            .put("recallAtOneAToB", retrieval.aToB())
            .put("recallAtOneBToA", retrieval.bToA())
            .put("chanceRecallAtOne", retrieval.chance())
            .put("effectiveRankA", towers.spectrumA().effectiveRank())
            .put("effectiveRankB", towers.spectrumB().effectiveRank())
            .put("effectiveRankUnion", towers.spectrumUnion().effectiveRank())
            .put("possibleRank", possible)
            .put("uniformityA", towers.uniformityA())
            .put("uniformityB", towers.uniformityB())
            .put("alignment", towers.alignment())
            .put("meanPositiveCosine", towers.positiveCosine())
            .put("meanNegativeCosine", towers.negativeCosine())
            .put("centroidGap", towers.centroidGap())
            .put("gapVarianceShare", towers.gapVarianceShare())
            .put("pairs", towers.rows())
            .put("searched", retrieval.sampled());
    if (retrieval.sampled() < towers.rows()) {
      measured.note(
          Text.of(
              "Partners are searched among %d of %d pairs, drawn by a fixed sequence.",
              retrieval.sampled(), towers.rows()));
    }
    if (towers.rows() > Uniformity.MOST_ROWS) {
      measured.note(
          Text.of(
              "Uniformity is measured on %d of %d rows, drawn by a fixed sequence.",
              Uniformity.MOST_ROWS, towers.rows()));
    }
    return measured
        .show(
            Picture.lines(
                    "cosines",
                    "Cosines of pairs and of rows of different pairs",
                    "Shares by cosine. Two hills apart: the towers match. Both at 1: both have collapsed. Both around one place: the pairs are not told apart.",
                    "cosine",
                    "share",
                    histogram("pairs", retrieval.positives()),
                    histogram("different pairs", retrieval.negatives()))
                .fromZero())
        .show(
            Picture.lines(
                    "tower-spectra",
                    "Singular values of the towers",
                    "Of the centred rows of unit length, as shares of the first. A steep fall means that few directions are used.",
                    "index",
                    "share of the first",
                    spectrum("a", towers.spectrumA()),
                    spectrum("b", towers.spectrumB()))
                .log(true, true));
  }

  private static Picture.Series histogram(String name, long[] counts) {
    double total = Math.max(1, Arrays.stream(counts).sum());
    double[] x = new double[counts.length];
    double[] y = new double[counts.length];
    for (int i = 0; i < counts.length; i++) {
      x[i] = -1 + 2.0 * i / counts.length;
      y[i] = counts[i] / total;
    }
    return Picture.Series.points(name, x, y);
  }

  private static Picture.Series spectrum(String name, SingularValues singular) {
    double[] values = singular.degenerate() ? new double[0] : singular.values();
    double first = values.length == 0 ? 1 : values[0];
    return Picture.Series.ranked(
        name, Arrays.stream(values).map(v -> v / first).filter(v -> v > 1e-8).toArray(), true);
  }

  @Override
  public Ruling judge(MeasuredValues now, MeasuredValues baseline) {
    double pairs = now.get("pairs");
    if (pairs < FEWEST_PAIRS) {
      return Ruling.tooFew("pairs", pairs, FEWEST_PAIRS, "pairs");
    }
    double recall = Math.min(now.get("recallAtOneAToB"), now.get("recallAtOneBToA"));
    double chance = now.get("chanceRecallAtOne");
    double matched = Math.min(MATCHED_AT_MOST, MATCHED * chance);
    boolean matches = recall >= matched;
    boolean aPoint = onePoint(now, "A");
    boolean bPoint = onePoint(now, "B");
    if ((aPoint || bPoint) && !matches) {
      return Ruling.of(
              Verdict.COMPLETE_COLLAPSE,
              aPoint && bPoint ? "collapse of both towers" : "collapse of one tower")
          .because(
              aPoint ? "uniformityA" : "uniformityB",
              now.get(aPoint ? "uniformityA" : "uniformityB"),
              ONE_DIRECTION,
              "all rows of %s point nearly one way (uniformity %.3f and %.3f), and recall at 1 is %.4f at a chance of %.4f",
              aPoint && bPoint ? "both towers" : aPoint ? "a" : "b",
              now.get("uniformityA"),
              now.get("uniformityB"),
              recall,
              chance);
    }
    int possible = (int) now.get("possibleRank");
    double least = Thresholds.collapsedRank(possible);
    for (String tower : List.of("A", "B")) {
      double rank = now.get("effectiveRank" + tower);
      if (rank < least) {
        return Ruling.of(Verdict.DIMENSIONAL_COLLAPSE, "dimensional collapse")
            .because(
                "effectiveRank" + tower,
                rank,
                least,
                "the rows of %s use %.1f of %d possible directions",
                tower.equals("A") ? "a" : "b",
                rank,
                possible);
      }
    }
    if (recall * now.get("searched") <= HITS_BY_CHANCE && now.get("searched") >= FEWEST_RETRIEVED) {
      return Ruling.of(Verdict.NOT_LEARNING, "unmatched pairs")
          .because(
              "recallAtOneAToB",
              recall,
              matched,
              "recall at 1 is %.4f, at a chance of %.4f: the towers do not tell pairs apart, or the rows of a and b are in different orders",
              recall,
              chance);
    }
    if (baseline != null) {
      return beside(now, baseline, recall);
    }
    if (!matches) {
      return Ruling.baselineDecides()
          .because(
              "recallAtOneAToB",
              recall,
              matched,
              "recall at 1 is %.4f, at a chance of %.4f: above it, but not clearly",
              recall,
              chance);
    }
    if (aPoint || bPoint) {
      return Ruling.baselineDecides()
          .because(
              aPoint ? "uniformityA" : "uniformityB",
              now.get(aPoint ? "uniformityA" : "uniformityB"),
              ONE_DIRECTION,
              "rows of %s lie in a narrow cone (uniformity %.3f), yet pairs are found",
              aPoint ? "a" : "b",
              now.get(aPoint ? "uniformityA" : "uniformityB"));
    }
    double gap = now.get("gapVarianceShare");
    if (gap > MOSTLY_GAP) {
      return Ruling.baselineDecides()
          .because(
              "gapVarianceShare",
              gap,
              MOSTLY_GAP,
              "modality gap: %.0f %% of the variance only says from which tower a row comes, yet pairs are found",
              100 * gap);
    }
    return Ruling.healthy()
        .because(
            "recallAtOneAToB",
            recall,
            matched,
            "recall at 1 is %.2f at a chance of %.4f, and the towers use %.1f and %.1f of %d directions",
            recall,
            chance,
            now.get("effectiveRankA"),
            now.get("effectiveRankB"),
            possible);
  }

  private static boolean onePoint(MeasuredValues now, String tower) {
    return now.get("effectiveRank" + tower) == 0 || now.get("uniformity" + tower) > ONE_DIRECTION;
  }

  private static Ruling beside(MeasuredValues now, MeasuredValues baseline, double recall) {
    for (String tower : List.of("A", "B")) {
      double rank = now.get("effectiveRank" + tower);
      double before = baseline.get("effectiveRank" + tower);
      if (rank < Thresholds.RANK_LEFT_OF_UNTRAINED * before) {
        return Ruling.of(Verdict.DIMENSIONAL_COLLAPSE, "dimensional collapse")
            .because(
                "effectiveRank" + tower,
                rank,
                Thresholds.RANK_LEFT_OF_UNTRAINED * before,
                "the rows of %s use %.1f directions, in the baseline %.1f",
                tower.equals("A") ? "a" : "b",
                rank,
                before);
      }
    }
    double recallBefore =
        Math.min(baseline.get("recallAtOneAToB"), baseline.get("recallAtOneBToA"));
    return (recall < LOST * recallBefore ? Ruling.uncertain() : Ruling.healthy())
        .because(
            "recallAtOneAToB",
            recall,
            LOST * recallBefore,
            "recall at 1 is %.3f, in the baseline %.3f; the gap of the centres is %.2f, there %.2f",
            recall,
            recallBefore,
            now.get("centroidGap"),
            baseline.get("centroidGap"));
  }
}
