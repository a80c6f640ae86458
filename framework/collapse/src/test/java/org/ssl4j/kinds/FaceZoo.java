package org.ssl4j.kinds;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntSupplier;
import java.util.function.IntToDoubleFunction;
import org.ssl4j.diagnose.Verdict;
import org.ssl4j.measure.NumberArray;

/** Arrays of each kind whose verdict is known by how they were made. */
public final class FaceZoo {

  /**
   * @param baseline arrays of the baseline, or null
   */
  public record Specimen(
      String kind,
      String name,
      Map<String, NumberArray> arrays,
      Map<String, String> options,
      Map<String, NumberArray> baseline,
      Verdict expected) {

    /** Its examination. */
    public FaceExam examine() {
      var known = CollapseKinds.named(kind);
      return FaceExam.of(
          known,
          KindInput.of(known, arrays, options),
          baseline == null ? null : KindInput.of(known, baseline, options));
    }
  }

  private final List<Specimen> specimens = new ArrayList<>();
  private final Random random = new Random(5);

  private FaceZoo() {}

  /** All of them. */
  public static List<Specimen> specimens() {
    var zoo = new FaceZoo();
    zoo.codes();
    zoo.vaes();
    zoo.units();
    zoo.pairs();
    zoo.generative();
    zoo.tokens();
    zoo.attention();
    return zoo.specimens;
  }

  private void add(String kind, String name, Verdict expected, Map<String, NumberArray> arrays) {
    add(kind, name, expected, arrays, null);
  }

  private void add(
      String kind,
      String name,
      Verdict expected,
      Map<String, NumberArray> arrays,
      Map<String, NumberArray> baseline) {
    specimens.add(new Specimen(kind, name, arrays, Map.of(), baseline, expected));
  }

  private double gauss() {
    return random.nextGaussian();
  }

  /** A matrix [N, D] by its columns' scale. */
  private double[] gaussian(int n, int d, IntToDoubleFunction scale) {
    double[] values = new double[n * d];
    for (int i = 0; i < values.length; i++) {
      values[i] = scale.applyAsDouble(i % d) * gauss();
    }
    return values;
  }

