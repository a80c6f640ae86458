package org.ssl4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.Comparator;
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

class WeightedKnnTest {

  static List<GoldenCase> goldenCases() {
    return GoldenFile.cases("knn");
  }

  @ParameterizedTest
  @MethodSource("goldenCases")
  void givenGoldenCase_thenPredictionsScoresAndAccuracyMatch(GoldenCase golden) {
    JsonNode inputs = golden.inputs();
    var bank = labelled(inputs.get("bank"), inputs.get("bank_labels"));
    var queries = labelled(inputs.get("queries"), inputs.get("query_labels"));
    int classes = golden.params().get("classes").intValue();
    var knn =
        new WeightedKnn(
            golden.params().get("k").intValue(), golden.params().get("temperature").doubleValue());

    KnnResult result = knn.classify(bank, queries, classes);
    double[][] scores = knn.scores(bank, queries, classes);

    JsonNode expected = golden.expected();
    assertThat(result.predictions())
        .containsExactly(GoldenFile.integers(expected.get("predictions")));
    assertThat(result.top1()).isCloseTo(expected.get("accuracy").doubleValue(), within(1e-15));
    double[][] expectedScores = GoldenFile.matrix(expected.get("normalised_scores"));
    for (int i = 0; i < scores.length; i++) {
      assertThat(scores[i]).containsExactly(expectedScores[i], within(1e-9));
    }
    assertThat(result.neighbours()).isEqualTo(Math.min(knn.k(), bank.count()));
  }

  @Test
  void goldenFileHoldsAllKinds() {
    assertThat(goldenCases()).hasSizeGreaterThanOrEqualTo(6);
  }

  @Test
  void givenSeveralBlocks_thenEqualToASortOfTheWholeBank() {
    var random = new Random(7);
    // More than one query block and bank block, and the last of each is partial.
    LabelledEmbeddings bank = random(random, 4500, 5, 4);
    LabelledEmbeddings queries = random(random, 2200, 5, 4);
    var knn = new WeightedKnn(30, 0.1);
    double[][] scores = knn.scores(bank, queries, 4);
    for (int i = 0; i < queries.count(); i += 41) {
      double[] expected = scoresBySorting(bank, row(queries, i), 4, 30, 0.1);
      assertThat(scores[i]).containsExactly(expected, within(1e-9));
    }
  }

