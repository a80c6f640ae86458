package org.ssl4j.train;

import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.augment.ViewPipeline;
import org.ssl4j.config.EvaluationConfig;
import org.ssl4j.data.DataSplits;
import org.ssl4j.data.ImageSet;
import org.ssl4j.encoder.ImageEmbedder;
import org.ssl4j.encoder.PixelEmbeddings;
import org.ssl4j.eval.Classification;
import org.ssl4j.eval.KnnScore;
import org.ssl4j.eval.LabelledEmbeddings;
import org.ssl4j.eval.LinearProbe;
import org.ssl4j.eval.ProbeScore;
import org.ssl4j.eval.WeightedKnn;
import org.ssl4j.measure.Attempts;
import org.ssl4j.network.Tap;
import org.ssl4j.run.EpochRecord;

/**
 * What labels say of the network between epochs: k-NN and a linear probe, fitted on the training
 * images' features, asked about the held-out ones'. Reads features only, and draws no random
 * number.
 */
final class Evaluation {

  private static final Logger LOG = LoggerFactory.getLogger(Evaluation.class);

  private final EvaluationConfig config;
  private final DataSplits data;
  private final ImageEmbedder embedder;
  private final ViewPipeline clean;
  private final List<String> classNames;
  private final int bank;
  private final int queries;
  private final boolean labelled;

  Evaluation(EvaluationConfig config, DataSplits data, ImageEmbedder embedder, ViewPipeline clean) {
    this.config = config;
    this.data = data;
    this.embedder = embedder;
    this.clean = clean;
    this.classNames = data.train().classNames();
    this.bank = limited(config.bankLimit(), data.train());
    this.queries = limited(config.queryLimit(), data.test());
    this.labelled = hasLabels(data.train(), bank) && hasLabels(data.test(), queries);
    if (!labelled && (config.everyEpochs() > 0 || config.probe().everyEpochs() > 0)) {
      LOG.warn(
          "the images have no labels (no class sub-folders), so there is neither a k-NN nor a probe score");
    }
  }

  /**
   * Scores of one time; null where none was due.
   *
   * @param knn of the backbone
   * @param probe of the backbone
   */
  record Scores(KnnScore knn, ProbeScore probe) {}

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

  /**
   * Scores the network as it is, with what is due.
   *
   * @param last whether no epoch follows
   * @param attempts gets the reason of a score that is due and fails, which is null then
   */
  Scores network(int epoch, boolean last, Attempts attempts) {
    boolean knnDue = due(config.everyEpochs(), epoch, last);
    boolean probeDue = due(config.probe().everyEpochs(), epoch, last);
    if (!knnDue && !probeDue) {
      return new Scores(null, null);
    }
    var train = attempts.take("features", null, () -> features(data.train(), bank));
    var test = attempts.take("features", null, () -> features(data.test(), queries));
    if (train == null || test == null) {
      return new Scores(null, null);
    }
    String layer = Tap.BACKBONE.label();
    return new Scores(
        knnDue ? attempts.take("knn", null, () -> knn(layer, train, test)) : null,
        probeDue ? attempts.take("probe", null, () -> probe(layer, train, test)) : null);
  }

  private boolean due(int interval, int epoch, boolean last) {
    return labelled && interval > 0 && (last || epoch % interval == 0);
  }

  /**
   * What the scores are to be compared with: chance, raw pixels, the untrained network.
   *
   * @param untrained scores before the first step
   * @param attempts gets the reason of a baseline that fails, which is null then
   */
  EpochRecord.Baselines baselines(Scores untrained, Attempts attempts) {
    if (untrained.knn() == null && untrained.probe() == null) {
      return EpochRecord.Baselines.NONE;
    }
    var train = attempts.take("pixels", null, () -> pixels(data.train(), bank));
    var test = attempts.take("pixels", null, () -> pixels(data.test(), queries));
    if (train == null || test == null) {
      return new EpochRecord.Baselines(
          null,
          null,
          untrained.knn() == null ? null : untrained.knn().top1(),
          null,
          untrained.probe() == null ? null : untrained.probe().top1());
    }
    return new EpochRecord.Baselines(
        attempts.take(
            "chance",
            null,
            () ->
                Classification.Chance.of(train.labels(), test.labels(), classNames.size()).top1()),
        untrained.knn() == null
            ? null
            : attempts.take("pixelsKnn", null, () -> knn("pixels", train, test).top1()),
        untrained.knn() == null ? null : untrained.knn().top1(),
        untrained.probe() == null
            ? null
            : attempts.take("pixelsProbe", null, () -> probe("pixels", train, test).top1()),
        untrained.probe() == null ? null : untrained.probe().top1());
  }

  private LabelledEmbeddings features(ImageSet set, int count) {
    var rows = embedder.embed(set, count, clean, 0, Set.of(Tap.BACKBONE)).get(Tap.BACKBONE);
    return new LabelledEmbeddings(rows, set.labels(count));
  }

  private LabelledEmbeddings pixels(ImageSet set, int count) {
    return new LabelledEmbeddings(
        new PixelEmbeddings(set, count, data.mean(), data.std()), set.labels(count));
  }

  private KnnScore knn(String layer, LabelledEmbeddings train, LabelledEmbeddings test) {
    var result =
        new WeightedKnn(config.k(), config.temperature()).evaluate(train, test, classNames);
    return new KnnScore(
        result.top1(),
        result.standardError(),
        config.k(),
        config.temperature(),
        layer,
        bank,
        queries,
        KnnScore.LAST,
        result.balancedIfUnequal());
  }

  private ProbeScore probe(String layer, LabelledEmbeddings train, LabelledEmbeddings test) {
    var settings = config.probe();
    double weightDecay =
        settings.weightDecay() == null
            ? LinearProbe.usualWeightDecay(train.embeddings())
            : settings.weightDecay();
    var result =
        new LinearProbe(settings.standardize(), LinearProbe.HELD_OUT_SHARE, 0)
            .fit(train, test, classNames, weightDecay);
    if (!result.converged()) {
      LOG.warn(
          "the linear probe of the {} did not converge in {} iterations",
          layer,
          result.iterations());
    }
    return new ProbeScore(
        result.test().top1(),
        result.test().top5(),
        result.test().standardError(),
        weightDecay,
        layer,
        bank,
        queries,
        result.converged(),
        KnnScore.LAST,
        result.test().balancedIfUnequal());
  }
}
