package org.ssl4j.dl4j.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs one fully connected layer. */
public interface DenseKernel {

  /**
   * @param input [N, inputs]
   * @param weights [outputs, inputs]
   * @param bias [outputs] or null
   * @return [N, outputs]
   */
  INDArray forward(INDArray input, INDArray weights, INDArray bias, ArrayAllocator outputs);

  /**
   * @param weightGradient [outputs, inputs], overwritten
   * @param biasGradient [outputs] or null, overwritten
   * @return gradient of the input, [N, inputs]
   */
  INDArray backward(
      INDArray input,
      INDArray weights,
      INDArray outputGradient,
      INDArray weightGradient,
      INDArray biasGradient,
      ArrayAllocator outputs);
}
