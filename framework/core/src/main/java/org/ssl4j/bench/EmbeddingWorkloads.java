package org.ssl4j.bench;

import org.ssl4j.eval.KnnResult;
import org.ssl4j.eval.LabelledEmbeddings;
import org.ssl4j.eval.WeightedKnn;
import org.ssl4j.measure.CollapseMeasures;
import org.ssl4j.measure.EmbeddingMatrix;
import org.ssl4j.measure.LayerAnalysis;
import org.ssl4j.random.CounterRandom;

/** What is done with embeddings after an epoch, on random ones: times do not depend on values. */
public final class EmbeddingWorkloads {
  private static final long SEED = 0;
  private static final int BANK_STREAM = 0;
  private static final int QUERY_STREAM = 1;

  private EmbeddingWorkloads() {}

  /**
   * The collapse analysis of one layer.
   *
   * @param images number of embeddings
   * @param dimension of an embedding
   */
  public static Runnable metrics(int images, int dimension) {
    EmbeddingMatrix embeddings = random(images, dimension, BANK_STREAM);
    return () -> {
      LayerAnalysis analysis = CollapseMeasures.measure(embeddings);
      if (analysis.measures().centredDegenerate()) {
        throw new IllegalStateException("random embeddings were measured as all equal");
      }
    };
  }

  /** Weighted k-NN classification of queries by a bank. */
  public static Runnable knn(int bank, int queries, int dimension, int k, int classes) {
    var labelledBank =
        new LabelledEmbeddings(random(bank, dimension, BANK_STREAM), labels(bank, classes));
    var labelledQueries =
        new LabelledEmbeddings(random(queries, dimension, QUERY_STREAM), labels(queries, classes));
    var knn = new WeightedKnn(k, 0.1);
    return () -> {
      KnnResult result = knn.classify(labelledBank, labelledQueries, classes);
      if (result.predictions().length != queries) {
        throw new IllegalStateException("not every query was classified");
      }
    };
  }

  /** Features as after a rectifier: half zeros, so that the mean is not zero. */
  private static EmbeddingMatrix random(int rows, int columns, int stream) {
    var random = new CounterRandom(SEED, 0, 0, stream);
    float[] values = new float[Math.multiplyExact(rows, columns)];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.max(0, random.uniform() + random.uniform() - 1);
    }
    return EmbeddingMatrix.of(values, rows, columns);
  }

  private static int[] labels(int count, int classes) {
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = i % classes;
    }
    return labels;
  }
}
