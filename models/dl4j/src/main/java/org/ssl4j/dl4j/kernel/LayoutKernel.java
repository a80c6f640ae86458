package org.ssl4j.dl4j.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** Copies activations from the engine's layout to plain [N, C, H, W] and their gradients back. */
public interface LayoutKernel {

  /**
   * @param input in either layout
   * @return a plain copy
   */
  INDArray toPlain(INDArray input, ArrayAllocator outputs);

  /**
   * @param gradient plain
   * @param like the activation whose layout the result has
   */
  INDArray toLayoutOf(INDArray like, INDArray gradient, ArrayAllocator outputs);
}
