package org.ssl4j.kinds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.ssl4j.error.ConfigException;
import org.ssl4j.error.DataException;
import org.ssl4j.error.Ssl4jException;
import org.ssl4j.measure.NumberArray;

/** Files of every kind: what is read, and what is refused in one sentence with its place. */
class KindFileTest {

  @TempDir Path directory;

  private static FaceExam examine(String kind, Path file, Map<String, String> options) {
    var known = CollapseKinds.named(kind);
    try (var read = KindFile.open(known, file, options)) {
      return FaceExam.of(known, read.input());
    }
  }

  private static NumberArray array(double... values) {
    return NumberArray.of(values, values.length);
  }

  private static NumberArray gaussian(long... shape) {
    int size = 1;
    for (long axis : shape) {
      size = Math.toIntExact(size * axis);
    }
    var random = new Random(1);
    return NumberArray.of(random.doubles(size, -1, 1).toArray(), shape);
  }

  /** The same array with one value changed. */
  private static NumberArray with(NumberArray array, int position, double value) {
    double[] values = new double[(int) array.size()];
    array.read(0, values.length, values, 0);
    values[position] = value;
    return NumberArray.of(values, array.shape());
  }

  private static NumberArray uniform(long layers, long heads, int t) {
    double[] values = new double[(int) (layers * heads * t * t)];
    Arrays.fill(values, 1.0 / t);
    return NumberArray.of(values, layers, heads, t, t);
  }

  record Hostile(
      String kind, Map<String, NumberArray> arrays, Map<String, String> options, String says) {
    @Override
    public String toString() {
      return kind + ": " + says;
    }
  }

  private static Hostile of(
      String kind, String says, Map<String, String> options, Object... arrays) {
    Map<String, NumberArray> all = new LinkedHashMap<>();
    for (int i = 0; i < arrays.length; i += 2) {
      all.put((String) arrays[i], (NumberArray) arrays[i + 1]);
    }
    return new Hostile(kind, all, options, says);
  }

