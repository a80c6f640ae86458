package org.ssl4j.models.engine;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs one convolution layer. */
public interface ConvolutionKernel {

  /**
   * @param input [N, C, H, W]
   * @param weights [K, C, kernel, kernel]
   * @return [N, K, H', W']
   */
  INDArray forward(INDArray input, INDArray weights, ArrayAllocator outputs);

  /**
   * @param outputGradient [N, K, H', W']
   * @param weightGradient [K, C, kernel, kernel], overwritten
   * @param inputGradientNeeded false below the first layer, where nothing consumes it
   * @return [N, C, H, W], or null if not needed
   */
  INDArray backward(
      INDArray input,
      INDArray weights,
      INDArray outputGradient,
      INDArray weightGradient,
      boolean inputGradientNeeded,
      ArrayAllocator outputs);
}
