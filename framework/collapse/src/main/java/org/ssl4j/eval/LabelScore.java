package org.ssl4j.eval;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.IntStream;
import org.ssl4j.diagnose.RunHistory;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.measure.InvalidEmbeddingsException;
import org.ssl4j.random.CounterRandom;
import org.ssl4j.text.Text;

/**
 * What labels say of embeddings that came without a split: weighted k-NN of a fifth of the rows
 * among the others, beside the share of the most frequent class. Labels that cannot carry a score
 * have a problem instead.
 *
 * <p>The rows are dealt by a fixed random sequence. Every fifth would fall in step with labels that
 * repeat, and the first ones are all of one class where rows are sorted by it.
 *
 * @param layer whose embeddings these are
 * @param labels where the labels are from
 * @param rows embeddings
 * @param labelled those of them that have a label
 * @param classes different labels
 * @param singletons classes of one row, which cannot be found again and take no part
 * @param k neighbours that vote, or null without a score, as all that follow
 * @param temperature of the votes
 * @param bank rows that vote
 * @param queries rows that were classified
 * @param top1 share of the queries classified correctly
 * @param chance share of the most frequent class among the queries
 * @param standardError of top1, binomial
 * @param problem why there is no score, or null
 */
public record LabelScore(
    String layer,
    String labels,
    int rows,
    int labelled,
    int classes,
    int singletons,
    Integer k,
    Double temperature,
    Integer bank,
    Integer queries,
    Double top1,
    Double chance,
    Double standardError,
    String problem) {

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

  /**
   * Scores a layer by its labels.
   *
   * @param layer its name
   * @param source where the labels are from
   * @param classes one for each row, numbered from 0; negative for a row without a label
   * @throws InvalidEmbeddingsException if there are not as many classes as rows
   */
  public static LabelScore of(
      String layer, EmbeddingMatrix embeddings, String source, int[] classes) {
    int n = embeddings.rows();
    if (classes.length != n) {
      String hint =
          classes.length == embeddings.columns()
              ? "; there are as many columns as labels, so the array may have to be transposed (x.T)"
              : "";
      throw new InvalidEmbeddingsException(
          Text.of(
              "%d labels do not fit %d embeddings: give one label per row%s",
              classes.length, n, hint));
    }
    int[] counts = counts(classes);
    int labelled = Arrays.stream(counts).sum();
    int different = (int) Arrays.stream(counts).filter(count -> count > 0).count();
    int singletons = (int) Arrays.stream(counts).filter(count -> count == 1).count();
    int[] usable =
        IntStream.range(0, n).filter(i -> classes[i] >= 0 && counts[classes[i]] > 1).toArray();
    String problem = problem(labelled, different, singletons, usable.length);
    var without = without(layer, source, n, labelled, different, singletons, problem);
    return problem == null ? without.measure(embeddings, classes, usable) : without;
  }

  /** Labels that are there and cannot be used, with the reason. */
  public static LabelScore without(String layer, String source, int rows, String problem) {
    return without(layer, source, rows, 0, 0, 0, problem);
  }

  private static LabelScore without(
      String layer,
      String source,
      int rows,
      int labelled,
      int classes,
      int singletons,
      String problem) {
    return new LabelScore(
        layer,
        source,
        rows,
        labelled,
        classes,
        singletons,
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        problem);
  }

  private static String problem(int labelled, int classes, int singletons, int usable) {
    if (labelled == 0) {
      return "no row has a label";
    }
    if (classes == 1) {
      return Text.of("all %d labels are the same class, so there is nothing to classify", labelled);
    }
    if (singletons == labelled) {
      return Text.of(
          "each of the %d rows has a label of its own; these are names or numbers of rows, not classes",
          labelled);
    }
    if (usable < FEWEST_ROWS) {
      return Text.of(
          "only %d rows share their class with another row; a score needs %d", usable, FEWEST_ROWS);
    }
    return classes - singletons == 1
        ? "all classes but one have a single row, so there is nothing to classify"
        : null;
  }

  private LabelScore measure(EmbeddingMatrix embeddings, int[] known, int[] usable) {
    int n = usable.length;
    int[] dealt = new CounterRandom(DEAL, 0, 0, 0).permutation(n);
    int asking = Math.min(MOST_QUERIES, n / QUERY_SHARE);
    int[] asked = rows(dealt, usable, 0, asking);
    int[] others = rows(dealt, usable, asking, Math.min(n, asking + MOST_BANK));
    int neighbours = Math.min(K, Math.max(FEWEST_NEIGHBOURS, others.length / ROWS_PER_NEIGHBOUR));
    int count = Arrays.stream(known).max().orElse(0) + 1;
    var answered = select(embeddings, known, asked);
    double right;
    try {
      right =
          new WeightedKnn(neighbours, TEMPERATURE)
              .classify(select(embeddings, known, others), answered, count)
              .top1();
    } catch (InvalidEmbeddingsException notFinite) {
      return without(layer, labels, rows, labelled, classes, singletons, "values are not finite");
    }
    return new LabelScore(
        layer,
        labels,
        rows,
        labelled,
        classes,
        singletons,
        Math.min(neighbours, others.length),
        TEMPERATURE,
        others.length,
        asked.length,
        right,
        mostFrequent(answered.labels(), count),
        Math.sqrt(right * (1 - right) / asked.length),
        null);
  }

  private static int[] rows(int[] dealt, int[] usable, int from, int to) {
    return Arrays.stream(dealt, from, to).map(i -> usable[i]).toArray();
  }

  private static LabelledEmbeddings select(EmbeddingMatrix embeddings, int[] classes, int[] rows) {
    return new LabelledEmbeddings(
        embeddings.select(rows), Arrays.stream(rows).map(row -> classes[row]).toArray());
  }

  /** Rows of each class; rows without a class are not counted. */
  private static int[] counts(int[] labels) {
    int[] counts = new int[Arrays.stream(labels).max().orElse(-1) + 1];
    for (int label : labels) {
      if (label >= 0) {
        counts[label]++;
      }
    }
    return counts;
  }

  private static double mostFrequent(int[] labels, int count) {
    int[] counts = new int[count];
    for (int label : labels) {
      counts[label]++;
    }
    return Arrays.stream(counts).max().orElse(0) / (double) labels.length;
  }

  /** What a diagnosis takes into account; empty without a score. */
  public Optional<RunHistory.Score> score() {
    return problem == null
        ? Optional.of(new RunHistory.Score(top1, queries, chance))
        : Optional.empty();
  }

  /** The score in words, for people. */
  @JsonProperty
  public String sentence() {
    if (problem != null) {
      return Text.of("The k-NN score by %s was not computed: %s.", labels, problem);
    }
    double p = Math.max(top1, chance);
    double error = 2 * Math.sqrt(2 * p * (1 - p) / queries);
    String against =
        top1 > chance + error
            ? "clearly above chance"
            : top1 < chance - error ? "clearly below chance" : "not clearly different from chance";
    String apart =
        singletons == 0 ? "" : Text.of(" Classes with a single row are left out: %d.", singletons);
    return Text.of(
            "k-NN of %s by %s classifies %.3f of %d rows correctly, with neighbours from %d other rows (k %d, T %.1f). Chance, the share of the"
                + " most frequent of %d classes, is %.3f: the score is %s.",
            layer, labels, top1, queries, bank, k, temperature, classes, chance, against)
        + apart;
  }
}
