package org.ssl4j.kinds;

import java.util.List;
import org.ssl4j.diagnose.Thresholds;
import org.ssl4j.diagnose.Verdict;
import org.ssl4j.faces.TokenRank;
import org.ssl4j.measure.NumberArray;
import org.ssl4j.text.Text;

/** Tokens of a transformer by depth: do they stay different? */
public final class TokensKind implements CollapseKind {

  private static final int FEWEST_TOKENS = 8;

  /** Residual ratio below which tokens are one vector, if they also point one way. */
  private static final double EQUAL_RATIO = 0.15;

  private static final double EQUAL_COSINE = 0.98;

  /** Cosine of the last layer above which a baseline decides: trained encoders reach it. */
  private static final double ALIKE = 0.9;

  /** Share of the baseline's residual below which tokens have become alike. */
  private static final double RATIO_LEFT = 0.5;

  @Override
  public String name() {
    return "tokens";
  }

  @Override
  public String summary() {
    return "hidden states of a transformer by layer: tokens that become equal";
  }

  @Override
  public List<ArrayNeed> arrays() {
    return List.of(
        ArrayNeed.of(
            "hidden", "layers, inputs, tokens, dimensions", "the hidden states after each layer"));
  }

  @Override
  public List<MeasureInfo> measures() {
    return List.of(
        new MeasureInfo(
            "residualRatio", "residual ratio, last layer", "near 1: tokens differ; 0: equal"),
        new MeasureInfo(
            "meanTokenCosine", "token cosine, last layer", "near 0: healthy; 1: one direction"),
        new MeasureInfo(
            "tokenEffectiveRank", "token rank, last layer", "near the possible rank: healthy"),
        new MeasureInfo("possibleRank", "possible rank", "min(tokens - 1, dimensions)"),
        new MeasureInfo(
            "firstEqualLayer", "first layer of equal tokens", "counted from 0; none: healthy"),
        new MeasureInfo("residualRatioFirst", "residual ratio, first layer", ""),
        new MeasureInfo("meanTokenCosineFirst", "token cosine, first layer", ""),
        new MeasureInfo("tokenEffectiveRankFirst", "token rank, first layer", ""),
        new MeasureInfo("layers", "layers", ""),
        new MeasureInfo("inputs", "inputs measured", ""),
        new MeasureInfo("tokens", "tokens", ""));
  }

  @Override
  public List<String> limits() {
    return List.of(
        "No single measure is enough: equal tokens with a little noise have a high rank, and tokens of plus and minus one vector a high residual.",
        "The last layer of a classifier may well make tokens alike, because only their mean or the class token is read.");
  }

  @Override
  public String baseline() {
    return "hidden states of the same inputs at initialisation or from an earlier checkpoint";
  }

  @Override
  public KindMeasurement measure(KindInput input) {
    NumberArray hidden = input.array("hidden");
    var rank = TokenRank.of(hidden);
    int layers = rank.residualRatio().length;
    int last = layers - 1;
    int possible = Math.min(hidden.axis(2) - 1, hidden.axis(3));
    Integer firstEqual = null;
    for (int l = last; l >= 0 && equal(rank.residualRatio()[l], rank.meanTokenCosine()[l]); l--) {
      firstEqual = l;
    }
    var measured =
        new KindMeasurement()
            .put("residualRatio", rank.residualRatio()[last])
            .put("meanTokenCosine", rank.meanTokenCosine()[last])
            .put("tokenEffectiveRank", rank.effectiveRank()[last])
            .put("possibleRank", possible)
            .put("firstEqualLayer", firstEqual)
            .put("residualRatioFirst", rank.residualRatio()[0])
            .put("meanTokenCosineFirst", rank.meanTokenCosine()[0])
            .put("tokenEffectiveRankFirst", rank.effectiveRank()[0])
            .put("layers", layers)
            .put("inputs", rank.inputs())
            .put("tokens", hidden.axis(2));
    if (rank.inputs() < hidden.axis(1)) {
      measured.note(
          Text.of(
              "%d of %d inputs are measured, drawn by a fixed sequence.",
              rank.inputs(), hidden.axis(1)));
    }
    return measured
        .show(
            Picture.lines(
                "tokens-by-depth",
                "How different tokens are, by layer",
                "A residual ratio of 0 with a cosine of 1 means that all tokens of an input are the same vector.",
                "layer",
                "",
                Picture.Series.of("residual ratio", rank.residualRatio()),
                Picture.Series.of("token cosine", rank.meanTokenCosine())))
        .show(
            Picture.lines(
                "token-rank-by-depth",
                "Effective rank of the tokens, by layer",
                "The level is the largest possible rank.",
                "layer",
                "effective rank",
                Picture.Series.of("effective rank", rank.effectiveRank()),
                Picture.Series.points("", new double[] {0, last}, new double[] {possible, possible})
                    .asReference("possible")));
  }

