package org.ssl4j.bench;

import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import org.ssl4j.config.Arithmetic;
import org.ssl4j.config.Convolution;
import org.ssl4j.network.StepProfile.Part;

/**
 * Forward and backward pass of one 3x3 convolution of stride 1 by any algorithm; found through
 * {@link ServiceLoader}, because kernels live in another module.
 */
public interface ConvolutionWorkload {

  /** The passes that are timed. */
  List<Part> PASSES =
      List.of(
          Part.CONVOLUTION_FORWARD,
          Part.CONVOLUTION_BACKWARD_DATA,
          Part.CONVOLUTION_BACKWARD_WEIGHTS);

  /**
   * Size of a convolution.
   *
   * @param channels read and written
   * @param side rows and columns
   * @param images of a batch, both views counted
   */
  record Size(int channels, int side, int images) {

    /** Floating-point operations of a pass, two per multiply-add, as computed directly. */
    double operations() {
      return 2.0 * 9 * channels * channels * side * side * images;
    }
  }

  /**
   * Both passes, by one algorithm.
   *
   * @param how direct, winograd or columns
   * @throws org.ssl4j.config.InvalidSettingException if this machine does not have it
   */
  Runnable prepare(Size size, Arithmetic numbers, Convolution how);

  /** What {@link Convolution#AUTO} takes for each pass. */
  Map<Part, Convolution> automatic(Size size, Arithmetic numbers);

  /**
   * The one on the class path.
   *
   * @throws IllegalStateException if there is none
   */
  static ConvolutionWorkload find() {
    return ServiceLoader.load(ConvolutionWorkload.class)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no convolution is on the class path"));
  }
}