  private static double[] map(double[] values, IntToDoubleFunction change) {
    double[] changed = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      changed[i] = change.applyAsDouble(i);
    }
    return changed;
  }

  private static NumberArray matrix(double[] values, int columns) {
    return NumberArray.of(values, values.length / columns, columns);
  }

  private Map<String, NumberArray> codes(int n, int size, IntSupplier code) {
    int[] codes = new int[n];
    for (int i = 0; i < n; i++) {
      codes[i] = Math.min(size - 1, code.getAsInt());
    }
    var all = new LinkedHashMap<String, NumberArray>();
    all.put("codes", NumberArray.of(codes, n));
    all.put("size", NumberArray.of(new int[] {size}, 1));
    return all;
  }

  private int geometric(double rest) {
    return (int) Math.floor(Math.log(1 - random.nextDouble()) / Math.log(rest));
  }

  private void codes() {
    String k = "codes";
    add(k, "even", Verdict.HEALTHY, codes(5000, 64, () -> random.nextInt(64)));
    add(k, "even, large", Verdict.HEALTHY, codes(50_000, 8192, () -> random.nextInt(8192)));
    add(k, "fewer than entries", Verdict.HEALTHY, codes(100, 512, () -> random.nextInt(512)));
    add(k, "uneven, well used", Verdict.HEALTHY, codes(20_000, 256, () -> geometric(.985)));
    add(k, "two entries, both used", Verdict.HEALTHY, codes(500, 2, () -> random.nextInt(2)));
    add(
        k,
        "as before",
        Verdict.HEALTHY,
        codes(5000, 512, () -> geometric(.96)),
        codes(5000, 512, () -> geometric(.96)));
    add(k, "one entry", Verdict.COMPLETE_COLLAPSE, codes(1000, 512, () -> 7));
    add(
        k,
        "one entry and strays",
        Verdict.COMPLETE_COLLAPSE,
        codes(1000, 512, () -> random.nextInt(60) == 0 ? random.nextInt(512) : 7));
    add(k, "two of 512", Verdict.CLUSTER_COLLAPSE, codes(1000, 512, () -> random.nextInt(2)));
    add(k, "ten of 1024", Verdict.CLUSTER_COLLAPSE, codes(9000, 1024, () -> geometric(.8)));
    add(
        k,
        "half of the baseline lost",
        Verdict.CLUSTER_COLLAPSE,
        codes(5000, 512, () -> random.nextInt(60)),
        codes(5000, 512, () -> random.nextInt(200)));
    add(
        k,
        "a tenth used, no baseline",
        Verdict.UNCERTAIN,
        codes(9000, 512, () -> random.nextInt(50)));
    add(
        k,
        "one dominates",
        Verdict.UNCERTAIN,
        codes(9000, 64, () -> random.nextInt(10) < 6 ? 0 : random.nextInt(64)));
    add(k, "codebook of one", Verdict.UNCERTAIN, codes(100, 1, () -> 0));
    add(k, "too few", Verdict.UNCERTAIN, codes(12, 64, () -> random.nextInt(64)));
  }

  private Map<String, NumberArray> posterior(
      int n, int d, IntToDoubleFunction spread, IntToDoubleFunction logvar) {
    var all = new LinkedHashMap<String, NumberArray>();
    double[] mu = gaussian(n, d, spread);
    all.put("mu", matrix(mu, d));
    all.put("logvar", matrix(map(mu, i -> logvar.applyAsDouble(i % d)), d));
    return all;
  }

  private void vaes() {
    String k = "vae";
    add(k, "all active", Verdict.HEALTHY, posterior(400, 16, j -> 1, j -> -3));
    add(k, "moderate", Verdict.HEALTHY, posterior(400, 8, j -> .7, j -> -.7));
    add(
        k,
        "half pruned",
        Verdict.HEALTHY,
        posterior(400, 20, j -> j < 10 ? 1 : 0, j -> j < 10 ? -2 : 0));
    add(k, "one dimension of one", Verdict.HEALTHY, posterior(300, 1, j -> 1, j -> -4));
    add(
        k,
        "as many as before",
        Verdict.HEALTHY,
        posterior(300, 50, j -> j < 5 ? 1 : 0, j -> j < 5 ? -2 : 0),
        posterior(300, 50, j -> j < 6 ? 1 : 0, j -> j < 6 ? -2 : 0));
    add(k, "equals the prior", Verdict.COMPLETE_COLLAPSE, posterior(200, 8, j -> 0, j -> 0));
    add(k, "nearly the prior", Verdict.COMPLETE_COLLAPSE, posterior(200, 8, j -> 1e-2, j -> 1e-3));
    add(k, "constant, off the prior", Verdict.COMPLETE_COLLAPSE, constantPosterior());
    add(k, "wide and indistinct", Verdict.COMPLETE_COLLAPSE, posterior(200, 3, j -> .15, j -> 0));
    add(
        k,
        "most dimensions lost",
        Verdict.DIMENSIONAL_COLLAPSE,
        posterior(300, 16, j -> j < 3 ? 1 : 0, j -> j < 3 ? -2 : 0),
        posterior(300, 16, j -> 1, j -> -2));
    add(
        k,
        "information lost",
        Verdict.DIMENSIONAL_COLLAPSE,
        posterior(300, 4, j -> .3, j -> -.1),
        posterior(300, 4, j -> 1, j -> -4));
    add(
        k,
        "few active, no baseline",
        Verdict.UNCERTAIN,
        posterior(300, 64, j -> j < 3 ? 1 : 0, j -> j < 3 ? -3 : 0));
    add(k, "little information", Verdict.UNCERTAIN, posterior(300, 2, j -> .5, j -> 0));
    add(k, "small but narrow", Verdict.UNCERTAIN, posterior(300, 4, j -> .05, j -> -9));
    add(k, "too few", Verdict.UNCERTAIN, posterior(8, 4, j -> 1, j -> -2));
  }

  private Map<String, NumberArray> constantPosterior() {
    var all = new LinkedHashMap<String, NumberArray>();
    double[] zero = new double[200 * 6];
    all.put("mu", matrix(map(zero, i -> 1.5), 6));
    all.put("logvar", matrix(map(zero, i -> -1), 6));
    return all;
  }

  private Map<String, NumberArray> activations(
      int n, int d, IntToDoubleFunction scale, double offset) {
    double[] values = gaussian(n, d, scale);
    return Map.of(
        "activations",
        matrix(map(values, i -> Math.max(0, values[i] + offset * scale.applyAsDouble(i % d))), d));
  }

  private void units() {
    String k = "units";
    add(k, "after a ReLU", Verdict.HEALTHY, activations(300, 64, j -> 1, 0));
    add(k, "sparse", Verdict.HEALTHY, activations(600, 64, j -> 1, -1));
    add(k, "a tenth dead", Verdict.HEALTHY, activations(300, 50, j -> j < 5 ? 0 : 1, 0));
    add(k, "uneven scales", Verdict.HEALTHY, activations(300, 64, j -> .2 + j / 16.0, 0));
    add(k, "more units than inputs", Verdict.HEALTHY, activations(40, 200, j -> 1, 0));
    add(
        k,
        "as before",
        Verdict.HEALTHY,
        activations(300, 60, j -> j < 20 ? 0 : 1, 0),
        activations(300, 60, j -> j < 18 ? 0 : 1, 0));
    add(k, "zero", Verdict.COMPLETE_COLLAPSE, activations(100, 20, j -> 0, 0));
    add(
        k,
        "one unit left",
        Verdict.COMPLETE_COLLAPSE,
        activations(100, 50, j -> j == 3 ? 1 : 0, 0));
    add(
        k,
        "constant",
        Verdict.COMPLETE_COLLAPSE,
        Map.of("activations", matrix(map(new double[100 * 20], i -> 1 + i % 20), 20)));
    double[] one = gaussian(200, 1, j -> 1);
    add(
        k,
        "one direction",
        Verdict.DIMENSIONAL_COLLAPSE,
        Map.of(
            "activations", matrix(map(new double[200 * 30], i -> one[i / 30] * (1 + i % 30)), 30)));
    double[] two = gaussian(200, 2, j -> 1);
    add(
        k,
        "two directions of 100",
        Verdict.DIMENSIONAL_COLLAPSE,
        Map.of(
            "activations",
            matrix(
                map(
                    new double[200 * 100],
                    i ->
                        two[i / 100 * 2] * (1 + i % 100 % 7)
                            + two[i / 100 * 2 + 1] * (1 + i % 100 % 5)),
                100)));
    add(
        k,
        "dormancy has grown",
        Verdict.DIMENSIONAL_COLLAPSE,
        activations(300, 60, j -> j < 40 ? 0 : 1, 0),
        activations(300, 60, j -> 1, 0));
    add(k, "rank lost", Verdict.DIMENSIONAL_COLLAPSE, lowRank(10), lowRank(40));
    add(
        k,
        "half dormant, no baseline",
        Verdict.UNCERTAIN,
        activations(300, 60, j -> j < 30 ? 0 : 1, 0));
    add(k, "too few", Verdict.UNCERTAIN, activations(6, 40, j -> 1, 0));
  }

  private Map<String, NumberArray> lowRank(int rank) {
    double[] codes = gaussian(200, rank, j -> 1);
    double[] weights = gaussian(rank, 60, j -> 1);
    double[] product = new double[200 * 60];
    for (int i = 0; i < product.length; i++) {
      for (int r = 0; r < rank; r++) {
        product[i] += codes[i / 60 * rank + r] * weights[r * 60 + i % 60];
      }
    }
    return Map.of("activations", matrix(product, 60));
  }

  /** Pairs of a common part and noise, moved apart by an offset. */
  private Map<String, NumberArray> pairs(
      int n, int d, IntToDoubleFunction scale, double noise, double offset) {
    double[] common = gaussian(n, d, scale);
    double[] a = gaussian(n, d, j -> noise * scale.applyAsDouble(j));
    double[] b = gaussian(n, d, j -> noise * scale.applyAsDouble(j));
    return towers(
        map(a, i -> common[i] + a[i] + offset), map(b, i -> common[i] + b[i] - offset), d);
  }

  private static Map<String, NumberArray> towers(double[] a, double[] b, int d) {
    return Map.of("a", matrix(a, d), "b", matrix(b, d));
  }

  private void pairs() {
    String k = "pairs";
    add(k, "matched", Verdict.HEALTHY, pairs(300, 32, j -> 1, .2, 0));
    add(k, "noisy, still matched", Verdict.HEALTHY, pairs(300, 32, j -> 1, .6, 0));
    add(k, "with a gap", Verdict.HEALTHY, pairs(300, 32, j -> 1, .2, .7));
    add(k, "few pairs", Verdict.HEALTHY, pairs(30, 16, j -> 1, .2, 0));
    add(k, "falling spectrum", Verdict.HEALTHY, pairs(400, 64, j -> Math.pow(j + 1, -.5), .2, 0));
    add(
        k,
        "gap as before",
        Verdict.HEALTHY,
        pairs(300, 16, j -> 1, .2, 3),
        pairs(300, 16, j -> 1, .3, 3));
    double[] noise = gaussian(200, 16, j -> 1);
    double[] other = gaussian(200, 16, j -> 1);
    double[] point = map(noise, i -> 1 + 1e-3 * noise[i]);
    add(
        k,
        "both collapsed",
        Verdict.COMPLETE_COLLAPSE,
        towers(map(noise, i -> 2), map(noise, i -> 2), 16));
    add(
        k,
        "both nearly",
        Verdict.COMPLETE_COLLAPSE,
        towers(point, map(other, i -> 1 + 1e-3 * other[i]), 16));
    add(k, "one collapsed", Verdict.COMPLETE_COLLAPSE, towers(noise, map(other, i -> i % 16), 16));
    add(k, "zero", Verdict.COMPLETE_COLLAPSE, towers(new double[40 * 8], new double[40 * 8], 8));
    add(
        k,
        "two directions of 64",
        Verdict.DIMENSIONAL_COLLAPSE,
        pairs(300, 64, j -> j < 2 ? 1 : 1e-4, .05, 0));
    add(
        k,
        "rank lost",
        Verdict.DIMENSIONAL_COLLAPSE,
        pairs(300, 64, j -> j < 5 ? 1 : 1e-3, .1, 0),
        pairs(300, 64, j -> 1, .1, 0));
    add(
        k,
        "shuffled",
        Verdict.NOT_LEARNING,
        towers(noise, map(noise, i -> noise[(i + 16 * 7) % noise.length]), 16));
    add(k, "unrelated", Verdict.NOT_LEARNING, towers(noise, other, 16));
    add(k, "hardly matched", Verdict.UNCERTAIN, pairs(300, 8, j -> 1, 1.8, 0));
    add(k, "mostly gap", Verdict.UNCERTAIN, pairs(300, 16, j -> 1, .2, 3));
    add(k, "too few", Verdict.UNCERTAIN, pairs(6, 16, j -> 1, .2, 0));
  }

  private double[] clusters(int n, int d, int from, int count, double width) {
    var centres = new Random(11);
    double[] centre = new double[10 * d];
    for (int i = 0; i < centre.length; i++) {
      centre[i] = 4 * centres.nextGaussian();
    }
    double[] rows = new double[n * d];
    for (int i = 0; i < n; i++) {
      int mode = from + random.nextInt(count);
      for (int j = 0; j < d; j++) {
        rows[i * d + j] = centre[mode * d + j] + width * gauss();
      }
    }
    return rows;
  }

  private void generative(
      String name, Verdict expected, double[] real, double[] fake, int d, double[] baseline) {
    add(
        "generative",
        name,
        expected,
        Map.of("real", matrix(real, d), "fake", matrix(fake, d)),
        baseline == null ? null : Map.of("real", matrix(real, d), "fake", matrix(baseline, d)));
  }

  private void generative() {
    int d = 16;
    double[] real = clusters(300, d, 0, 10, 1);
    generative("same distribution", Verdict.HEALTHY, real, clusters(300, d, 0, 10, 1), d, null);
    generative("more generated", Verdict.HEALTHY, real, clusters(600, d, 0, 10, 1), d, null);
    generative("copies", Verdict.HEALTHY, real, real, d, null);
    generative(
        "one cloud", Verdict.HEALTHY, gaussian(300, 6, j -> 1), gaussian(300, 6, j -> 1), 6, null);
    generative(
        "as the baseline",
        Verdict.HEALTHY,
        real,
        clusters(300, d, 0, 9, 1),
        d,
        clusters(300, d, 0, 9, 1));
    generative(
        "two modes of ten", Verdict.CLUSTER_COLLAPSE, real, clusters(300, d, 0, 2, 1), d, null);
    generative(
        "one mode, narrow", Verdict.CLUSTER_COLLAPSE, real, clusters(300, d, 3, 1, .5), d, null);
    generative(
        "half of the modes, beside a baseline",
        Verdict.CLUSTER_COLLAPSE,
        real,
        clusters(300, d, 0, 4, 1),
        d,
        clusters(300, d, 0, 10, 1));
    double[] point = clusters(1, d, 0, 1, .1);
    generative("one point", Verdict.COMPLETE_COLLAPSE, real, map(real, i -> point[i % d]), d, null);
    double[] few = clusters(4, d, 0, 4, .1);
    generative(
        "four points",
        Verdict.COMPLETE_COLLAPSE,
        real,
        map(real, i -> few[i / d % 4 * d + i % d]),
        d,
        null);
    generative("off the data", Verdict.NOT_LEARNING, real, map(real, i -> 100 + real[i]), d, null);
    generative("noise", Verdict.NOT_LEARNING, real, gaussian(300, d, j -> 30), d, null);
    generative("six modes of ten", Verdict.UNCERTAIN, real, clusters(300, d, 0, 6, 1), d, null);
    generative("constant both", Verdict.UNCERTAIN, new double[60 * d], new double[60 * d], d, null);
    generative(
        "too few",
        Verdict.UNCERTAIN,
        clusters(20, d, 0, 10, 1),
        clusters(20, d, 0, 10, 1),
        d,
        null);
  }

  /** Hidden states [L, 4, T, D]: by layer, token and dimension. */
  private Map<String, NumberArray> hidden(
      int layers, int t, int d, IntToDoubleFunction alike, IntToDoubleFunction scale) {
    double[] values = new double[layers * 4 * t * d];
    double[] common = gaussian(1, d, j -> 1);
    for (int i = 0; i < values.length; i++) {
      double same = alike.applyAsDouble(i / (4 * t * d));
      values[i] = (1 - same) * scale.applyAsDouble(i % d) * gauss() + same * common[i % d];
    }
    return Map.of("hidden", NumberArray.of(values, layers, 4, t, d));
  }

  private void tokens() {
    String k = "tokens";
    add(k, "different", Verdict.HEALTHY, hidden(4, 20, 32, l -> 0, j -> 1));
    add(k, "a common part", Verdict.HEALTHY, hidden(4, 20, 32, l -> .5, j -> 1));
    add(
        k,
        "alike at first only",
        Verdict.HEALTHY,
        hidden(4, 20, 32, l -> l == 0 ? .99 : .2, j -> 1));
    add(k, "one layer", Verdict.HEALTHY, hidden(1, 20, 32, l -> 0, j -> 1));
    add(k, "wide", Verdict.HEALTHY, hidden(2, 9, 128, l -> .1, j -> 1));
    add(
        k,
        "alike as before",
        Verdict.HEALTHY,
        hidden(3, 20, 32, l -> .78, j -> 1),
        hidden(3, 20, 32, l -> .77, j -> 1));
    add(
        k,
        "equal at the end",
        Verdict.COMPLETE_COLLAPSE,
        hidden(6, 20, 32, l -> Math.min(1, l / 4.0), j -> 1));
    add(k, "equal plus noise", Verdict.COMPLETE_COLLAPSE, hidden(4, 20, 32, l -> .97, j -> 1));
    add(k, "zero", Verdict.COMPLETE_COLLAPSE, hidden(3, 10, 8, l -> 0, j -> 0));
    add(
        k,
        "much more alike than before",
        Verdict.COMPLETE_COLLAPSE,
        hidden(3, 20, 32, l -> .83, j -> 1),
        hidden(3, 20, 32, l -> .2, j -> 1));
    add(
        k,
        "one direction",
        Verdict.DIMENSIONAL_COLLAPSE,
        hidden(3, 30, 40, l -> 0, j -> j == 0 ? 1 : 1e-6));
    add(
        k,
        "two directions",
        Verdict.DIMENSIONAL_COLLAPSE,
        hidden(3, 60, 64, l -> 0, j -> j < 2 ? 1 : 1e-5));
    add(
        k,
        "rank lost",
        Verdict.DIMENSIONAL_COLLAPSE,
        hidden(3, 60, 64, l -> 0, j -> j < 4 ? 1 : 1e-3),
        hidden(3, 60, 64, l -> 0, j -> 1));
    add(k, "alike, no baseline", Verdict.UNCERTAIN, hidden(3, 20, 32, l -> .8, j -> 1));
    add(k, "too few", Verdict.UNCERTAIN, hidden(3, 4, 32, l -> 0, j -> 1));
  }

  /** Maps [L, H, T, T] as a softmax of logits. */
  private Map<String, NumberArray> maps(int layers, int heads, int t, Logit logit) {
    double[] values = new double[layers * heads * t * t];
    for (int row = 0; row < layers * heads * t; row++) {
      double sum = 0;
      for (int c = 0; c < t; c++) {
        values[row * t + c] = Math.exp(logit.of(row / (heads * t), row / t % heads, row % t, c));
        sum += values[row * t + c];
      }
      for (int c = 0; c < t; c++) {
        values[row * t + c] /= sum;
      }
    }
    return Map.of("attention", NumberArray.of(values, layers, heads, t, t));
  }

  @FunctionalInterface
  private interface Logit {
    double of(int layer, int head, int query, int key);
  }

  private void attention() {
    String k = "attention";
    add(k, "moderate", Verdict.HEALTHY, maps(4, 4, 24, (l, h, q, c) -> 1.5 * gauss()));
    add(
        k,
        "local heads",
        Verdict.HEALTHY,
        maps(4, 4, 24, (l, h, q, c) -> -Math.abs(q - c) * (h + 1) / 4.0));
    add(
        k,
        "some uniform",
        Verdict.HEALTHY,
        maps(4, 4, 24, (l, h, q, c) -> h == 0 ? 0 : 2 * gauss()));
    add(
        k,
        "some one-hot",
        Verdict.HEALTHY,
        maps(4, 4, 24, (l, h, q, c) -> h == 0 ? (q == c ? 60 : 0) : gauss() * 1.5));
    add(k, "one head", Verdict.HEALTHY, maps(4, 1, 24, (l, h, q, c) -> 2 * gauss()));
    add(
        k,
        "half uniform, as before",
        Verdict.HEALTHY,
        maps(4, 4, 24, (l, h, q, c) -> h < 2 ? 0 : 2 * gauss()),
        maps(4, 4, 24, (l, h, q, c) -> h < 2 ? 0 : 2 * gauss()));
    add(k, "uniform", Verdict.COMPLETE_COLLAPSE, maps(4, 4, 24, (l, h, q, c) -> 0));
    add(
        k,
        "nearly uniform",
        Verdict.COMPLETE_COLLAPSE,
        maps(4, 4, 24, (l, h, q, c) -> .1 * gauss()));
    add(k, "sink", Verdict.COMPLETE_COLLAPSE, maps(4, 4, 24, (l, h, q, c) -> c == 0 ? 40 : 0));
    add(
        k,
        "soft sink",
        Verdict.COMPLETE_COLLAPSE,
        maps(4, 4, 24, (l, h, q, c) -> c == 0 ? 9 + gauss() : 0));
    add(
        k,
        "each itself",
        Verdict.CLUSTER_COLLAPSE,
        maps(4, 4, 24, (l, h, q, c) -> q == c ? 40 : 0));
    add(
        k,
        "sharp logits",
        Verdict.CLUSTER_COLLAPSE,
        maps(4, 4, 24, (l, h, q, c) -> c == (7 * q + 5 * h + l) % 24 ? 40 : gauss()));
    add(
        k,
        "sharper than before",
        Verdict.CLUSTER_COLLAPSE,
        maps(4, 4, 24, (l, h, q, c) -> 25 * gauss()),
        maps(4, 4, 24, (l, h, q, c) -> gauss()));
    add(
        k,
        "identical heads",
        Verdict.DIMENSIONAL_COLLAPSE,
        maps(4, 4, 24, (l, h, q, c) -> 2 * Math.sin(q * 7 + c * 3)));
    add(
        k,
        "half uniform, no baseline",
        Verdict.UNCERTAIN,
        maps(4, 4, 24, (l, h, q, c) -> h < 2 ? 0 : 2 * gauss()));
    add(k, "too few", Verdict.UNCERTAIN, maps(2, 2, 5, (l, h, q, c) -> gauss()));
  }
}
