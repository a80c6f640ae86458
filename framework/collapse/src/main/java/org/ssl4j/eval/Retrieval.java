package org.ssl4j.eval;

import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.ssl4j.text.Text;

/**
 * Retrieval of images of the same class: of the k bank rows most similar to a query by cosine, the
 * share that has its class, averaged over the queries.
 *
 * <p>Unlike k-NN it does not let a majority of the neighbours outvote the rest, so it sees how pure
 * the neighbourhoods are.
 */
public final class Retrieval {

  private Retrieval() {}

  /**
   * Measures precision at several k in one search.
   *
   * @param bank labelled embeddings [n, d]
   * @param queries labelled embeddings [m, d], not part of the bank
   * @param ks numbers of neighbours, each from 1 to n
   * @return mean precision, 0 to 1, by k
   * @throws org.ssl4j.measure.InvalidEmbeddingsException if dimensions differ, a label is missing
   *     or out of range, or a value is not finite; names the row
   */
  public static SortedMap<Integer, Double> precision(
      LabelledEmbeddings bank, LabelledEmbeddings queries, int classes, int... ks) {
    bank.requireLabels("bank", classes);
    queries.requireLabels("queries", classes);
    SortedMap<Integer, Double> sums = new TreeMap<>();
    for (int k : ks) {
      if (k < 1 || k > bank.count()) {
        throw new IllegalArgumentException(
            Text.of("precision at %d is not defined in a bank of %d", k, bank.count()));
      }
      sums.put(k, 0.0);
    }
    NeighbourSearch.search(
        bank.embeddings(),
        queries.embeddings(),
        sums.lastKey(),
        (query, neighbours) ->
            addPrecisions(neighbours.nearestFirst(), bank.labels(), queries.labels()[query], sums));
    sums.replaceAll((k, sum) -> sum / queries.count());
    return sums;
  }

  private static void addPrecisions(
      int[] nearest, int[] labels, int wanted, Map<Integer, Double> sums) {
    int[] found = new int[nearest.length + 1];
    for (int i = 0; i < nearest.length; i++) {
      found[i + 1] = found[i] + (labels[nearest[i]] == wanted ? 1 : 0);
    }
    sums.replaceAll((k, sum) -> sum + (double) found[k] / k);
  }

  /** Precision, at any k, of neighbours drawn at random from the bank. */
  public static double chance(int[] bankLabels, int[] queryLabels, int classes) {
    double[] shares = new double[classes];
    for (int label : bankLabels) {
      shares[label] += 1.0 / bankLabels.length;
    }
    double sum = 0;
    for (int label : queryLabels) {
      sum += shares[label];
    }
    return sum / queryLabels.length;
  }
}
