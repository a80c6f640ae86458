package org.ssl4j.models.method;

import org.ssl4j.config.TargetConfig;
import org.ssl4j.method.StepContext;
import org.ssl4j.models.method.EncoderMethod.Encoder;
import org.ssl4j.network.Ema;
import org.ssl4j.network.MomentumSchedule;

/** What happens to a target network after the online network's update. */
interface TargetUpdate {

  /** Moves the target. */
  void apply(StepContext context);

  /**
   * Prepares the target as its kind says: an averaged target starts as a copy of the online network, a random one keeps
   * its own weights for ever, and a network that is its own target needs nothing.
   */
  static TargetUpdate of(TargetConfig config, Encoder online, Encoder target) {
    return switch (config.kind()) {
      case SELF, RANDOM -> context -> {};
      case EMA -> {
        Encoders.copyWeights(online, target);
        var average = new Ema(target.graph().layout(), target.graph().flatParameters());
        var source = Encoders.shared(online, target);
        var schedule = new MomentumSchedule(config.tau(), config.schedule());
        yield context -> average.update(source, schedule.at(context.step(), context.totalSteps()));
      }
    };
  }
}
