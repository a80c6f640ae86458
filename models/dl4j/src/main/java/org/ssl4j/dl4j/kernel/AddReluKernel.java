package org.ssl4j.dl4j.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Runs {@code relu(a + b)}. */
public interface AddReluKernel {

  /** Both inputs and the result have the same shape. */
  INDArray forward(INDArray a, INDArray b, ArrayAllocator outputs);

  /** The gradient of either input: they are equal. */
  INDArray backward(INDArray output, INDArray outputGradient, ArrayAllocator outputs);
}
