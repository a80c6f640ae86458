package org.ssl4j.dl4j.kernel;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/**
 * A convolution's weights with the batch norm behind it folded in, for inference: {@code W' = W
 * gamma / sqrt(var + eps)} and the bias {@code beta - mean gamma / sqrt(var + eps)}.
 */
final class FoldedBatchNorm {

  private final BatchNormSpec batchNorm;
  private final int channels;
  private final NativeMemory.Address address = new NativeMemory.Address();
  private final int fanIn;
  private final float[] filter;
  private final float[] biases;
  private final float[] vector;
  private final INDArray bias;

  FoldedBatchNorm(ConvolutionSpec convolution, BatchNormSpec batchNorm) {
    this.batchNorm = batchNorm;
    channels = convolution.outputChannels();
    fanIn = convolution.inputChannels() * convolution.kernel() * convolution.kernel();
    filter = new float[fanIn];
    biases = new float[channels];
    vector = new float[channels];
    try (var ignored = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      bias = Nd4j.createUninitialized(DataType.FLOAT, channels);
    }
  }

  /**
   * Folds the current parameters.
   *
   * @return address of the folded weights, in the order of the convolution's own; valid until the
   *     calling thread folds again
   */
  long compute(
      INDArray plainWeights, INDArray gamma, INDArray beta, INDArray mean, INDArray variance) {
    float[] scale = address.read(variance, vector.clone());
    for (int c = 0; c < channels; c++) {
      scale[c] = (float) (1 / Math.sqrt(scale[c] + batchNorm.epsilon()));
    }
    if (gamma != null) {
      address.read(gamma, vector);
      for (int c = 0; c < channels; c++) {
        scale[c] *= vector[c];
      }
    }
    address.read(mean, vector);
    for (int c = 0; c < channels; c++) {
      biases[c] = -vector[c] * scale[c];
    }
    if (beta != null) {
      address.read(beta, vector);
      for (int c = 0; c < channels; c++) {
        biases[c] += vector[c];
      }
    }
    address.write(biases, bias);
    long filterBytes = (long) Float.BYTES * fanIn;
    long from = NativeMemory.addressOf(plainWeights);
    long folded = Scratchpad.address(Scratchpad.Use.FOLDED_WEIGHTS, channels * filterBytes);
    for (int c = 0; c < channels; c++) {
      address.at(from + c * filterBytes).get(filter);
      for (int i = 0; i < fanIn; i++) {
        filter[i] *= scale[c];
      }
      address.at(folded + c * filterBytes).put(filter);
    }
    return folded;
  }

  /** [C]. */
  INDArray bias() {
    return bias;
  }
}
