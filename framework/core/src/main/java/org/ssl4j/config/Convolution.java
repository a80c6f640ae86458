package org.ssl4j.config;

import java.util.Locale;

/** How the onednn engine computes its convolutions. */
public enum Convolution {
  /**
   * By the fastest of those that there are for the precision and the processor; a fixed rule
   * decides.
   */
  AUTO,
  /** Always directly: one multiply-add for every weight and position. */
  DIRECT,
  /** By Winograd's algorithm wherever the library has it. */
  WINOGRAD,
  /** As a product of matrices wherever that can be done; in bfloat16 only. */
  COLUMNS;

  /** As written in a config. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
