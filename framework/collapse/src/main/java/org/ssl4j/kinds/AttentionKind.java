package org.ssl4j.kinds;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.ssl4j.diagnose.Verdict;
import org.ssl4j.faces.AttentionMaps;

/** Attention maps of a transformer: do heads look at something, and at different things? */
public final class AttentionKind implements CollapseKind {

  private static final String GRID = "grid";
  private static final String PREFIX = "prefix-tokens";
  private static final String CAUSAL = "causal";

  /** Share of heads from which all of them do the same. */
  private static final double ALL = 0.95;

  /** Share of heads from which a baseline decides. */
  private static final double MANY = 0.5;

  private static final int FEWEST_TOKENS = 8;

  /** Bits below which two heads are the same map. */
  private static final double SAME_MAP = 1e-3;

  /** Mean entropy of the mean row below which all queries look at one key. */
  private static final double ONE_KEY = 0.1;

  /** Share of the baseline's mean entropy below which attention has sharpened to a collapse. */
  private static final double ENTROPY_LEFT = 0.25;

  /** Mean entropy below which that is one. */
  private static final double SHARP = 0.2;

  @Override
  public String name() {
    return "attention";
  }

  @Override
  public String summary() {
    return "attention maps of a transformer: uniform, one-hot and identical heads";
  }

  @Override
  public List<ArrayNeed> arrays() {
    return List.of(
        new ArrayNeed(
            "attention",
            List.of("layers, heads, queries, keys", "inputs, layers, heads, queries, keys"),
            true,
            "the weights after the softmax; each row sums to 1"));
  }

  @Override
  public List<KindOption> options() {
    return List.of(
        new KindOption(
            GRID,
            "ROWSxCOLUMNS",
            "Patches of an image, row by row; adds distances (default: none)."),
        new KindOption(
            PREFIX, "NUMBER", "Tokens before the first patch, such as a class token (default: 0)."),
        new KindOption(
            CAUSAL,
            "true|false",
            "Whether a token sees only itself and those before it (default: false)."));
  }

  @Override
  public List<MeasureInfo> measures() {
    return List.of(
        new MeasureInfo(
            "meanEntropy",
            "mean entropy",
            "of the rows, as a share of the largest; 1: uniform, 0: one-hot"),
        new MeasureInfo("uniformHeadShare", "uniform heads", "entropy above 0.98; 1: collapsed"),
        new MeasureInfo(
            "oneHotHeadShare", "one-hot heads", "entropy below 0.02; 1: entropy collapse"),
        new MeasureInfo(
            "meanKeyEntropy",
            "mean key entropy",
            "of the mean row; 0: all queries look at one key"),
        new MeasureInfo(
            "headDivergence", "difference of heads", "in bits; 0: identical, 1: disjoint"),
        new MeasureInfo("sameHeadLayers", "layers of identical heads", "share of the layers"),
        new MeasureInfo("meanDistance", "mean distance", "in patches; only with a grid"),
        new MeasureInfo("layers", "layers", ""),
        new MeasureInfo("heads", "heads", "of each layer"),
        new MeasureInfo("tokens", "tokens", ""));
  }

  @Override
  public List<String> limits() {
    return List.of(
        "Weights say where a head looks, not what it passes on: a sink may be a head that does nothing, on purpose.",
        "A few uniform or one-hot heads are usual in trained transformers.",
        "Of several inputs each map is measured by itself; maps must not be averaged before they are written.");
  }

  @Override
  public String baseline() {
    return "maps of the same inputs at initialisation or from an earlier checkpoint";
  }

  @Override
  public KindMeasurement measure(KindInput input) {
    int[] grid = input.grid(GRID).orElse(new int[2]);
    var layout =
        new AttentionMaps.Layout(grid[0], grid[1], input.whole(PREFIX, 0), input.flag(CAUSAL));
    var maps = AttentionMaps.of(input.array("attention"), layout);
    double[] divergence =
        Arrays.stream(maps.headDivergence())
            .filter(Objects::nonNull)
            .mapToDouble(Double::doubleValue)
            .toArray();
    int layers = maps.entropy().length;
    var measured =
        new KindMeasurement()
            .put("meanEntropy", mean(maps.layerEntropy()))
            .put("uniformHeadShare", maps.uniformHeadShare())
            .put("oneHotHeadShare", maps.oneHotHeadShare())
            .put(
                "meanKeyEntropy",
                mean(Arrays.stream(maps.keyEntropy()).flatMapToDouble(Arrays::stream).toArray()))
            .put("headDivergence", divergence.length == 0 ? null : mean(divergence))
            .put(
                "sameHeadLayers",
                divergence.length == 0
                    ? null
                    : (double) Arrays.stream(divergence).filter(d -> d < SAME_MAP).count() / layers)
            .put("meanDistance", meanDistance(maps))
            .put("layers", layers)
            .put("heads", maps.entropy()[0].length)
            .put("tokens", maps.tokens())
            .show(
                Picture.map(
                        "entropy-map",
                        "Entropy of the heads",
                        "As a share of the largest possible: 1 looks at everything alike, 0 at one key.",
                        "head",
                        "layer",
                        boxed(maps.entropy()))
                    .between(0, 1))
            .show(
                Picture.map(
                        "key-entropy-map",
                        "Entropy of the mean row",
                        "0 with an entropy of 0: all queries look at one key. 1 with an entropy of 0: each looks at another.",
                        "head",
                        "layer",
                        boxed(maps.keyEntropy()))
                    .between(0, 1));
    if (divergence.length > 0) {
      measured.show(
          Picture.lines(
                  "head-divergence",
                  "Difference of heads by layer",
                  "Mean Jensen-Shannon divergence of two heads in bits: 0 identical, 1 nothing in common.",
                  "layer",
                  "bits",
                  Picture.Series.of("difference", divergence))
              .fromZero());
    }
    if (maps.distance() != null) {
      measured.show(
          Picture.map(
              "distance-map",
              "Mean attention distance",
              "In patches. Short distances are local heads.",
              "head",
              "layer",
              maps.distance()));
    }
    return measured;
  }