  private static boolean equal(double ratio, double cosine) {
    return ratio < EQUAL_RATIO && (cosine > EQUAL_COSINE || ratio == 0);
  }

  @Override
  public Ruling judge(MeasuredValues now, MeasuredValues baseline) {
    double ratio = now.get("residualRatio");
    double cosine = now.get("meanTokenCosine");
    double rank = now.get("tokenEffectiveRank");
    int possible = (int) now.get("possibleRank");
    if (equal(ratio, cosine)) {
      return Ruling.of(Verdict.COMPLETE_COLLAPSE, "token collapse")
          .because(
              "residualRatio",
              ratio,
              EQUAL_RATIO,
              "from layer %.0f on, the tokens of an input are nearly one vector: residual ratio %.3f, cosine %.3f in the last layer",
              now.get("firstEqualLayer"),
              ratio,
              cosine);
    }
    if (now.get("tokens") < FEWEST_TOKENS) {
      return Ruling.tooFew("tokens", now.get("tokens"), FEWEST_TOKENS, "tokens");
    }
    double least = Thresholds.collapsedRank(possible);
    if (rank < least) {
      return Ruling.of(Verdict.DIMENSIONAL_COLLAPSE, "rank collapse of tokens")
          .because(
              "tokenEffectiveRank",
              rank,
              least,
              "the tokens of an input differ in %.1f of %d possible directions",
              rank,
              possible);
    }
    if (baseline != null) {
      double before = baseline.get("residualRatio");
      if (ratio < RATIO_LEFT * before && cosine > ALIKE) {
        return Ruling.of(Verdict.COMPLETE_COLLAPSE, "token collapse")
            .because(
                "residualRatio",
                ratio,
                RATIO_LEFT * before,
                "the residual ratio of the last layer is %.2f, in the baseline %.2f, at a cosine of %.2f",
                ratio,
                before,
                cosine);
      }
      double rankBefore = baseline.get("tokenEffectiveRank");
      if (rank < Thresholds.RANK_LEFT_OF_UNTRAINED * rankBefore) {
        return Ruling.of(Verdict.DIMENSIONAL_COLLAPSE, "rank collapse of tokens")
            .because(
                "tokenEffectiveRank",
                rank,
                Thresholds.RANK_LEFT_OF_UNTRAINED * rankBefore,
                "the tokens differ in %.1f directions, in the baseline in %.1f",
                rank,
                rankBefore);
      }
      return Ruling.healthy()
          .because(
              "residualRatio",
              ratio,
              RATIO_LEFT * before,
              "the residual ratio of the last layer is %.2f, in the baseline %.2f; the rank %.1f, there %.1f",
              ratio,
              before,
              rank,
              rankBefore);
    }
    if (cosine > ALIKE) {
      return Ruling.baselineDecides()
          .because(
              "meanTokenCosine",
              cosine,
              ALIKE,
              "tokens of the last layer have a mean cosine of %.2f; trained encoders reach that, too",
              cosine);
    }
    return Ruling.healthy()
        .because(
            "meanTokenCosine",
            cosine,
            ALIKE,
            "tokens of the last layer differ: residual ratio %.2f, cosine %.2f, %.1f of %d directions",
            ratio,
            cosine,
            rank,
            possible);
  }
}
