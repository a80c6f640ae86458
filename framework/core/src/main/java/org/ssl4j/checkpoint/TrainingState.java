package org.ssl4j.checkpoint;

import java.io.IOException;
import java.util.Map;
import org.ssl4j.run.EpochRecord;

/**
 * Everything of a run that is not an array, as stored in a checkpoint's {@code state.json}.
 *
 * <p>The position in the data and every random number follow from seed and step: views are keyed by
 * (seed, epoch, image, view), the order of images by (seed, epoch).
 *
 * @param version of the format
 * @param method its name
 * @param seed the run's
 * @param step updates made
 * @param stepsPerEpoch so that a checkpoint of other data or batch size is refused
 * @param counters the method's
 * @param epochSums sums of loss and terms over the steps of the unfinished epoch
 * @param epochSteps how many steps those are; fewer than the epoch's own where {@code maxSteps} cut
 *     it
 * @param baselines measured at the start of the run
 * @param firstLoss loss of the first step, null before it
 * @param rollbacks how often the run has gone back because it diverged
 */
record TrainingState(
    int version,
    String method,
    long seed,
    long step,
    int stepsPerEpoch,
    Map<String, Long> counters,
    Map<String, Double> epochSums,
    int epochSteps,
    EpochRecord.Baselines baselines,
    Double firstLoss,
    int rollbacks) {

  static final int VERSION = 2;

  /**
   * @throws IOException if a part is missing or impossible
   */
  void requireComplete() throws IOException {
    if (method == null || counters == null || epochSums == null || baselines == null) {
      throw new IOException("a part of its state is missing");
    }
    if (step < 0 || stepsPerEpoch < 1 || epochSteps < 0 || rollbacks < 0) {
      throw new IOException("a step number in its state is out of range");
    }
    if (counters.containsValue(null) || epochSums.containsValue(null)) {
      throw new IOException("a number in its state is missing");
    }
  }
}
