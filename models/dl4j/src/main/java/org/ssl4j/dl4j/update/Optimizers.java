package org.ssl4j.dl4j.update;

import java.util.function.Predicate;
import org.nd4j.linalg.api.buffer.DataType;
import org.ssl4j.config.OptimizerConfig;
import org.ssl4j.network.ParameterLayout;
import org.ssl4j.network.ParameterSegment;

/** Makes the update rule that a configuration names. */
public final class Optimizers {

  private Optimizers() {}

  /**
   * @param layout what lies where in the flat vectors to come
   * @param type their data type, float or double
   * @param frozen segments that never change, such as those of a fixed random predictor
   */
  public static Optimizer create(
      OptimizerConfig config,
      ParameterLayout layout,
      DataType type,
      Predicate<? super ParameterSegment> frozen) {
    UpdatePlan plan = UpdatePlan.of(layout, type, config.decayAll(), frozen);
    return switch (config.name()) {
      case SGD -> new Sgd(plan, config.momentum(), config.nesterov(), config.weightDecay());
      case LARS -> new Lars(plan, config.momentum(), config.weightDecay(), config.larsEta());
      case ADAMW ->
          new AdamW(plan, config.beta1(), config.beta2(), config.epsilon(), config.weightDecay());
    };
  }

  /** An optimizer of everything but running statistics. */
  public static Optimizer create(OptimizerConfig config, ParameterLayout layout, DataType type) {
    return create(config, layout, type, segment -> false);
  }
}