  static List<Hostile> hostile() {
    var none = Map.<String, String>of();
    var k = Map.of("size", "8");
    return List.of(
        of(
            "codes",
            "codes in x.npz holds 8 at [2]; a code of a codebook of 8 entries is a whole number from 0 to 7",
            k,
            "codes",
            array(1, 2, 8)),
        of("codes", "codes in x.npz holds -1 at [1]", k, "codes", array(1, -1, 8)),
        of("codes", "codes in x.npz holds 1.5 at [0]", k, "codes", array(1.5, 1)),
        of(
            "codes",
            "codes in x.npz holds NaN at [1] (counted from 0)",
            k,
            "codes",
            array(1, Double.NaN)),
        of(
            "codes",
            "the size of the codebook is not known; give size=NUMBER",
            none,
            "codes",
            array(1, 2)),
        of(
            "codes",
            "size=many is not a whole number",
            Map.of("size", "many"),
            "codes",
            array(1, 2)),
        of(
            "codes",
            "Unknown option \"k\" of the kind codes. Known options: size=NUMBER",
            Map.of("k", "3"),
            "codes",
            array(1, 2)),
        of("codes", "a codebook has 1 to ", Map.of("size", "-3"), "codes", array(1, 2)),
        of(
            "codes",
            "size in x.npz holds 2 values; the size is one number",
            none,
            "codes",
            array(1, 2),
            "size",
            array(3, 4)),
        of(
            "codes",
            "x.npz has no array \"codes\"; it holds indices, other, and the kind codes reads codes, size (optional)",
            k,
            "indices",
            array(1, 2),
            "other",
            array(1)),
        of(
            "vae",
            "x.npz has no array \"logvar\"; it holds mu, and the kind vae reads mu [inputs, dimensions], logvar [inputs, dimensions]",
            none,
            "mu",
            gaussian(4, 2)),
        of(
            "vae",
            "mu in x.npz has the shape [4]; the kind vae reads mu [inputs, dimensions]: the means of q(z|x)",
            none,
            "mu",
            gaussian(4),
            "logvar",
            gaussian(4)),
        of(
            "vae",
            "mu in x.npz has the shape [4, 2] and logvar in x.npz [5, 2]; both must be equal",
            none,
            "mu",
            gaussian(4, 2),
            "logvar",
            gaussian(5, 2)),
        of(
            "vae",
            "logvar in x.npz holds 900.0 at [1, 1], whose exponential is no positive number",
            none,
            "mu",
            gaussian(4, 2),
            "logvar",
            with(gaussian(4, 2), 3, 900)),
        of(
            "vae",
            "mu in x.npz holds Infinity at [0, 1]",
            none,
            "mu",
            with(gaussian(4, 2), 1, Double.POSITIVE_INFINITY),
            "logvar",
            gaussian(4, 2)),
        of(
            "vae",
            "mu in x.npz has 1 row; posteriors are compared, so at least 2 are needed",
            none,
            "mu",
            gaussian(1, 2),
            "logvar",
            gaussian(1, 2)),
        of(
            "vae",
            "Unknown option \"k\": the kind vae has no options",
            Map.of("k", "3"),
            "mu",
            gaussian(4, 2),
            "logvar",
            gaussian(4, 2)),
        of(
            "pairs",
            "a in x.npz has the shape [4, 3] and b in x.npz [5, 3]; row i of one belongs to row i of the other, so both must be equal",
            none,
            "a",
            gaussian(4, 3),
            "b",
            gaussian(5, 3)),
        of(
            "pairs",
            "b in x.npz holds NaN at [2, 1]",
            none,
            "a",
            gaussian(4, 3),
            "b",
            with(gaussian(4, 3), 7, Double.NaN)),
        of(
            "pairs",
            "a in x.npz has the shape [4, 1, 3]; the kind pairs reads a [pairs, dimensions]",
            none,
            "a",
            gaussian(4, 1, 3),
            "b",
            gaussian(4, 3)),
        of("pairs", "a in x.npz has 1 row", none, "a", gaussian(1, 3), "b", gaussian(1, 3)),
        of(
            "attention",
            "attention in x.npz has the shape [3, 3]; the kind attention reads attention [layers, heads, queries, keys] or [inputs, layers, heads, queries, keys]: the weights after the softmax",
            none,
            "attention",
            gaussian(3, 3)),
        of(
            "attention",
            "maps are square, with at least 2 tokens",
            none,
            "attention",
            gaussian(1, 1, 3, 4)),
        of(
            "attention",
            "attention in x.npz has a row at [0, 1, 2] that sums to 1.500 instead of 1",
            none,
            "attention",
            with(uniform(1, 2, 4), 24, .75)),
        of(
            "attention",
            "attention in x.npz holds -0.25 at [0, 0, 0, 1]; attention is not negative: save the weights after the softmax",
            none,
            "attention",
            with(uniform(1, 2, 4), 1, -.25)),
        of(
            "attention",
            "attention in x.npz holds NaN at [0, 1, 3, 3]",
            none,
            "attention",
            with(uniform(1, 2, 4), 31, Double.NaN)),
        of(
            "attention",
            "holds 0.25 at [0, 0, 0, 1], after its query; causal attention is 0 there",
            Map.of("causal", "true"),
            "attention",
            uniform(1, 1, 4)),
        of(
            "attention",
            "attention in x.npz has 4 tokens, but a grid of 2 x 3 with 1 before it has 7",
            Map.of("grid", "2x3", "prefix-tokens", "1"),
            "attention",
            uniform(1, 1, 4)),
        of(
            "attention",
            "grid=6 is not a grid; give rows and columns, such as grid=14x14",
            Map.of("grid", "6"),
            "attention",
            uniform(1, 1, 4)),
        of(
            "attention",
            "causal=yes is neither causal=true nor causal=false",
            Map.of("causal", "yes"),
            "attention",
            uniform(1, 1, 4)),
        of(
            "tokens",
            "hidden in x.npz has the shape [3, 4, 5]; the kind tokens reads hidden [layers, inputs, tokens, dimensions]",
            none,
            "hidden",
            gaussian(3, 4, 5)),
        of(
            "tokens",
            "hidden in x.npz has 1 token; tokens are compared, so at least 2 are needed",
            none,
            "hidden",
            gaussian(2, 3, 1, 4)),
        of(
            "tokens",
            "hidden in x.npz holds NaN at [1, 2, 0, 3]",
            none,
            "hidden",
            with(gaussian(2, 3, 2, 4), 43, Double.NaN)),
        of(
            "generative",
            "real in x.npz has rows of 3 dimensions and fake in x.npz of 4; features of both come from the same network",
            none,
            "real",
            gaussian(9, 3),
            "fake",
            gaussian(9, 4)),
        of(
            "generative",
            "fake in x.npz has 5 rows; with k = 5 at least 6 are needed",
            none,
            "real",
            gaussian(9, 3),
            "fake",
            gaussian(5, 3)),
        of(
            "generative",
            "k is 0; it must be at least 1",
            Map.of("k", "0"),
            "real",
            gaussian(9, 3),
            "fake",
            gaussian(9, 3)),
        of(
            "generative",
            "real in x.npz holds -Infinity at [0, 0]",
            none,
            "real",
            with(gaussian(9, 3), 0, Double.NEGATIVE_INFINITY),
            "fake",
            gaussian(9, 3)),
        of(
            "units",
            "activations in x.npz has the shape [9]; the kind units reads activations [inputs, units]",
            none,
            "activations",
            gaussian(9),
            "labels",
            array(1)),
        of(
            "units",
            "activations in x.npz has 1 row; at least 2 are needed",
            none,
            "activations",
            gaussian(1, 4)),
        of(
            "units",
            "activations in x.npz holds NaN at [1, 3]",
            none,
            "activations",
            with(gaussian(2, 4), 7, Double.NaN)));
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void whatCannotBeMeasuredIsRefusedInOneSentence(Hostile hostile) {
    Path file = ArrayFiles.npz(directory.resolve("x.npz"), hostile.arrays);
    assertThatThrownBy(() -> examine(hostile.kind, file, hostile.options))
        .isInstanceOf(Ssl4jException.class)
        .satisfies(
            refusal -> {
              String said = refusal.getMessage().replace(directory + "/", "");
              assertThat(said).contains(hostile.says).doesNotContain("\n");
            });
  }

  @Test
  void oneArrayMayComeAsNpy() {
    Path file = ArrayFiles.npy(directory.resolve("a.npy"), "<i8", false, array(0, 1, 2, 1, 0));
    assertThat(examine("codes", file, Map.of("size", "3")).value("usedCodes")).isEqualTo(3);
    assertThatThrownBy(() -> examine("vae", file, Map.of()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining(
            "holds one array, and the kind vae reads mu [inputs, dimensions], logvar [inputs, dimensions]; write them into one .npz by name, with np.savez");
  }

  @Test
  void anOnlyArrayMayHaveAnyNameAndOthersAreNamed() {
    Path one = ArrayFiles.npz(directory.resolve("one.npz"), Map.of("indices", array(0, 1, 1)));
    assertThat(examine("codes", one, Map.of("size", "2")).value("codes")).isEqualTo(3);
    var arrays = new LinkedHashMap<String, NumberArray>();
    arrays.put("codes", array(0, 1, 1));
    arrays.put("labels", array(5));
    Path two = ArrayFiles.npz(directory.resolve("two.npz"), arrays);
    try (var read = KindFile.open(CollapseKinds.named("codes"), two, Map.of("size", "2"))) {
      assertThat(read.notes())
          .containsExactly(
              "codes in two.npz: float64 values of shape [3], read as codes",
              "labels in two.npz is left out");
    }
  }

  @Test
  void aMatrixInFortranOrderIsReadAndMoreAxesAreRefused() {
    // Column by column: rows (1, 3), (2, 4).
    Path file =
        ArrayFiles.npy(
            directory.resolve("f.npy"),
            "<f8",
            true,
            NumberArray.of(new double[] {1, 2, 3, 4}, 2, 2));
    try (var read = KindFile.open(CollapseKinds.named("units"), file, Map.of())) {
      double[] values = new double[4];
      read.input().array("activations").read(0, 4, values, 0);
      assertThat(values).containsExactly(1, 3, 2, 4);
    }
    Path deep = ArrayFiles.npy(directory.resolve("d.npy"), "<f8", true, gaussian(2, 2, 3, 3));
    assertThatThrownBy(() -> examine("attention", deep, Map.of()))
        .isInstanceOf(DataException.class)
        .hasMessageContaining("in Fortran order; save np.ascontiguousarray(x)");
  }

  @Test
  void filesThatAreNoArraysAreRefused() throws IOException {
    assertThatThrownBy(() -> examine("units", directory.resolve("no.npz"), Map.of()))
        .hasMessageContaining("does not exist; give a .npy or .npz file");
    assertThatThrownBy(() -> examine("units", directory, Map.of()))
        .hasMessageContaining("is a directory; give a .npy or .npz file");
    Path text = Files.writeString(directory.resolve("x.csv"), "1,2\n");
    assertThatThrownBy(() -> examine("units", text, Map.of()))
        .hasMessageContaining("give arrays as .npz, or one array as .npy");
    Path broken = Files.writeString(directory.resolve("x.npz"), "PK nothing");
    assertThatThrownBy(() -> examine("units", broken, Map.of()))
        .hasMessageContaining("is not an .npz archive");
    Path npy = ArrayFiles.npy(directory.resolve("cut.npy"), NumberArray.of(new double[6], 3, 2));
    byte[] bytes = Files.readAllBytes(npy);
    Files.write(npy, Arrays.copyOf(bytes, bytes.length - 3));
    assertThatThrownBy(() -> examine("units", npy, Map.of()))
        .hasMessageContaining("it was cut short or altered");
    assertThatThrownBy(() -> CollapseKinds.named("gan"))
        .isInstanceOf(ConfigException.class)
        .hasMessage(
            "Unknown kind \"gan\". Known kinds: embeddings, pairs, attention, tokens, vae, codes, generative, units");
  }

  /** A kind of somebody's own: one class with one picture, and nothing else knows of it. */
  private static final class Salt implements CollapseKind {
    @Override
    public String name() {
      return "salt";
    }

    @Override
    public String summary() {
      return "grains";
    }

    @Override
    public List<ArrayNeed> arrays() {
      return List.of(new ArrayNeed("grains", List.of("grains"), true, "sizes"));
    }

    @Override
    public List<MeasureInfo> measures() {
      return List.of(new MeasureInfo("largest", "largest grain", "small: healthy"));
    }

    @Override
    public List<String> limits() {
      return List.of("Taste.");
    }

    @Override
    public String baseline() {
      return "grains of yesterday";
    }

    @Override
    public KindMeasurement measure(KindInput input) {
      double[] sizes = new double[(int) input.array("grains").size()];
      input.array("grains").read(0, sizes.length, sizes, 0);
      return new KindMeasurement()
          .put("largest", Arrays.stream(sizes).max().orElseThrow())
          .show(
              Picture.lines(
                  "grains",
                  "Grains",
                  "",
                  "rank",
                  "size",
                  Picture.Series.sorted("size", sizes, false)));
    }

    @Override
    public Ruling judge(MeasuredValues now, MeasuredValues baseline) {
      return baseline == null
          ? Ruling.baselineDecides()
          : Ruling.healthy()
              .because("largest", now.get("largest"), 9, "it is %.1f", now.get("largest"));
    }
  }

  @Test
  void aKindOfOnesOwnIsOneClass() {
    var kind = new Salt();
    var input = KindInput.of(kind, Map.of("grains", array(1, 3, 2)), Map.of());
    assertThat(FaceExam.of(kind, input).sentence())
        .isEqualTo("uncertain - a baseline decides: give grains of yesterday.");
    Path file = ArrayFiles.npy(directory.resolve("salt.npy"), array(2, 2.5));
    try (var read = KindFile.open(kind, file, Map.of())) {
      var exam = FaceExam.of(kind, read.input(), input);
      assertThat(exam.sentence()).isEqualTo("healthy - it is 2.5.");
      assertThat(exam.measures())
          .containsExactly(new FaceMeasure("largest", "largest grain", 2.5, 3.0, "small: healthy"));
      assertThat(exam.pictures()).hasSize(1);
      assertThat(exam.pictures().get(0).series())
          .extracting(Picture.Series::name, Picture.Series::y)
          .containsExactly(
              tuple("size", List.of(2.5, 2.0)), tuple("size, baseline", List.of(3.0, 2.0, 1.0)));
    }
  }
}