  @Test
  void givenEqualDirectionsOfManyLengths_thenTheLowestIndicesAreTheNeighbours() {
    var random = new Random(3);
    double[] direction = random.doubles(64, -1, 1).toArray();
    double[][] rows = new double[3000][];
    int[] labels = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      double length = Math.exp(4 * random.nextGaussian());
      rows[i] = Arrays.stream(direction).map(v -> v * length).toArray();
      labels[i] = i < 10 ? 1 : 0;
    }
    var bank = new LabelledEmbeddings(EmbeddingMatrix.of(rows), labels);
    var query = new LabelledEmbeddings(EmbeddingMatrix.of(new double[][] {direction}), new int[1]);
    assertThat(new WeightedKnn(10, 0.07).scores(bank, query, 2)[0]).containsExactly(0, 1);
  }

  @Test
  void givenZeroQuery_thenTheFirstKOfTheBankVoteEqually() {
    var bank =
        new LabelledEmbeddings(
            EmbeddingMatrix.of(new double[][] {{1, 0}, {0, 1}, {-1, 0}, {3, 4}}),
            new int[] {2, 2, 0, 0});
    var query = new LabelledEmbeddings(EmbeddingMatrix.of(new double[1][2]), new int[] {2});
    assertThat(new WeightedKnn(3, 0.1).scores(bank, query, 3)[0])
        .containsExactly(new double[] {1 / 3.0, 0, 2 / 3.0}, within(1e-15));
  }

  @Test
  void givenTinyTemperature_thenNoOverflow() {
    LabelledEmbeddings bank = random(new Random(1), 50, 3, 3);
    double[][] scores = new WeightedKnn(5, 1e-5).scores(bank, bank, 3);
    for (int i = 0; i < scores.length; i++) {
      assertThat(scores[i][bank.labels()[i]]).isCloseTo(1, within(1e-9));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 4})
  void fewerThanFiveNeighboursRankNoFiveClasses(int k) {
    LabelledEmbeddings bank = random(new Random(1), 80, 3, 8);
    List<String> names = IntStream.range(0, 8).mapToObj(c -> "c" + c).toList();

    assertThat(new WeightedKnn(k, 0.1).evaluate(bank, bank, names).top5()).isNull();
    assertThat(new WeightedKnn(5, 0.1).evaluate(bank, bank, names).top5()).isNotNull();
  }

  @Test
  void balancedIsTheMeanRecallAndCountsWhereClassesAreUnequal() {
    var tally = new Classification.Tally(List.of("many", "few"));
    for (int i = 0; i < 20; i++) {
      tally.add(i < 19 ? 0 : 1, 0, new double[] {1, 0});
    }
    Classification scores = tally.result();

    assertThat(scores.top1()).isEqualTo(0.95);
    assertThat(scores.balanced()).isEqualTo(0.5);
    assertThat(scores.balancedIfUnequal()).isEqualTo(0.5);
    assertThat(equal().balancedIfUnequal()).isNull();
  }

  private static Classification equal() {
    var tally = new Classification.Tally(List.of("a", "b"));
    tally.add(0, 0, new double[] {1, 0});
    tally.add(1, 0, new double[] {1, 0});
    return tally.result();
  }

  @Test
  void standardErrorIsBinomial() {
    assertThat(new KnnResult(new int[2000], 0.41, 200).standardError())
        .isCloseTo(0.011, within(1e-4));
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 3})
  void givenBankLabelOutOfRange_thenItsRowIsNamed(int label) {
    LabelledEmbeddings good = random(new Random(1), 8, 3, 3);
    int[] labels = good.labels().clone();
    labels[6] = label;
    var bank = new LabelledEmbeddings(good.embeddings(), labels);
    assertThatThrownBy(() -> new WeightedKnn(3, 0.1).classify(bank, good, 3))
        .isInstanceOf(InvalidEmbeddingsException.class)
        .hasMessageContaining("row 6 of the bank")
        .hasMessageContaining(label == -1 ? "unlabelled" : "only 3 classes");
  }

  @Test
  void givenUnlabelledQuery_thenRefused() {
    LabelledEmbeddings bank = random(new Random(1), 8, 3, 3);
    var queries = new LabelledEmbeddings(bank.embeddings(), new int[] {0, 1, 2, -1, 0, 0, 0, 0});
    assertThatThrownBy(() -> new WeightedKnn(3, 0.1).classify(bank, queries, 3))
        .isInstanceOf(InvalidEmbeddingsException.class)
        .hasMessageContaining("row 3 of the queries is unlabelled");
  }

  @Test
  void givenNanInTheBank_thenItsRowIsNamed() {
    double[][] rows = {{1, 0}, {0, 1}, {Double.NaN, 0}};
    var bank = new LabelledEmbeddings(EmbeddingMatrix.of(rows), new int[3]);
    LabelledEmbeddings queries = random(new Random(1), 2, 2, 1);
    assertThatThrownBy(() -> new WeightedKnn(1, 0.1).classify(bank, queries, 1))
        .isInstanceOf(InvalidEmbeddingsException.class)
        .hasMessageContaining("row 2 of the bank holds NaN");
  }

  @Test
  void givenShapesThatDoNotFit_thenRefused() {
    LabelledEmbeddings bank = random(new Random(1), 8, 3, 2);
    LabelledEmbeddings queries = random(new Random(1), 8, 4, 2);
    assertThatThrownBy(() -> new WeightedKnn(3, 0.1).classify(bank, queries, 2))
        .isInstanceOf(InvalidEmbeddingsException.class)
        .hasMessageContaining("not 3 and 4");
    assertThatThrownBy(() -> new LabelledEmbeddings(bank.embeddings(), new int[7]))
        .isInstanceOf(InvalidEmbeddingsException.class)
        .hasMessageContaining("7 labels do not fit 8 embeddings");
  }

  @Test
  void givenBadSettings_thenRefused() {
    assertThatThrownBy(() -> new WeightedKnn(0, 0.1)).hasMessageContaining("not 0");
    assertThatThrownBy(() -> new WeightedKnn(1, 0)).hasMessageContaining("not 0.0");
    assertThatThrownBy(() -> new WeightedKnn(1, Double.NaN)).hasMessageContaining("not NaN");
  }

  private static double[] scoresBySorting(
      LabelledEmbeddings bank, double[] query, int classes, int k, double temperature) {
    double[] cosines =
        IntStream.range(0, bank.count()).mapToDouble(i -> cosine(query, row(bank, i))).toArray();
    int[] nearest =
        IntStream.range(0, bank.count())
            .boxed()
            .sorted(Comparator.comparingDouble((Integer i) -> -cosines[i]))
            .limit(k)
            .mapToInt(i -> i)
            .toArray();
    double[] scores = new double[classes];
    for (int i : nearest) {
      scores[bank.labels()[i]] += Math.exp(cosines[i] / temperature);
    }
    double total = Arrays.stream(scores).sum();
    return Arrays.stream(scores).map(score -> score / total).toArray();
  }

  private static double cosine(double[] a, double[] b) {
    double dot = 0;
    double aa = 0;
    double bb = 0;
    for (int j = 0; j < a.length; j++) {
      dot += a[j] * b[j];
      aa += a[j] * a[j];
      bb += b[j] * b[j];
    }
    return dot / Math.sqrt(aa * bb);
  }

  private static double[] row(LabelledEmbeddings source, int row) {
    double[] values = new double[source.embeddings().columns()];
    source.embeddings().read(row, 0, values.length, values, 0);
    return values;
  }

  private static LabelledEmbeddings random(Random random, int n, int d, int classes) {
    double[][] rows = new double[n][d];
    int[] labels = new int[n];
    for (int i = 0; i < n; i++) {
      Arrays.setAll(rows[i], j -> random.nextGaussian());
      labels[i] = random.nextInt(classes);
    }
    return new LabelledEmbeddings(EmbeddingMatrix.of(rows), labels);
  }

  private static LabelledEmbeddings labelled(JsonNode rows, JsonNode labels) {
    return new LabelledEmbeddings(
        EmbeddingMatrix.of(GoldenFile.matrix(rows)), GoldenFile.integers(labels));
  }
}
