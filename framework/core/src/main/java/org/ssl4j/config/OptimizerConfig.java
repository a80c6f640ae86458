package org.ssl4j.config;

/** The {@code optimizer:} section. */
public record OptimizerConfig(
    @Setting(doc = "sgd (heavy-ball momentum), lars or adamw.", defaultValue = "sgd") Kind name,
    @Setting(doc = "Peak learning rate (before scaling).", defaultValue = "0.06", min = 0)
        double learningRate,
    @Setting(
            doc = "Whether to multiply the learning rate by batchSize / 256 (linear scaling rule).",
            defaultValue = "false")
        boolean scaleByBatch,
    @Setting(doc = "Momentum of sgd and lars.", defaultValue = "0.9", min = 0, max = 1)
        double momentum,
    @Setting(doc = "sgd: Nesterov's momentum.", defaultValue = "false") boolean nesterov,
    @Setting(doc = "Weight decay (adamw: decoupled).", defaultValue = "0.0005", min = 0)
        double weightDecay,
    @Setting(
            doc = "Decay biases and batch-norm parameters too, not only weights.",
            defaultValue = "false")
        boolean decayAll,
    @Setting(
            doc = "lars: trust coefficient eta.",
            defaultValue = "0.001",
            min = 0,
            minExclusive = true)
        double larsEta,
    @Setting(doc = "adamw: decay of the first moment.", defaultValue = "0.9", min = 0, max = 1)
        double beta1,
    @Setting(doc = "adamw: decay of the second moment.", defaultValue = "0.999", min = 0, max = 1)
        double beta2,
    @Setting(
            doc = "adamw: epsilon, added to the root of the second moment.",
            defaultValue = "1e-8",
            min = 0,
            minExclusive = true)
        double epsilon,
    @Setting(
            doc = "Learning rate of the predictor relative to the rest.",
            defaultValue = "1",
            min = 0)
        double predictorLearningRateScale,
    @Setting(
            doc =
                "Keep the predictor's learning rate at its peak while the rest follows the schedule (arXiv:2011.10566, sec. 4.2).",
            defaultValue = "false")
        boolean predictorLearningRateConstant) {

  /** Update rules. */
  public enum Kind {
    SGD,
    LARS,
    ADAMW
  }
}
