package org.ssl4j.dl4j.kernel;

/**
 * A square convolution without bias.
 *
 * @param inputChannels channels read
 * @param outputChannels channels written
 * @param kernel side of the kernel
 * @param stride step in both directions
 * @param padding zeros on every side
 */
public record ConvolutionSpec(
    int inputChannels, int outputChannels, int kernel, int stride, int padding) {

  /** Rows or columns of the output for that many of the input. */
  public long outputSize(long inputSize) {
    return (inputSize + 2L * padding - kernel) / stride + 1;
  }
}
