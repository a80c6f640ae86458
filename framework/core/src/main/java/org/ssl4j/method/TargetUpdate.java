package org.ssl4j.method;

import java.util.OptionalDouble;
import org.ssl4j.config.TargetConfig;
import org.ssl4j.network.MomentumSchedule;

/** What happens to a target network after the online network's update. */
public interface TargetUpdate {

  /** A target that does not move, or moves with the online network. */
  TargetUpdate NONE =
      new TargetUpdate() {
        @Override
        public void apply(StepContext context) {}

        @Override
        public OptionalDouble tau(StepContext context) {
          return OptionalDouble.empty();
        }
      };

  /** Moves the target. */
  void apply(StepContext context);

  /** Share of itself that the target keeps in a step; empty if it is not averaged. */
  OptionalDouble tau(StepContext context);

  /**
   * Prepares the target as its kind says: an averaged target starts as a copy of the online
   * network, a random one keeps its own weights for ever, and a network that is its own target
   * needs nothing.
   */
  static TargetUpdate of(TargetConfig config, Encoder online, Encoder target) {
    return switch (config.kind()) {
      case SELF, RANDOM -> NONE;
      case EMA -> averaging(config, online, target);
    };
  }

  private static TargetUpdate averaging(TargetConfig config, Encoder online, Encoder target) {
    target.network().copy(online.network());
    return new TargetUpdate() {
      @Override
      public void apply(StepContext context) {
        target.network().follow(online.network(), momentum(context));
      }

      @Override
      public OptionalDouble tau(StepContext context) {
        return OptionalDouble.of(momentum(context));
      }

      private double momentum(StepContext context) {
        return MomentumSchedule.of(config, context.totalSteps()).at(context.step());
      }
    };
  }
}
