package org.ssl4j.dl4j.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Runs one batch-norm layer (Ioffe and Szegedy, arXiv:1502.03167), {@code y = gamma (x - mean) /
 * sqrt(var + eps) + beta}, with biased variance for normalising and unbiased variance for the
 * running statistics, as PyTorch does.
 */
public interface BatchNormKernel {

  /**
   * Normalises with the batch's statistics and updates the running ones: splits of a group are
   * averaged, groups follow one another as separate forward passes would.
   *
   * @param input [N, C, H, W] or [N, C]; N a multiple of groups * splits
   * @param gamma [C] or null
   * @param beta [C] or null
   * @param runningMean [C], updated
   * @param runningVariance [C], updated
   * @return same shape as the input
   */
  INDArray forwardTraining(
      INDArray input,
      INDArray gamma,
      INDArray beta,
      INDArray runningMean,
      INDArray runningVariance,
      ArrayAllocator outputs);

  /**
   * Whether {@link #forwardTraining}'s result on maps need not be kept: {@link #backward} does not
   * read it, and {@link #repeat} gives it again.
   */
  default boolean repeats() {
    return false;
  }

  /**
   * The result of the last {@link #forwardTraining} once more.
   *
   * @param input of that pass
   * @param gamma of that pass
   * @param beta of that pass
   * @throws UnsupportedOperationException unless {@link #repeats}
   */
  default INDArray repeat(INDArray input, INDArray gamma, INDArray beta, ArrayAllocator outputs) {
    throw new UnsupportedOperationException("this batch norm's results must be kept");
  }

  /** Normalises with the running statistics; leaves them alone. */
  INDArray forwardInference(
      INDArray input,
      INDArray gamma,
      INDArray beta,
      INDArray runningMean,
      INDArray runningVariance,
      ArrayAllocator outputs);

  /**
   * Gradients of the last {@link #forwardTraining}.
   *
   * @param output what that forward pass returned; may be overwritten if the kernel {@link
   *     #repeats}
   * @param gammaGradient [C] or null, overwritten
   * @param betaGradient [C] or null, overwritten
   * @return gradient of the input
   */
  INDArray backward(
      INDArray input,
      INDArray output,
      INDArray outputGradient,
      INDArray gamma,
      INDArray gammaGradient,
      INDArray betaGradient,
      ArrayAllocator outputs);
}
