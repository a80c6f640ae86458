package org.ssl4j.train;

import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.config.OptimizerConfig;
import org.ssl4j.config.ScheduleConfig;
import org.ssl4j.network.Rates;
import org.ssl4j.text.Text;

/**
 * The learning rate over training, per step: a linear warm-up {@code start + (peak - start) (s + 1)
 * / W}, then {@code peak (1 + cos(pi (s - W) / (S - W))) / 2} (SGDR, arXiv:1608.03983 eq. 5,
 * without restarts) or the constant peak.
 *
 * @param peak rate at the end of the warm-up
 * @param start rate that the warm-up starts from, exclusive
 * @param warmupSteps W, from 0 to S
 * @param totalSteps S, at least 1; the last step trained is S - 1
 * @param decay course after the warm-up
 */
record LearningRateSchedule(
    double peak, double start, long warmupSteps, long totalSteps, ScheduleConfig.Decay decay) {

  /** Batch size at which the linear scaling rule changes nothing (arXiv:1706.02677). */
  public static final int REFERENCE_BATCH = 256;

  public LearningRateSchedule {
    if (totalSteps < 1) {
      throw new IllegalArgumentException("training needs at least 1 step, not " + totalSteps);
    }
    if (warmupSteps < 0 || warmupSteps > totalSteps) {
      throw new IllegalArgumentException(
          Text.of("the warm-up must take 0 to %d steps, not %d", totalSteps, warmupSteps));
    }
  }

  /**
   * The schedule of a configuration.
   *
   * @param stepsPerEpoch optimizer steps of one pass over the data
   * @throws InvalidSettingException when the warm-up is longer than training
   */
  public static LearningRateSchedule of(
      OptimizerConfig optimizer, ScheduleConfig schedule, int batchSize, int stepsPerEpoch) {
    double peak =
        optimizer.scaleByBatch()
            ? optimizer.learningRate() * batchSize / REFERENCE_BATCH
            : optimizer.learningRate();
    long warmupSteps = Math.round(schedule.warmupEpochs() * stepsPerEpoch);
    long totalSteps = (long) schedule.epochs() * stepsPerEpoch;
    if (warmupSteps > totalSteps) {
      throw new InvalidSettingException(
          "schedule.warmupEpochs",
          Text.of(
              "a warm-up of %s epochs is longer than the training of %s; shorten it",
              schedule.warmupEpochs(), Text.count(schedule.epochs(), "epoch")));
    }
    return new LearningRateSchedule(peak, 0, warmupSteps, totalSteps, schedule.decay());
  }

  /**
   * Learning rate of a step.
   *
   * @param step 0-based, at most S
   */
  public double at(long step) {
    if (step < 0 || step > totalSteps) {
      throw new IllegalArgumentException(
          Text.of("step %d is outside of training, 0 to %d", step, totalSteps));
    }
    if (step < warmupSteps) {
      return start + (peak - start) * (step + 1) / warmupSteps;
    }
    return switch (decay) {
      case CONSTANT -> peak;
      case COSINE ->
          step == totalSteps
              ? 0
              : peak
                  * 0.5
                  * (1 + Math.cos(Math.PI * (step - warmupSteps) / (totalSteps - warmupSteps)));
    };
  }

  /**
   * Learning rates of a step, with the predictor's own rule: a multiple of the rest, or constant
   * from the first step (SimSiam, arXiv:2011.10566 sec. 4.2: "fix pred lr").
   */
  public Rates rates(OptimizerConfig optimizer, long step) {
    double base = at(step);
    double followed = optimizer.predictorLearningRateConstant() ? peak : base;
    return new Rates(base, followed * optimizer.predictorLearningRateScale());
  }
}
