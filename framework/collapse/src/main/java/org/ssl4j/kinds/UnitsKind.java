package org.ssl4j.kinds;

import java.util.Arrays;
import java.util.List;
import org.ssl4j.diagnose.Thresholds;
import org.ssl4j.diagnose.Verdict;
import org.ssl4j.faces.UnitActivity;

/** Activations of a layer: do its units still fire, and differently? */
public final class UnitsKind implements CollapseKind {

  private static final int FEWEST_ROWS = 16;

  /** Share of dormant or constant units from which nothing of a layer is left. */
  private static final double NOTHING_LEFT = 0.95;

  /**
   * Share of dormant units from which a baseline decides: agents that still learn have a quarter
   * and more in Sokar et al. (arXiv:2302.12902, section 3).
   */
  private static final double MANY = 0.25;

  /** Rise of the share over the baseline that is a loss. */
  private static final double RISE = 0.25;

  /** Share of the baseline's srank below which directions were lost. */
  private static final double RANK_LEFT = 0.5;

  @Override
  public String name() {
    return "units";
  }

  @Override
  public String summary() {
    return "activations of one layer: dormant units and rank";
  }

  @Override
  public List<ArrayNeed> arrays() {
    return List.of(
        ArrayNeed.of(
            "activations", "inputs, units", "what a layer answers to each input, after its ReLU"));
  }

  @Override
  public List<MeasureInfo> measures() {
    return List.of(
        new MeasureInfo(
            "dormantShare", "dormant units", "score at most 0.025; 0: healthy, 1: dead"),
        new MeasureInfo("zeroShare", "silent units", "units that are 0 for every input"),
        new MeasureInfo(
            "centredDormantShare",
            "constant units",
            "units that hardly vary, whatever their level"),
        new MeasureInfo("srank", "srank", "directions that make up 99 %; few: collapsed"),
        new MeasureInfo("possibleRank", "possible rank", "min(inputs, units)"),
        new MeasureInfo("inputs", "inputs", "rows, N"),
        new MeasureInfo("units", "units", "columns, D"));
  }

  @Override
  public List<String> limits() {
    return List.of(
        "A dormant unit may wake for inputs that are not in the file.",
        "The score is relative to the layer: if all units fade together, none is dormant.",
        "Rank and dormancy say that a network can represent little, not that it has learned something.");
  }

  @Override
  public String baseline() {
    return "activations of the same layer to the same inputs at initialisation, or from an earlier checkpoint";
  }

  @Override
  public KindMeasurement measure(KindInput input) {
    var activity = UnitActivity.of(input.array("activations"));
    double[] singular = activity.singularValues();
    double first = singular[0] == 0 ? 1 : singular[0];
    double[] relative = Arrays.stream(singular).map(s -> s / first).toArray();
    return new KindMeasurement()
        .put("dormantShare", activity.dormantShare(UnitActivity.TAU))
        .put("zeroShare", activity.dormantShare(0))
        .put("centredDormantShare", activity.centredDormantShare())
        .put("srank", activity.srank())
        .put("possibleRank", Math.min(activity.rows(), activity.units()))
        .put("inputs", activity.rows())
        .put("units", activity.units())
        .show(
            Picture.lines(
                    "unit-scores",
                    "Scores of the units, highest first",
                    "Mean activity of a unit over that of the layer. Units at or below the level of 0.025 are dormant. The other curve counts only what varies.",
                    "rank of the unit",
                    "score",
                    Picture.Series.sorted("activity", activity.scores(), false),
                    Picture.Series.sorted("variation", activity.centredScores(), false),
                    Picture.Series.points(
                            "",
                            new double[] {1, activity.units()},
                            new double[] {UnitActivity.TAU, UnitActivity.TAU})
                        .asReference("dormant"))
                .fromZero())
        .show(
            Picture.lines(
                    "unit-spectrum",
                    "Singular values of the activations",
                    "As shares of the first. A steep fall means that few directions are used.",
                    "index",
                    "share of the first",
                    Picture.Series.ranked("singular values", relative, true))
                .log(true, true));
  }

  @Override
  public Ruling judge(MeasuredValues now, MeasuredValues baseline) {
    double dormant = now.get("dormantShare");
    double constant = now.get("centredDormantShare");
    double srank = now.get("srank");
    int possible = (int) now.get("possibleRank");
    if (now.get("inputs") < FEWEST_ROWS) {
      return Ruling.tooFew("inputs", now.get("inputs"), FEWEST_ROWS, "inputs");
    }
    if (dormant >= NOTHING_LEFT) {
      return Ruling.of(Verdict.COMPLETE_COLLAPSE, "dormant layer")
          .because(
              "dormantShare",
              dormant,
              NOTHING_LEFT,
              "%.1f %% of the units are dormant",
              100 * dormant);
    }
    if (constant >= NOTHING_LEFT) {
      return Ruling.of(Verdict.COMPLETE_COLLAPSE, "constant layer")
          .because(
              "centredDormantShare",
              constant,
              NOTHING_LEFT,
              "%.1f %% of the units answer the same to every input, although %.1f %% are not silent",
              100 * constant,
              100 * (1 - dormant));
    }
    double least = Thresholds.collapsedRank(possible);
    if (srank < least || possible > 2 && srank <= 1) {
      return Ruling.of(Verdict.DIMENSIONAL_COLLAPSE, "rank collapse")
          .because(
              "srank",
              srank,
              least,
              "%.0f of %d possible directions make up 99 %% of the activations",
              srank,
              possible);
    }
    if (baseline != null) {
      return beside(now, baseline);
    }
    double worse = Math.max(dormant, constant);
    if (worse >= MANY) {
      return Ruling.baselineDecides()
          .because(
              dormant >= MANY ? "dormantShare" : "centredDormantShare",
              worse,
              MANY,
              "%.0f %% of the units are dormant and %.0f %% constant; networks that learn show as many at times",
              100 * dormant,
              100 * constant);
    }
    return Ruling.healthy()
        .because(
            "dormantShare",
            dormant,
            MANY,
            "%.1f %% of the units are dormant, and %.0f of %d directions make up 99 %%",
            100 * dormant,
            srank,
            possible);
  }

  private static Ruling beside(MeasuredValues now, MeasuredValues baseline) {
    for (String share : List.of("dormantShare", "centredDormantShare")) {
      double limit = baseline.get(share) + RISE;
      if (now.get(share) >= limit) {
        return Ruling.of(Verdict.DIMENSIONAL_COLLAPSE, "growing dormancy")
            .because(
                share,
                now.get(share),
                limit,
                "%.0f %% of the units are %s, in the baseline %.0f %%",
                100 * now.get(share),
                share.equals("dormantShare") ? "dormant" : "constant",
                100 * baseline.get(share));
      }
    }
    double before = baseline.get("srank");
    if (now.get("srank") < RANK_LEFT * before) {
      return Ruling.of(Verdict.DIMENSIONAL_COLLAPSE, "rank collapse")
          .because(
              "srank",
              now.get("srank"),
              RANK_LEFT * before,
              "srank is %.0f, in the baseline %.0f",
              now.get("srank"),
              before);
    }
    return Ruling.healthy()
        .because(
            "dormantShare",
            now.get("dormantShare"),
            baseline.get("dormantShare") + RISE,
            "%.1f %% of the units are dormant, in the baseline %.1f %%; srank is %.0f, there %.0f",
            100 * now.get("dormantShare"),
            100 * baseline.get("dormantShare"),
            now.get("srank"),
            before);
  }
}
