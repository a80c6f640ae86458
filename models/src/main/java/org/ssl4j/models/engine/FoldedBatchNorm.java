package org.ssl4j.models.engine;

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
  private final float[] values;
  private final float[] biases;
  private final float[] vector;
  private final INDArray weights;
  private final INDArray bias;

  FoldedBatchNorm(ConvolutionSpec convolution, BatchNormSpec batchNorm) {
    this.batchNorm = batchNorm;
    channels = convolution.outputChannels();
    int length =
        channels * convolution.inputChannels() * convolution.kernel() * convolution.kernel();
    values = new float[length];
    biases = new float[channels];
    vector = new float[channels];
    try (var ignored = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      weights = Nd4j.createUninitialized(DataType.FLOAT, length);
      bias = Nd4j.createUninitialized(DataType.FLOAT, channels);
    }
  }

  /** Folds the current parameters; any number of inference batches may follow. */
  void compute(
      INDArray plainWeights, INDArray gamma, INDArray beta, INDArray mean, INDArray variance) {
    float[] scale = read(variance, vector.clone());
    for (int c = 0; c < channels; c++) {
      scale[c] = (float) (1 / Math.sqrt(scale[c] + batchNorm.epsilon()));
    }
    if (gamma != null) {
      read(gamma, vector);
      for (int c = 0; c < channels; c++) {
        scale[c] *= vector[c];
      }
    }
    read(mean, vector);
    for (int c = 0; c < channels; c++) {
      biases[c] = -vector[c] * scale[c];
    }
    if (beta != null) {
      read(beta, vector);
      for (int c = 0; c < channels; c++) {
        biases[c] += vector[c];
      }
    }
    read(plainWeights, values);
    int fanIn = values.length / channels;
    for (int c = 0; c < channels; c++) {
      float factor = scale[c];
      for (int i = c * fanIn; i < (c + 1) * fanIn; i++) {
        values[i] *= factor;
      }
    }
    address.at(NativeMemory.addressOf(weights)).put(values);
    address.at(NativeMemory.addressOf(bias)).put(biases);
  }

  /** Folded weights in the order of the convolution's own, flat. */
  INDArray weights() {
    return weights;
  }

  /** [C]. */
  INDArray bias() {
    return bias;
  }

  private float[] read(INDArray array, float[] target) {
    address.at(NativeMemory.addressOf(array)).get(target);
    return target;
  }
}
