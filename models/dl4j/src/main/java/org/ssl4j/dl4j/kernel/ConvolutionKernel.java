package org.ssl4j.dl4j.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs one convolution layer. */
public interface ConvolutionKernel {

  /**
   * @param input [N, C, H, W]
   * @param weights [K, C, kernel, kernel]
   * @return [N, K, H', W']
   */
  INDArray forward(INDArray input, INDArray weights, ArrayAllocator outputs);

  /** Whether {@link #forwardFolded} is there. */
  default boolean foldsBatchNorm() {
    return false;
  }

  /**
   * The convolution and the batch norm behind it, in inference, as one convolution; for kernels
   * that say so.
   *
   * @param input [N, C, H, W]
   * @param weights [K, C, kernel, kernel]
   * @param gamma [K] or null
   * @param beta [K] or null
   * @param runningMean [K]
   * @param runningVariance [K]
   * @return [N, K, H', W'], normalised and, with a fused ReLU, rectified
   */
  default INDArray forwardFolded(
      INDArray input,
      INDArray weights,
      BatchNormSpec batchNorm,
      INDArray gamma,
      INDArray beta,
      INDArray runningMean,
      INDArray runningVariance,
      ArrayAllocator outputs) {
    throw new UnsupportedOperationException("this kernel does not fold batch norm");
  }

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