  private static Double meanDistance(AttentionMaps maps) {
    if (maps.distance() == null) {
      return null;
    }
    List<Double> all = new ArrayList<>();
    for (Double[] layer : maps.distance()) {
      Arrays.stream(layer).filter(Objects::nonNull).forEach(all::add);
    }
    return all.isEmpty() ? null : all.stream().mapToDouble(d -> d).average().orElseThrow();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  private static Double[][] boxed(double[][] values) {
    return Arrays.stream(values)
        .map(row -> Arrays.stream(row).boxed().toArray(Double[]::new))
        .toArray(Double[][]::new);
  }

  @Override
  public Ruling judge(MeasuredValues now, MeasuredValues baseline) {
    double uniform = now.get("uniformHeadShare");
    double oneHot = now.get("oneHotHeadShare");
    double keys = now.get("meanKeyEntropy");
    double entropy = now.get("meanEntropy");
    if (now.get("tokens") < FEWEST_TOKENS) {
      return Ruling.tooFew("tokens", now.get("tokens"), FEWEST_TOKENS, "tokens");
    }
    if (uniform >= ALL) {
      return Ruling.of(Verdict.COMPLETE_COLLAPSE, "uniform attention")
          .because(
              "uniformHeadShare",
              uniform,
              ALL,
              "%.0f %% of the heads look at everything alike, so every token reads the same mean",
              100 * uniform);
    }
    if (entropy < SHARP && keys < ONE_KEY) {
      return Ruling.of(Verdict.COMPLETE_COLLAPSE, "attention sink")
          .because(
              "meanKeyEntropy",
              keys,
              ONE_KEY,
              "nearly all queries of nearly all heads look at one key (mean entropy %.3f, of the mean row %.3f)",
              entropy,
              keys);
    }
    if (oneHot >= ALL) {
      return Ruling.of(Verdict.CLUSTER_COLLAPSE, "entropy collapse")
          .because(
              "oneHotHeadShare",
              oneHot,
              ALL,
              "in %.0f %% of the heads each query looks at a single key",
              100 * oneHot);
    }
    if (now.get("sameHeadLayers") >= ALL) {
      return Ruling.of(Verdict.DIMENSIONAL_COLLAPSE, "identical heads")
          .because(
              "headDivergence",
              now.get("headDivergence"),
              SAME_MAP,
              "the heads of %.0f %% of the layers are the same map (%.1e bits apart)",
              100 * now.get("sameHeadLayers"),
              now.get("headDivergence"));
    }
    if (baseline != null
        && entropy < SHARP
        && entropy < ENTROPY_LEFT * baseline.get("meanEntropy")) {
      return Ruling.of(Verdict.CLUSTER_COLLAPSE, "entropy collapse")
          .because(
              "meanEntropy",
              entropy,
              ENTROPY_LEFT * baseline.get("meanEntropy"),
              "the mean entropy is %.2f, in the baseline %.2f",
              entropy,
              baseline.get("meanEntropy"));
    }
    double worse = Math.max(Math.max(uniform, oneHot), zeroIfNaN(now.get("sameHeadLayers")));
    double limit = baseline == null ? MANY : Math.max(MANY, worst(baseline));
    if (worse >= MANY && (baseline == null || worse > limit)) {
      var ruling = baseline == null ? Ruling.baselineDecides() : Ruling.uncertain();
      return ruling.because(
          "uniformHeadShare",
          worse,
          limit,
          "%.0f %% of the heads are uniform, %.0f %% one-hot, and in %.0f %% of the layers all heads are alike",
          100 * uniform,
          100 * oneHot,
          100 * zeroIfNaN(now.get("sameHeadLayers")));
    }
    return Ruling.healthy()
        .because(
            "meanEntropy",
            entropy,
            SHARP,
            "the mean entropy is %.2f; %.0f %% of the heads are uniform, %.0f %% one-hot",
            entropy,
            100 * uniform,
            100 * oneHot);
  }

  private static double worst(MeasuredValues values) {
    return Math.max(
        Math.max(values.get("uniformHeadShare"), values.get("oneHotHeadShare")),
        zeroIfNaN(values.get("sameHeadLayers")));
  }

  private static double zeroIfNaN(double value) {
    return Double.isNaN(value) ? 0 : value;
  }
}
