package org.ssl4j.eval;

import java.util.Arrays;
import java.util.List;
import org.ssl4j.measure.InvalidEmbeddingsException;

/**
 * Weighted k-nearest-neighbour classification, the training-free probe of InstDisc (Wu et al.,
 * arXiv:1805.01978, section 3.4) and MoCo: each of the k bank embeddings most similar to a query by
 * cosine votes for its class with weight exp(cosine / T).
 *
 * <p>Equal similarities: the lower bank index is the nearer. Scores within 1e-12 of each other,
 * relative: the lower class wins. A zero query has cosine 0 to the whole bank.
 *
 * @param k neighbours, at least 1; a smaller bank votes as a whole
 * @param temperature T, positive
 */
public record WeightedKnn(int k, double temperature) {

  private static final double SCORE_TIE = 1e-12;

  public WeightedKnn {
    if (k < 1) {
      throw new IllegalArgumentException("k-NN needs k of at least 1, not " + k);
    }
    if (!(temperature > 0) || Double.isInfinite(temperature)) {
      throw new IllegalArgumentException(
          "k-NN needs a positive, finite temperature, not " + temperature);
    }
  }

  /**
   * Classifies labelled queries.
   *
   * @param bank labelled embeddings [n, d]
   * @param queries labelled embeddings [m, d]
   * @param classes number of classes; labels are 0 to classes - 1
   * @throws InvalidEmbeddingsException if dimensions differ, a label is missing or out of range, or
   *     a value is not finite; names the row
   */
  public KnnResult classify(LabelledEmbeddings bank, LabelledEmbeddings queries, int classes) {
    queries.requireLabels("queries", classes);
    int[] predictions = new int[queries.count()];
    vote(bank, queries, classes, (query, scores) -> predictions[query] = winner(scores));
    int correct = 0;
    for (int i = 0; i < predictions.length; i++) {
      if (predictions[i] == queries.labels()[i]) {
        correct++;
      }
    }
    double top1 = (double) correct / predictions.length;
    return new KnnResult(predictions, top1, Math.min(k, bank.count()));
  }

  /**
   * Classifies labelled queries, with top-5 and a confusion matrix.
   *
   * @param classNames in label order
   * @throws InvalidEmbeddingsException as in {@link #classify}
   */
  public Classification evaluate(
      LabelledEmbeddings bank, LabelledEmbeddings queries, List<String> classNames) {
    queries.requireLabels("queries", classNames.size());
    var tally = new Classification.Tally(classNames, Math.min(k, bank.count()));
    vote(
        bank,
        queries,
        classNames.size(),
        (query, scores) -> tally.add(queries.labels()[query], winner(scores), scores));
    return tally.result();
  }

  /**
   * The votes behind {@link #classify}: per query the classes' scores, which sum to 1. Takes m *
   * classes doubles.
   *
   * @throws InvalidEmbeddingsException as in {@link #classify}
   */
  public double[][] scores(LabelledEmbeddings bank, LabelledEmbeddings queries, int classes) {
    double[][] all = new double[queries.count()][];
    vote(bank, queries, classes, (query, scores) -> all[query] = scores.clone());
    return all;
  }

  private void vote(
      LabelledEmbeddings bank, LabelledEmbeddings queries, int classes, Ballot ballot) {
    bank.requireLabels("bank", classes);
    double[] scores = new double[classes];
    NeighbourSearch.search(
        bank.embeddings(),
        queries.embeddings(),
        k,
        (query, neighbours) -> {
          addVotes(neighbours, bank.labels(), scores);
          ballot.count(query, scores);
        });
  }

  private void addVotes(NearestNeighbours neighbours, int[] labels, double[] scores) {
    Arrays.fill(scores, 0);
    double nearest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < neighbours.size(); i++) {
      nearest = Math.max(nearest, neighbours.similarity(i));
    }
    double total = 0;
    for (int i = 0; i < neighbours.size(); i++) {
      // Relative to the nearest, or exp overflows at small temperatures.
      double weight = Math.exp((neighbours.similarity(i) - nearest) / temperature);
      scores[labels[neighbours.index(i)]] += weight;
      total += weight;
    }
    for (int c = 0; c < scores.length; c++) {
      scores[c] /= total;
    }
  }

  private static int winner(double[] scores) {
    double smallestTie = Arrays.stream(scores).max().orElseThrow() * (1 - SCORE_TIE);
    int winner = 0;
    while (scores[winner] < smallestTie) {
      winner++;
    }
    return winner;
  }

  /** Receives the normalised scores of each query; the array is reused. */
  @FunctionalInterface
  private interface Ballot {
    void count(int query, double[] scores);
  }
}
