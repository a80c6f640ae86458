package org.ssl4j.study;

import java.util.List;
import org.ssl4j.config.ExperimentConfig;

/**
 * How long a run takes, in seconds: starting its JVM, measuring the untrained network, training,
 * the measurement of each epoch, gallery and page. Arithmetic on a config and the sizes of its
 * data; no clock.
 *
 * @param start before the first measurement and after the last
 * @param untrained measuring the untrained network and its baselines
 * @param epoch training for one epoch, without measuring
 * @param measuring of one epoch that is measured
 */
record RunCost(double start, double untrained, double epoch, double measuring) {

  /**
   * Images a second of the mini net on two cores, with everything a step does
   * (docs/PERFORMANCE.md).
   */
  static final double MINI_IMAGES_PER_SECOND = 600;

  /** However small the network: making the views takes time, too. */
  private static final double MOST_IMAGES_PER_SECOND = 1000;

  /** The mini net, to whose speed other networks are compared by their arithmetic. */
  private static final double MINI_WIDTH = 16;

  private static final double MINI_BLOCKS = 4;
  private static final double MINI_SIDE = 32;
  private static final double MINI_VIEWS = 2;

  /** Blocks of a network that gives none: those of ResNet-18. */
  private static final List<Integer> USUAL_BLOCKS = List.of(2, 2, 2, 2);

  /**
   * JVM, natives and network before the first measurement 3 to 5 s; encoder, gallery and page after
   * the last 1 to 2 s.
   */
  private static final double START_SECONDS = 6;

  /**
   * Passes of an image in a training step, counted in forward passes: two views, forward and twice
   * as much backward. A measured image makes one.
   */
  private static final double PASSES_OF_A_STEP = 6;

  /** Embeddings of a monitored image: one, two of views and four of LiDAR's. */
  private static final long MONITOR_PASSES = 7;

  /** k-NN of 10,000 queries in a bank of 50,000: 8 s, with the first and the last layers. */
  private static final double KNN_SECONDS_PER_PAIR = 1.6e-8;

  /** A probe of 50,000 images takes about 10 s. */
  private static final double PROBE_SECONDS_PER_IMAGE = 2e-4;

  /**
   * Assumes the pace of a network of its size.
   *
   * @param train images there are to train on
   * @param test images held out
   */
  static RunCost assumed(ExperimentConfig config, long train, long test) {
    double perImage = 1 / imagesPerSecond(config);
    double measuring = measuring(config, train, test, perImage);
    // Raw pixels have the same two scores as the untrained network.
    double baselines = scoring(config, train, test);
    return new RunCost(
        START_SECONDS,
        measuring + baselines,
        stepsPerEpoch(config, train) * config.data().batchSize() * perImage,
        measuring);
  }

  /**
   * From a finished run of another config or of another seed.
   *
   * @param secondsPerEpoch its median, with the measuring
   * @param untrained its measurement of the untrained network
   * @param images it trained on in an epoch
   */
  static RunCost timed(
      ExperimentConfig config, long train, double secondsPerEpoch, double untrained, long images) {
    double epoch =
        secondsPerEpoch * stepsPerEpoch(config, train) * config.data().batchSize() / images;
    return new RunCost(START_SECONDS, untrained, epoch, 0);
  }

  /**
   * Seconds that a run still takes.
   *
   * @param done steps it has behind it
   */
  double seconds(ExperimentConfig config, long train, long done) {
    long perEpoch = stepsPerEpoch(config, train);
    double epochs = (steps(config, train) - done) / (double) perEpoch;
    double measured = Math.ceil(epochs / Math.max(1, config.evaluation().everyEpochs()));
    return start + (done == 0 ? untrained : 0) + epochs * epoch + measured * measuring;
  }

  /** Updates of the whole run. */
  static long steps(ExperimentConfig config, long train) {
    long scheduled = stepsPerEpoch(config, train) * config.schedule().epochs();
    Integer most = config.schedule().maxSteps();
    return most == null ? scheduled : Math.min(scheduled, most);
  }

  static long stepsPerEpoch(ExperimentConfig config, long train) {
    return Math.max(1, train / config.data().batchSize());
  }

  private static double imagesPerSecond(ExperimentConfig config) {
    var backbone = config.backbone();
    List<Integer> blocks = backbone.blocks() == null ? USUAL_BLOCKS : backbone.blocks();
    double arithmetic =
        Math.pow(backbone.width() / MINI_WIDTH, 2)
            * (blocks.stream().mapToInt(Integer::intValue).sum() / MINI_BLOCKS)
            * viewPixels(config)
            / (MINI_VIEWS * MINI_SIDE * MINI_SIDE);
    return Math.min(MOST_IMAGES_PER_SECOND, MINI_IMAGES_PER_SECOND / arithmetic);
  }

  /** Pixels of all views of an image. */
  private static double viewPixels(ExperimentConfig config) {
    var views = config.views();
    int usual = views.size() == null ? config.data().imageSize() : views.size();
    double pixels = 0;
    for (var group : views.allGroups()) {
      int side = group.size() == null ? usual : group.size();
      pixels += (double) group.count() * side * side;
    }
    return pixels;
  }

  private static double measuring(ExperimentConfig config, long train, long test, double perImage) {
    boolean scored = config.evaluation().everyEpochs() > 0;
    long embedded =
        MONITOR_PASSES * Math.min(config.monitor().images(), test)
            + (scored ? bank(config, train) + queries(config, test) : 0);
    return embedded * perImage / PASSES_OF_A_STEP + scoring(config, train, test);
  }

  private static double scoring(ExperimentConfig config, long train, long test) {
    if (config.evaluation().everyEpochs() == 0) {
      return 0;
    }
    long bank = bank(config, train);
    double probe =
        config.evaluation().probe().everyEpochs() == 0 ? 0 : bank * PROBE_SECONDS_PER_IMAGE;
    return (double) bank * queries(config, test) * KNN_SECONDS_PER_PAIR + probe;
  }

  private static long bank(ExperimentConfig config, long train) {
    Integer limit = config.evaluation().bankLimit();
    return limit == null ? train : Math.min(limit, train);
  }

  private static long queries(ExperimentConfig config, long test) {
    Integer limit = config.evaluation().queryLimit();
    return limit == null ? test : Math.min(limit, test);
  }
}
