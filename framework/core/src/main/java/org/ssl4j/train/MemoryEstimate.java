package org.ssl4j.train;

import java.util.ArrayList;
import java.util.List;
import org.ssl4j.augment.ViewPipeline;
import org.ssl4j.collapse.ImageEmbedder;
import org.ssl4j.config.EvaluationConfig;
import org.ssl4j.config.ExperimentConfig;
import org.ssl4j.config.OptimizerConfig;
import org.ssl4j.data.DataSplits;
import org.ssl4j.data.ImageSet;
import org.ssl4j.eval.PixelEmbeddings;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.text.Text;

/**
 * About how much memory a training will take at its peak, told before it begins: a training that
 * the system kills after an hour has cost an hour. docs/PERFORMANCE.md holds it against measured
 * peaks.
 *
 * @param program the JVM, its code and the native libraries with their scratch memory
 * @param images decoded images that are kept
 * @param views batches of views that are made ahead
 * @param networks parameters, gradients and optimizer state
 * @param activations what the passes of a step keep, or those of a measurement if they are more
 * @param evaluation features and the largest probe
 * @param evaluatesBesides whether the activations are kept while the evaluation runs
 */
public record MemoryEstimate(
    long program,
    long images,
    long views,
    long networks,
    long activations,
    long evaluation,
    boolean evaluatesBesides) {

  /** Measured: resident memory of a training with next to no images and layers. */
  private static final long PROGRAM = 330L << 20;

  /** Scratch memory of Winograd's algorithm: 9 to 140 MB by shape, one buffer for all layers. */
  private static final long WINOGRAD = 100L << 20;

  private static final String WINOGRAD_NAME = "winograd";

  /** Batches of views beside those that wait: the one in use and those being made. */
  private static final int BATCHES_IN_WORK = 2;

  /** Width of features that a small backbone may have; pixels mostly have more. */
  private static final int USUAL_FEATURES = 512;

  private static final double GIGABYTE = 1e9;

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
    long kept = 0;
    for (var group : pipelines.groups()) {
      views += group.count() * imageBytes(group.size());
      kept += group.count() * online.plan().kept(group.size(), true) * Float.BYTES;
    }
    int part = batch / config.schedule().accumulate();
    long training = part * kept + batch * views;
    int embedded = Math.min(ImageEmbedder.batch(side), data.test().size());
    long measuring = embedded * (online.plan().kept(side, false) * Float.BYTES + image);
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

  /** Bytes of the heap; the rest lies outside of it. */
  long heap() {
    return images + views;
  }

  /** Bytes at the peak. */
  public long total() {
    long passes = evaluatesBesides ? activations + evaluation : Math.max(activations, evaluation);
    return program + images + views + networks + passes;
  }

  /** The parts, largest first. */
  private String parts() {
    record Part(String name, long bytes) {}
    List<Part> parts = new ArrayList<>();
    parts.add(new Part("activations", activations));
    parts.add(new Part("networks and optimizer", networks));
    parts.add(new Part("views", views));
    parts.add(new Part("images", images));
    parts.add(new Part("evaluation", evaluation));
    parts.sort((a, b) -> Long.compare(b.bytes(), a.bytes()));
    return String.join(
        ", ", parts.stream().map(part -> part.name() + " " + gigabytes(part.bytes())).toList());
  }

  static String gigabytes(long bytes) {
    return Text.of("%.2f GB", bytes / GIGABYTE);
  }

  /** One line. */
  public String line(long limit) {
    return Text.of(
        "memory: about %s of the %s that may be used (%s)",
        gigabytes(total()), gigabytes(limit), parts());
  }
}
