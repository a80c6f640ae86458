package org.ssl4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.ssl4j.golden.GoldenFile;
import org.ssl4j.golden.GoldenFile.GoldenCase;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.measure.InvalidEmbeddingsException;

class LinearProbeTest {

  private static final List<String> NAMES = List.of("a", "b", "c");

  private final LinearProbe probe = new LinearProbe(false, 0.2, 3);

  static List<GoldenCase> goldenCases() {
    return GoldenFile.cases("softmax_regression");
  }

  @ParameterizedTest
  @MethodSource("goldenCases")
  void findsTheMinimumOfAnIndependentImplementation(GoldenCase golden) {
    int[] predictions = GoldenFile.integers(golden.expected().get("test_predictions"));
    var train =
        new LabelledEmbeddings(
            EmbeddingMatrix.of(GoldenFile.matrix(golden.inputs().get("X"))),
            GoldenFile.integers(golden.inputs().get("y")));
    var test =
        new LabelledEmbeddings(
            EmbeddingMatrix.of(GoldenFile.matrix(golden.inputs().get("T"))), predictions);
    var names =
        IntStream.range(0, golden.params().get("classes").intValue())
            .mapToObj(Integer::toString)
            .toList();

    var result =
        new LinearProbe(golden.params().get("standardize").booleanValue(), 0.1, 0)
            .fit(train, test, names, golden.params().get("weight_decay").doubleValue());

    assertThat(result.converged()).isTrue();
    assertThat(result.trainLoss())
        .isCloseTo(golden.expected().get("cross_entropy").doubleValue(), within(1e-4));
    assertThat(result.trainTop1())
        .isCloseTo(golden.expected().get("train_top1").doubleValue(), within(1e-12));
    assertThat(result.test().top1()).isEqualTo(1);
  }

  @Test
  void separatesWhatIsSeparable() {
    var result = probe.sweep(blobs(1, 300, 4, 0.1), blobs(2, 90, 4, 0.1), NAMES);
    assertThat(result.test().top1()).isEqualTo(1);
    assertThat(result.test().top5()).isNull();
    assertThat(result.test().perClass())
        .allSatisfy(row -> assertThat(row.recall()).isEqualTo(1))
        .extracting(Classification.ClassRow::name)
        .containsExactlyElementsOf(NAMES);
    assertThat(result.heldOut()).isEqualTo(60);
    assertThat(result.sweep())
        .hasSizeGreaterThan(3)
        .extracting(LinearProbe.SweepPoint::weightDecay)
        .contains(result.weightDecay());
  }

  @Test
  void choosesStrongDecayWhereThereIsMoreNoiseThanSignal() {
    // Without decay it fits the many dimensions of noise.
    var train = blobs(1, 240, 120, 1.5);
    var test = blobs(2, 3000, 120, 1.5);
    var chosen = probe.sweep(train, test, NAMES);
    var weak = probe.fit(train, test, NAMES, 1e-6);
    assertThat(chosen.weightDecay()).isGreaterThan(1e-2);
    assertThat(chosen.test().top1()).isGreaterThan(weak.test().top1() + 0.02);
    assertThat(weak.trainTop1()).isEqualTo(1);
  }

