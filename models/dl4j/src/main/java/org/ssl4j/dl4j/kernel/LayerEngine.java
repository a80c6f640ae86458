package org.ssl4j.dl4j.kernel;

import org.ssl4j.config.Convolution;

/**
 * Executes the operations of the layers.
 *
 * <p>A layer's configuration says what is computed; an engine says how. Every kernel belongs to one
 * layer of one network and may keep buffers, compiled primitives and the batch statistics between a
 * forward pass and its backward pass, so it must not be shared. Kernels take and return activations
 * in the engine's own layout; shapes in the javadoc are logical.
 */
public interface LayerEngine {

  /** Name as written in a config. */
  String name();

  /**
   * A 2-d convolution without bias.
   *
   * @throws org.ssl4j.config.InvalidSettingException if it cannot be computed in that way here
   */
  ConvolutionKernel convolution(ConvolutionSpec spec, Convolution how);

  /**
   * Names the algorithms that a setting comes to on this machine. Equal names mean equal bits on
   * equal processors.
   */
  String convolutions(Convolution how);

  /** Batch normalisation over all but the channel dimension, with an optional fused ReLU. */
  BatchNormKernel batchNorm(BatchNormSpec spec);

  /** Sum of two activations followed by ReLU: the end of a residual block. */
  AddReluKernel addRelu();

  /** Mean over rows and columns. */
  PoolKernel globalAveragePool(int channels);

  /** Maximum over windows. */
  PoolKernel maxPool(int channels, int kernel, int stride, int padding);

  /** A fully connected layer with optional bias. */
  DenseKernel dense(DenseSpec spec);

  /**
   * Whether convolutions write the engine's own blocked layout instead of plain [N, C, H, W]. Batch
   * norm, addition and max pooling keep the layout they are given; global pooling and dense layers
   * write [N, d].
   */
  boolean blockedConvolutions();

  /** The way from that layout to the plain one, for what is not the engine's. */
  LayoutKernel layout(int channels);
}
