package org.ssl4j.cuda.device;

/**
 * Sizes of a convolution of channels-last maps: x [images, height, width, inputs], filters
 * [outputs, kernel, kernel, inputs], y [images, rows, columns, outputs].
 *
 * @param padding rows and columns of zeros on every side
 */
public record ConvolutionShape(
    int images,
    int height,
    int width,
    int inputs,
    int outputs,
    int kernel,
    int stride,
    int padding) {

  /** Rows of y. */
  public int rows() {
    return (height + 2 * padding - kernel) / stride + 1;
  }

  /** Columns of y. */
  public int columns() {
    return (width + 2 * padding - kernel) / stride + 1;
  }

  /** Numbers of the filters. */
  public int filterLength() {
    return outputs * kernel * kernel * inputs;
  }
}
