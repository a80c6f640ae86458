package org.ssl4j.config;

import java.util.List;

/** A projector or predictor: dense layers with optional batch norm, ReLU between them. */
public record HeadConfig(
    @Setting(
            doc =
                "Number of outputs of each dense layer, e.g. [2048, 2048]; the number of inputs follows from the layer below.",
            min = 1,
            max = 65536)
        List<Integer> layers,
    @Setting(doc = "Batch norm after each hidden layer.", defaultValue = "affine")
        BatchNormMode hiddenBatchNorm,
    @Setting(doc = "Batch norm after the last layer.", defaultValue = "none")
        BatchNormMode outputBatchNorm) {

  public HeadConfig {
    layers = List.copyOf(layers);
  }

  /** Whether there is batch norm, and whether it scales and shifts. */
  public enum BatchNormMode {
    NONE,
    PLAIN,
    AFFINE
  }
}
