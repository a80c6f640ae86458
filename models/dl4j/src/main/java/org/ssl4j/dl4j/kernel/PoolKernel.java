package org.ssl4j.dl4j.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs a pooling layer. */
public interface PoolKernel {

  /**
   * @param input [N, C, H, W]
   * @return [N, C] for global pooling, [N, C, H', W'] for windows
   */
  INDArray forward(INDArray input, ArrayAllocator outputs);

  /** The gradient of the input. */
  INDArray backward(INDArray input, INDArray outputGradient, ArrayAllocator outputs);
}
