package org.ssl4j.network;

/** What a parameter is: decides weight decay, trust ratios, optimization and averaging. */
public enum ParameterKind {
  /** Convolution and dense weights. */
  WEIGHT,
  /** Biases of dense layers. */
  BIAS,
  /** Scale and shift of a batch norm. */
  SCALE,
  /** Running mean and variance of a batch norm: kept by the layer itself, never optimised. */
  STATISTIC
}
