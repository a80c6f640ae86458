package org.ssl4j.config;

/** How the onednn engine computes its convolutions. */
public enum Convolution {
  /** By Winograd's algorithm where it is the faster, directly elsewhere; a fixed rule decides. */
  AUTO,
  /** Always directly: one multiply-add for every weight and position. */
  DIRECT,
  /** By Winograd's algorithm wherever the library has it. */
  WINOGRAD
}
