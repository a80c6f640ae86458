package org.ssl4j.train;

import org.ssl4j.augment.Pipelines;
import org.ssl4j.augment.ViewPipeline;
import org.ssl4j.config.Arithmetic;
import org.ssl4j.config.EvaluationConfig;
import org.ssl4j.config.ExperimentConfig;
import org.ssl4j.config.OptimizerConfig;
import org.ssl4j.data.DataSplits;
import org.ssl4j.data.ImageSet;
import org.ssl4j.encoder.ImageEmbedder;
import org.ssl4j.encoder.PixelEmbeddings;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.run.MemoryEstimate;

/** Counts what a training will keep in memory, from its config, data and networks. */
final class MemoryEstimator {

  /** Measured: resident memory of a training with next to no images and layers. */
  private static final long PROGRAM = 330L << 20;

  /** Scratch memory of Winograd's algorithm: 9 to 140 MB by shape, one buffer for all layers. */
  private static final long WINOGRAD = 100L << 20;

  private static final String WINOGRAD_NAME = "winograd";

  /** Batches of views beside those that wait: the one in use and those being made. */
  private static final int BATCHES_IN_WORK = 2;

  /** Width of features that a small backbone may have; pixels mostly have more. */
  private static final int USUAL_FEATURES = 512;

  private MemoryEstimator() {}

  /**
   * Estimates.
   *
   * @param batch images a step, which need not be the config's
   */
  static MemoryEstimate of(
      ExperimentConfig config, DataSplits data, SSLMethod method, Pipelines pipelines, int batch) {
    ViewPipeline clean = pipelines.clean();
    int side = clean.size();
    long image = imageBytes(side);
    var online = method.networks().online();
    long parameters = online.layout().length();
    // Online and target networks hold a gradient each, whether it is used or not.
    long vectors =
        2L + states(config.optimizer()) + (method.networks().target().isPresent() ? 2 : 0);
    long views = 0; // of one image, in bytes
    int valueBytes = config.precision() == Arithmetic.BFLOAT16 ? Short.BYTES : Float.BYTES;
    long kept = 0;
    for (var group : pipelines.groups()) {
      views += group.count() * imageBytes(group.size());
      kept += group.count() * online.plan().kept(group.size(), true) * valueBytes;
    }
    int part = batch / config.schedule().accumulate();
    long training = part * kept + batch * views;
    int embedded = Math.min(ImageEmbedder.batch(side), data.test().size());
    long measuring = embedded * (online.plan().kept(side, false) * valueBytes + image);
    long batches = (long) config.data().prefetch() + BATCHES_IN_WORK;
    long activations = Math.max(training, measuring);
    boolean winograd = method.networks().engine().convolutions().startsWith(WINOGRAD_NAME);
    return new MemoryEstimate(
        winograd ? PROGRAM + WINOGRAD : PROGRAM,
        data.inMemory(),
        batches * part * views,
        vectors * parameters * Float.BYTES,
        activations,
        evaluation(config.evaluation(), data),
        activations <= EpochMeasurement.LARGE_ACTIVATIONS);
  }

  private static long imageBytes(int side) {
    return (long) ImageSet.CHANNELS * side * side * Float.BYTES;
  }

  private static int states(OptimizerConfig optimizer) {
    return optimizer.name() == OptimizerConfig.Kind.ADAMW ? 2 : 1;
  }

  private static long evaluation(EvaluationConfig config, DataSplits data) {
    if (data.train().classNames().isEmpty()) {
      return 0;
    }
    long bank = config.bankLimit() == null ? data.train().size() : config.bankLimit();
    long queries = config.queryLimit() == null ? data.test().size() : config.queryLimit();
    long side = Math.min(PixelEmbeddings.LARGEST_SIDE, data.train().height());
    long columns = Math.max(USUAL_FEATURES, ImageSet.CHANNELS * side * side);
    long features = (bank + queries) * USUAL_FEATURES * Float.BYTES;
    return config.probe().everyEpochs() == 0
        ? features
        : features + bank * columns * Double.BYTES + 2 * columns * columns * Double.BYTES;
  }
}
