package org.ssl4j.network;

import org.ssl4j.config.TargetConfig;
import org.ssl4j.text.Text;

/**
 * The momentum tau of an averaged target over training: constant, or BYOL's cosine {@code tau_s = 1
 * - (1 - tau_0) (cos(pi s / S) + 1) / 2} from tau_0 at step 0 to 1 at step S (arXiv:2006.07733,
 * sec. 3.3).
 *
 * @param tau momentum at step 0, between 0 and 1
 * @param course how it goes on
 * @param totalSteps S, at least 1
 */
public record MomentumSchedule(double tau, TargetConfig.Schedule course, long totalSteps) {

  public MomentumSchedule {
    if (!(tau >= 0 && tau <= 1)) {
      throw new IllegalArgumentException("tau must be between 0 and 1, not " + tau);
    }
    if (totalSteps < 1) {
      throw new IllegalArgumentException("training needs at least 1 step, not " + totalSteps);
    }
  }

  /** The schedule of a configuration's target. */
  public static MomentumSchedule of(TargetConfig config, long totalSteps) {
    return new MomentumSchedule(config.tau(), config.schedule(), totalSteps);
  }

  /**
   * Momentum of the average that follows an optimizer step.
   *
   * @param step 0-based, at most S
   */
  public double at(long step) {
    if (step < 0 || step > totalSteps) {
      throw new IllegalArgumentException(
          Text.of("step %d is outside of training, 0 to %d", step, totalSteps));
    }
    return switch (course) {
      case CONSTANT -> tau;
      case COSINE -> 1 - (1 - tau) * (Math.cos(Math.PI * step / totalSteps) + 1) / 2;
    };
  }
}
