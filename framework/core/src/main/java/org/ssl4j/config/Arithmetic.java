package org.ssl4j.config;

import java.util.Locale;

/**
 * In which numbers a network is computed: operands of convolutions and dense layers, and the maps
 * between them. Parameters, their gradients, statistics of batch norms, losses and the optimizer
 * are float32 whatever it is.
 */
public enum Arithmetic {
  /** 32 bits, 24 of them for the digits. */
  FLOAT32,
  /** Products of 11 bits summed in float32, by the tensor cores of a GPU. */
  TF32,
  /** 16 bits, 8 of them for the digits, and float32's range; products are summed in float32. */
  BFLOAT16;

  /** As written in a config. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
