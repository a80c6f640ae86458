package org.ssl4j.dl4j.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/** One pass of a convolution at one batch shape: forward, backward data or backward weights. */
interface ConvolutionPass extends PlanCache.Plan {

  /**
   * Runs to the end.
   *
   * @param input the layer's, or its gradient, which backward data writes
   * @param output the layer's, which a forward pass writes, or its gradient
   * @param weights address of the weights [K, C, kernel, kernel], or of their gradient, which
   *     backward weights overwrites; float
   * @param bias [K], or null where there is none
   */
  void run(INDArray input, INDArray output, long weights, INDArray bias);
}