  @Test
  void theTestLabelsChooseNothing() {
    var train = blobs(1, 200, 5, 1);
    var test = blobs(2, 100, 5, 1);
    var shuffled =
        new LabelledEmbeddings(
            test.embeddings(),
            Arrays.stream(test.labels()).map(label -> (label + 1) % 3).toArray());
    var honest = probe.sweep(train, test, NAMES);
    var other = probe.sweep(train, shuffled, NAMES);
    assertThat(other.sweep()).isEqualTo(honest.sweep());
    assertThat(other.weightDecay()).isEqualTo(honest.weightDecay());
    assertThat(other.trainLoss()).isEqualTo(honest.trainLoss());
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void offsetAndScaleOfTheFeaturesDoNotMatter(boolean standardize) {
    var scaled = new LinearProbe(standardize, 0.2, 3);
    var result = scaled.sweep(blobs(1, 200, 5, 1), blobs(2, 100, 5, 1), NAMES);
    var moved =
        scaled.sweep(
            map(blobs(1, 200, 5, 1), v -> 1e-3 * v + 7),
            map(blobs(2, 100, 5, 1), v -> 1e-3 * v + 7),
            NAMES);
    assertThat(moved.test().top1()).isEqualTo(result.test().top1());
    assertThat(moved.weightDecay()).isEqualTo(result.weightDecay());
    assertThat(moved.trainLoss()).isCloseTo(result.trainLoss(), within(1e-6));
  }

  @Test
  void givenConstantFeatures_thenTheMostFrequentClassIsPredicted() {
    // Equal up to a rounding error that a scaling to variance 1 would turn into features.
    var collapsed = map(blobs(1, 100, 4, 1), v -> 3 + 1e-9 * v);
    for (boolean standardize : new boolean[] {false, true}) {
      var result = new LinearProbe(standardize, 0.2, 3).sweep(collapsed, collapsed, NAMES);
      double[] share = new double[3];
      Arrays.stream(collapsed.labels()).forEach(label -> share[label] += 0.01);
      assertThat(result.test().top1())
          .isCloseTo(Arrays.stream(share).max().orElseThrow(), within(1e-9));
      var chance = Classification.Chance.of(collapsed.labels(), collapsed.labels(), 3);
      assertThat(result.test().top1()).isCloseTo(chance.top1(), within(1e-9));
    }
  }

  @Test
  void sameSeedSameResult() {
    var train = blobs(1, 200, 5, 1.5);
    var test = blobs(2, 100, 5, 1.5);
    var first = probe.sweep(train, test, NAMES);
    var second = probe.sweep(train, test, NAMES);
    assertThat(second.sweep()).isEqualTo(first.sweep());
    assertThat(second.test().top1()).isEqualTo(first.test().top1());
    assertThat(new LinearProbe(false, 0.2, 4).sweep(train, test, NAMES).sweep())
        .isNotEqualTo(first.sweep());
  }

  @Test
  void givenBadFeatures_thenTheRowIsNamed() {
    var good = blobs(1, 30, 2, 1);
    double[][] rows = {{1, 2}, {1, Double.NaN}};
    var bad = new LabelledEmbeddings(EmbeddingMatrix.of(rows), new int[2]);
    assertThatThrownBy(() -> probe.fit(bad, good, NAMES, 1))
        .isInstanceOf(InvalidEmbeddingsException.class)
        .hasMessageContaining("row 1 of the training features holds NaN in column 1");
    assertThatThrownBy(() -> probe.fit(good, bad, NAMES, 1))
        .isInstanceOf(InvalidEmbeddingsException.class)
        .hasMessageContaining("row 1 of the test features holds NaN");
  }

  @Test
  void givenWhatDoesNotFit_thenRefused() {
    var good = blobs(1, 30, 2, 1);
    assertThatThrownBy(() -> probe.sweep(good, blobs(1, 30, 3, 1), NAMES))
        .isInstanceOf(InvalidEmbeddingsException.class)
        .hasMessageContaining("not 2 and 3");
    assertThatThrownBy(() -> probe.sweep(good, good, List.of("a", "b")))
        .isInstanceOf(InvalidEmbeddingsException.class)
        .hasMessageContaining("only 2 classes");
    int[] unlabelled = good.labels().clone();
    unlabelled[4] = -1;
    assertThatThrownBy(
            () -> probe.sweep(new LabelledEmbeddings(good.embeddings(), unlabelled), good, NAMES))
        .isInstanceOf(InvalidEmbeddingsException.class)
        .hasMessageContaining("row 4 of the training features is unlabelled");
    var single =
        new LabelledEmbeddings(
            EmbeddingMatrix.of(new double[][] {{1}, {2}, {3}}), new int[] {0, 1, 2});
    assertThatThrownBy(() -> probe.sweep(single, single, NAMES))
        .isInstanceOf(InvalidEmbeddingsException.class)
        .hasMessageContaining("no two of the 3 training images have the same class");
  }

  /** Three classes around the corners of a triangle, in the first two dimensions; noise in all. */
  private static LabelledEmbeddings blobs(int seed, int n, int d, double noise) {
    var random = new Random(seed);
    double[][] rows = new double[n][d];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      labels[i] = i % 3;
      Arrays.setAll(rows[i], j -> noise * random.nextGaussian());
      rows[i][0] += Math.cos(2 * Math.PI * labels[i] / 3);
      rows[i][1] += Math.sin(2 * Math.PI * labels[i] / 3);
    }
    return new LabelledEmbeddings(EmbeddingMatrix.of(rows), labels);
  }

  private static LabelledEmbeddings map(
      LabelledEmbeddings source, java.util.function.DoubleUnaryOperator change) {
    double[][] rows = new double[source.count()][source.embeddings().columns()];
    for (int i = 0; i < rows.length; i++) {
      source.embeddings().read(i, 0, rows[i].length, rows[i], 0);
      rows[i] = Arrays.stream(rows[i]).map(change).toArray();
    }
    return new LabelledEmbeddings(EmbeddingMatrix.of(rows), source.labels());
  }
}
