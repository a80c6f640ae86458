package org.ssl4j.train;

import java.util.Map;

/**
 * Everything of a run that is not an array, as stored in a checkpoint's {@code state.json}.
 *
 * <p>The position in the data and every random number follow from seed and step: views are keyed by (seed, epoch, image,
 * view), the order of images by (seed, epoch).
 *
 * @param version of the format
 * @param method its name
 * @param seed the run's
 * @param step updates made
 * @param stepsPerEpoch so that a checkpoint of other data or batch size is refused
 * @param counters the method's
 * @param epochSums sums of loss and terms over the steps of the unfinished epoch
 * @param baselines measured at the start of the run
 */
record TrainingState(
    int version,
    String method,
    long seed,
    long step,
    int stepsPerEpoch,
    Map<String, Long> counters,
    Map<String, Double> epochSums,
    EpochRecord.Baselines baselines) {

  static final int VERSION = 1;
}
