package org.ssl4j.train;

import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.augment.ViewPipeline;
import org.ssl4j.collapse.EmbeddingMatrix;
import org.ssl4j.collapse.ImageEmbedder;
import org.ssl4j.config.EvaluationConfig;
import org.ssl4j.data.DataSplits;
import org.ssl4j.data.ImageSet;
import org.ssl4j.eval.KnnScore;
import org.ssl4j.eval.LabelledEmbeddings;
import org.ssl4j.eval.PixelEmbeddings;
import org.ssl4j.eval.WeightedKnn;
import org.ssl4j.method.Tap;

/** The run's k-NN protocol: bank from the training images, queries from the held-out ones. */
final class Evaluation {

  private static final Logger LOG = LoggerFactory.getLogger(Evaluation.class);

  private final EvaluationConfig config;
  private final DataSplits data;
  private final ImageEmbedder embedder;
  private final ViewPipeline clean;
  private final int bank;
  private final int queries;
  private final boolean labelled;

  Evaluation(EvaluationConfig config, DataSplits data, ImageEmbedder embedder, ViewPipeline clean) {
    this.config = config;
    this.data = data;
    this.embedder = embedder;
    this.clean = clean;
    this.bank = limited(config.bankLimit(), data.train());
    this.queries = limited(config.queryLimit(), data.test());
    this.labelled = hasLabels(data.train(), bank) && hasLabels(data.test(), queries);
    if (!labelled && config.everyEpochs() > 0) {
      LOG.warn("the images have no labels (no class sub-folders), so there is no k-NN score");
    }
  }

  private static int limited(Integer limit, ImageSet set) {
    return limit == null ? set.size() : limit;
  }

  private static boolean hasLabels(ImageSet set, int count) {
    for (int i = 0; i < count; i++) {
      if (set.label(i) == ImageSet.UNLABELLED) {
        return false;
      }
    }
    return true;
  }

  boolean dueAfter(int epoch, boolean last) {
    return labelled && config.everyEpochs() > 0 && (last || epoch % config.everyEpochs() == 0);
  }

  /** Scores the network as it is. */
  KnnScore network() {
    var taps = Set.of(Tap.BACKBONE);
    var bankRows = embedder.embed(data.train(), bank, clean, 0, taps).get(Tap.BACKBONE);
    var queryRows = embedder.embed(data.test(), queries, clean, 0, taps).get(Tap.BACKBONE);
    return score(Tap.BACKBONE.label(), bankRows, queryRows);
  }

  /** Scores raw pixels; does not depend on any weights. */
  KnnScore pixels() {
    return score(
        "pixels",
        new PixelEmbeddings(data.train(), bank, data.mean(), data.std()),
        new PixelEmbeddings(data.test(), queries, data.mean(), data.std()));
  }

  private KnnScore score(String layer, EmbeddingMatrix bankRows, EmbeddingMatrix queryRows) {
    var result =
        new WeightedKnn(config.k(), config.temperature())
            .classify(
                new LabelledEmbeddings(bankRows, labels(data.train(), bank)),
                new LabelledEmbeddings(queryRows, labels(data.test(), queries)),
                data.train().classNames().size());
    return new KnnScore(
        result.top1(),
        result.standardError(),
        config.k(),
        config.temperature(),
        layer,
        bank,
        queries,
        KnnScore.LAST);
  }

  private static int[] labels(ImageSet set, int count) {
    int[] labels = new int[count];
    for (int i = 0; i < count; i++) {
      labels[i] = set.label(i);
    }
    return labels;
  }
}
