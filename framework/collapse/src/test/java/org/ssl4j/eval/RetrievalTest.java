package org.ssl4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.measure.InvalidEmbeddingsException;

class RetrievalTest {

  @Test
  void givenSeveralBlocks_thenEqualToASortOfTheWholeBank() {
    var random = new Random(11);
    var bank = random(random, 2600, 4, 3);
    var queries = random(random, 2100, 4, 3);
    var found = Retrieval.precision(bank, queries, 3, 1, 5, 10);
    double[] expected = new double[3];
    int[] ks = {1, 5, 10};
    for (int i = 0; i < queries.count(); i++) {
      int[] nearest = nearest(bank, row(queries, i), 10);
      int label = queries.labels()[i];
      for (int j = 0; j < ks.length; j++) {
        expected[j] +=
            Arrays.stream(nearest).limit(ks[j]).filter(b -> bank.labels()[b] == label).count()
                / (double) ks[j]
                / queries.count();
      }
    }
    assertThat(found.keySet()).containsExactly(1, 5, 10);
    for (int j = 0; j < ks.length; j++) {
      assertThat(found.get(ks[j])).isCloseTo(expected[j], within(1e-12));
    }
  }

  @Test
  void givenEqualCosines_thenTheLowerBankIndexIsNearer() {
    var bank =
        new LabelledEmbeddings(
            EmbeddingMatrix.of(new double[][] {{2, 0}, {1, 0}, {5, 0}, {0, 1}}),
            new int[] {1, 0, 1, 0});
    var query = new LabelledEmbeddings(EmbeddingMatrix.of(new double[][] {{3, 0}}), new int[] {1});
    var found = Retrieval.precision(bank, query, 2, 1, 2, 3, 4);
    assertThat(found.values()).containsExactly(1.0, 0.5, 2.0 / 3, 0.5);
  }

  @Test
  void randomFeaturesRetrieveAtChance() {
    var bank = random(new Random(1), 3000, 8, 4);
    var queries = random(new Random(2), 2000, 8, 4);
    double chance = Retrieval.chance(bank.labels(), queries.labels(), 4);
    assertThat(chance).isCloseTo(0.25, within(0.02));
    assertThat(Retrieval.precision(bank, queries, 4, 10).get(10)).isCloseTo(chance, within(0.02));
  }

  @Test
  void chanceCountsUnequalClasses() {
    assertThat(Retrieval.chance(new int[] {0, 0, 0, 1}, new int[] {0, 1}, 2))
        .isCloseTo((0.75 + 0.25) / 2, within(1e-15));
  }

  @Test
  void givenWhatDoesNotFit_thenRefused() {
    var bank = random(new Random(1), 8, 3, 2);
    assertThatThrownBy(() -> Retrieval.precision(bank, bank, 2, 9))
        .hasMessageContaining("precision at 9")
        .hasMessageContaining("bank of 8");
    assertThatThrownBy(() -> Retrieval.precision(bank, random(new Random(1), 8, 2, 2), 2, 1))
        .isInstanceOf(InvalidEmbeddingsException.class)
        .hasMessageContaining("not 3 and 2");
  }

  private static int[] nearest(LabelledEmbeddings bank, double[] query, int k) {
    double[] cosines =
        IntStream.range(0, bank.count()).mapToDouble(i -> cosine(query, row(bank, i))).toArray();
    return IntStream.range(0, bank.count())
        .boxed()
        .sorted(Comparator.comparingDouble((Integer i) -> -cosines[i]))
        .limit(k)
        .mapToInt(i -> i)
        .toArray();
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
}
