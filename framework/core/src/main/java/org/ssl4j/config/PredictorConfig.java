package org.ssl4j.config;

import java.util.List;

/** A predictor on top of the projector, and whether it learns: one of the safeguards. */
public record PredictorConfig(
    @Setting(
            doc =
                "learned; fixed (random weights that never change) or none (the projector's output itself).",
            defaultValue = "learned")
        Kind kind,
    @Setting(
            doc =
                "Number of outputs of each dense layer; the last must equal that of the projector.",
            min = 1,
            max = 65536)
        List<Integer> layers,
    @Setting(doc = "Batch norm after each hidden layer.", defaultValue = "affine")
        HeadConfig.BatchNormMode hiddenBatchNorm,
    @Setting(doc = "Batch norm after the last layer.", defaultValue = "none")
        HeadConfig.BatchNormMode outputBatchNorm) {

  public PredictorConfig {
    layers = List.copyOf(layers);
  }

  /** How the predictor behaves. */
  public enum Kind {
    NONE,
    FIXED,
    LEARNED
  }

  /** The same layers as a head. */
  public HeadConfig head() {
    return new HeadConfig(layers, hiddenBatchNorm, outputBatchNorm);
  }
}
