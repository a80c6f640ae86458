package org.ssl4j.diagnose;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.ssl4j.measure.Spectrum;
import org.ssl4j.text.Text;

/**
 * The levels of the rules as charts draw them: the numbers that the rules themselves use, so that a
 * page cannot disagree with its verdict.
 */
public final class Thresholds {

  /** Share of the first eigenvalue below which another counts as near zero. */
  public static final double NEAR_SINGULAR_SHARE = Spectrum.NEAR_SINGULAR_SHARE;

  /** Share of the possible rank below which a projector or backbone has collapsed. */
  public static final double COLLAPSED_RANK_SHARE = DirectionRules.COLLAPSED_RANK_SHARE;

  /** Share of the possible rank below which a projector or backbone is in doubt. */
  public static final double DOUBTFUL_RANK_SHARE = DirectionRules.DOUBTFUL_RANK_SHARE;

  /** Share of the untrained network's rank below which a low rank is a collapse. */
  public static final double RANK_LEFT_OF_UNTRAINED = DirectionRules.RANK_LEFT_OF_UNTRAINED;

  /** Std ratio below which a trained head whose embeddings also point one way is one point. */
  public static final double HEAD_STD_RATIO = LayerRules.TRAINED_STD_RATIO;

  private Thresholds() {}

  /**
   * Effective rank below which rows have collapsed to a few directions, whatever they were before.
   *
   * @param possible largest rank: min(N - 1, d)
   */
  public static double collapsedRank(int possible) {
    return DirectionRules.collapsedRank(possible);
  }

  /**
   * Those of measured layers.
   *
   * @param possibleRanks of the layers that decide, by name
   * @param asksStd whether the loss asks for a standard deviation of 1
   */
  public static List<Threshold> ofLayers(Map<String, Integer> possibleRanks, boolean asksStd) {
    List<Threshold> all = new ArrayList<>();
    all.add(
        of(
            "stdRatio",
            "limit, trained heads",
            LayerRules.TRAINED_STD_RATIO,
            "a trained head below %.2f with a mean cosine above %.2f has collapsed to one point",
            LayerRules.TRAINED_STD_RATIO,
            LayerRules.TRAINED_COSINE));
    all.add(
        of(
            "stdRatio",
            "limit, other layers",
            LayerRules.POINT_STD_RATIO,
            "any other layer below %.2f with a mean cosine above %.2f has collapsed to one point",
            LayerRules.POINT_STD_RATIO,
            LayerRules.POINT_COSINE));
    all.add(
        of(
            "meanCosine",
            "limit, trained heads",
            LayerRules.TRAINED_COSINE,
            "a trained head above %.2f with a std ratio below %.2f has collapsed to one point",
            LayerRules.TRAINED_COSINE,
            LayerRules.TRAINED_STD_RATIO));
    all.add(
        of(
            "meanCosine",
            "limit, other layers",
            LayerRules.POINT_COSINE,
            "any other layer above %.2f with a std ratio below %.2f has collapsed to one point",
            LayerRules.POINT_COSINE,
            LayerRules.POINT_STD_RATIO));
    all.addAll(ranks(possibleRanks));
    if (asksStd) {
      all.add(
          of(
              "rawStd",
              "limit",
              LayerRules.SHRUNK_STD,
              "the loss asks for 1; a projector below %.2f has shrunk to a point",
              LayerRules.SHRUNK_STD));
    }
    return all;
  }

  /** Layers with one limit share a line. */
  private static List<Threshold> ranks(Map<String, Integer> possibleRanks) {
    Map<Double, List<String>> layers = new LinkedHashMap<>();
    possibleRanks.forEach(
        (layer, possible) -> {
          if (possible > 0) {
            layers
                .computeIfAbsent(DirectionRules.collapsedRank(possible), limit -> new ArrayList<>())
                .add(layer);
          }
        });
    List<Threshold> ranks = new ArrayList<>();
    layers.forEach(
        (limit, names) ->
            ranks.add(
                of(
                    "effectiveRank",
                    "limit, " + String.join(" and ", names),
                    limit,
                    "%s below %.1f: collapsed to a few directions",
                    String.join(" and ", names),
                    limit)));
    return ranks;
  }

  /**
   * Those of the mean loss of an epoch.
   *
   * @param floor least value, or null
   * @param chance value when nothing is told apart, or null
   */
  public static List<Threshold> ofLoss(Double floor, Double chance) {
    if (floor == null || chance == null || chance <= floor) {
      return List.of();
    }
    double span = chance - floor;
    return List.of(
        of(
            "loss",
            "limit, not learning",
            chance - LearningRules.NO_PROGRESS * span,
            "above the upper limit, the loss has covered less than %.0f %% of the way from chance to its floor: the network learns nothing",
            100 * LearningRules.NO_PROGRESS),
        of(
            "loss",
            "limit, solved",
            chance - LearningRules.SOLVED * span,
            "below the lower limit, it has covered more than %.0f %% of that way: the pretext task is solved",
            100 * LearningRules.SOLVED));
  }

  /**
   * That of the std ratio of training batches, which dates an onset; empty without steps.
   *
   * @param first std ratios of the run's first steps, at least {@link OnsetFinder#START} of them
   *     where there are as many
   */
  public static Optional<Threshold> ofSteps(double... first) {
    double limit = OnsetFinder.threshold(first);
    return Double.isFinite(limit)
        ? Optional.of(
            of(
                "stdRatio",
                "limit of the onset",
                limit,
                "the onset of a collapse is the step from which the std ratio stays below %.0f %% of its largest value in the first %d steps",
                100 * OnsetFinder.SPREAD_LEFT,
                OnsetFinder.START))
        : Optional.empty();
  }

  @FormatMethod
  private static Threshold of(
      String measure, String name, double value, @FormatString String meaning, Object... numbers) {
    return new Threshold(measure, name, value, Text.of(meaning, numbers));
  }
}
