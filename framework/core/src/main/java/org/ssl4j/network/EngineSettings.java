package org.ssl4j.network;

import org.ssl4j.config.Arithmetic;
import org.ssl4j.config.Convolution;
import org.ssl4j.config.ExperimentConfig;
import org.ssl4j.matrix.Precision;

/**
 * How an engine is to compute.
 *
 * @param precision of parameters and of what networks hand out: float for training, double for
 *     checks
 * @param arithmetic in which numbers a pass is computed
 * @param convolution which algorithm is to compute convolutions, where the engine has a choice
 */
public record EngineSettings(Precision precision, Arithmetic arithmetic, Convolution convolution) {

  /** The usual way of computing in a precision. */
  public static EngineSettings of(Precision precision) {
    return new EngineSettings(precision, Arithmetic.FLOAT32, Convolution.AUTO);
  }

  /** As a config says. */
  public static EngineSettings of(ExperimentConfig config, Precision precision) {
    return new EngineSettings(precision, config.precision(), config.convolution());
  }

  /** The same with another choice of algorithms. */
  public EngineSettings with(Convolution other) {
    return new EngineSettings(precision, arithmetic, other);
  }

  /** The same in other numbers. */
  public EngineSettings with(Arithmetic other) {
    return new EngineSettings(precision, other, convolution);
  }
}
