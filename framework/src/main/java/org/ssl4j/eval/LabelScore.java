package org.ssl4j.eval;

import java.util.Arrays;
import org.ssl4j.collapse.EmbeddingMatrix;
import org.ssl4j.collapse.InvalidEmbeddingsException;
import org.ssl4j.collapse.RunHistory;
import org.ssl4j.data.CounterRandom;
import org.ssl4j.text.Text;

/**
 * What labels say of embeddings that came without a split: weighted k-NN of a fifth of the rows
 * among the others, beside the share of the most frequent class.
 *
 * <p>The rows are dealt by a fixed random sequence. Every fifth would fall in step with labels that
 * repeat, and the first ones are all of one class where rows are sorted by it.
 */
public final class LabelScore {

  private static final int QUERY_SHARE = 5;
  private static final int MOST_QUERIES = 2000;
  private static final int MOST_BANK = 20_000;
  private static final int FEWEST_ROWS = 10;

  /** Key of the random sequence: the same rows at every call. */
  private static final long DEAL = 5;

  /** As in the runs' protocol, but for smaller banks. */
  private static final int K = 200;

  private static final int ROWS_PER_NEIGHBOUR = 50;
  private static final int FEWEST_NEIGHBOURS = 5;
  private static final double TEMPERATURE = 0.1;

  private LabelScore() {}

  /**
   * @param classes one for each row, numbered from 0
   * @return the score, or null if there are too few rows for one or they are not finite, which the
   *     measures report
   * @throws InvalidEmbeddingsException if there are not as many classes as rows
   */
  public static RunHistory.Score of(EmbeddingMatrix embeddings, int[] classes) {
    int n = embeddings.rows();
    if (classes.length != n) {
      throw new InvalidEmbeddingsException(
          Text.of(
              "%d labels do not fit %d embeddings: one label a row is needed", classes.length, n));
    }
    if (n < FEWEST_ROWS) {
      return null;
    }
    int[] dealt = new CounterRandom(DEAL, 0, 0, 0).permutation(n);
    int asking = Math.min(MOST_QUERIES, n / QUERY_SHARE);
    int[] queries = Arrays.copyOfRange(dealt, 0, asking);
    int[] bank = Arrays.copyOfRange(dealt, asking, Math.min(n, asking + MOST_BANK));
    int k = Math.min(K, Math.max(FEWEST_NEIGHBOURS, bank.length / ROWS_PER_NEIGHBOUR));
    int count = Arrays.stream(classes).max().orElse(0) + 1;
    var asked = select(embeddings, classes, queries);
    double top1 =
        new WeightedKnn(k, TEMPERATURE)
            .classify(select(embeddings, classes, bank), asked, count)
            .top1();
    return new RunHistory.Score(top1, queries.length, mostFrequent(asked.labels(), count));
  }

  private static LabelledEmbeddings select(EmbeddingMatrix embeddings, int[] classes, int[] rows) {
    return new LabelledEmbeddings(
        embeddings.select(rows), Arrays.stream(rows).map(row -> classes[row]).toArray());
  }

  private static double mostFrequent(int[] labels, int count) {
    int[] counts = new int[count];
    for (int label : labels) {
      counts[label]++;
    }
    return Arrays.stream(counts).max().orElse(0) / (double) labels.length;
  }
}
