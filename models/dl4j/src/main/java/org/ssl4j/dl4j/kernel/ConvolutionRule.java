package org.ssl4j.dl4j.kernel;

import org.ssl4j.config.Convolution;
import org.ssl4j.network.StepProfile.Part;

/**
 * Where a convolution is computed by Winograd's algorithm (Lavin and Gray, arXiv:1509.09308).
 *
 * <p>oneDNN computes it in tiles F(4x4, 3x3): 36 multiplications where 144 are needed directly, for
 * kernels of 3x3 and stride 1, on processors with AVX-512. The transforms of a tile cost the same
 * whatever the number of channels, so few channels are faster directly; those of the weights cost
 * the same whatever the batch, so few tiles are too.
 *
 * <p>{@link Convolution#AUTO} follows a fixed rule and not a timing, so that the same config and
 * seed give the same bits on every run. {@code ssl4j bench convolution} measures both ways beside
 * the rule's choice.
 */
final class ConvolutionRule {

  /** Changes with the rule, so that a run goes on with the kernels that it began with. */
  static final String WINOGRAD = "winograd-1";

  /** {@link Convolution#WINOGRAD}. */
  static final String EVERYWHERE = "winograd";

  static final String DIRECT = "direct";

  /** In values of 16 bits, by columns where these are the faster; changes with the rule. */
  static final String BFLOAT16 = "bfloat16-1";

  /** In values of 16 bits by oneDNN's convolution alone. */
  static final String BFLOAT16_DIRECT = "bfloat16-direct";

  /** {@link Convolution#COLUMNS}. */
  static final String BFLOAT16_COLUMNS = "bfloat16-columns";

  private static final int KERNEL = 3;
  private static final int TILE = 4;

  private static final int LEAST_CHANNELS = 32;

  /** For the gradient of the weights, which transforms both activations but writes neither. */
  private static final int LEAST_CHANNELS_OF_WEIGHTS = 16;

  private static final long LEAST_TILES = 64;

  private static final long LEAST_TILES_OF_DATA = 96;

  /**
   * Many channels need many tiles: the transformed weights are four times as large as the weights.
   */
  private static final int CHANNELS_A_TILE = 4;

  /**
   * Rows of a map that fill AMX's tiles of 16 rows badly enough: oneDNN's convolution of 512
   * channels, side 4, takes 1.9 times as long as columns, at side 16 as long.
   */
  private static final int LARGEST_SIDE = 8;

  /** oneDNN's gradients of weights lose more, strided ones above all: 3 to 10 times as long. */
  private static final int LARGEST_SIDE_OF_WEIGHTS = 16;

  /** Channels of a pixel below which a copy takes longer for its beginning than for its bytes. */
  private static final int LEAST_GATHERED = 128;

  private static final int LEAST_GATHERED_OF_WEIGHTS = 64;

  private ConvolutionRule() {}

  /** Whether the algorithm exists for such a convolution. */
  static boolean possible(ConvolutionSpec spec, ActivationShape input) {
    return spec.kernel() == KERNEL
        && spec.stride() == 1
        && spec.padding() <= 1
        && input.layout() == ActivationShape.Layout.BLOCKED;
  }

  /**
   * Whether to use it.
   *
   * @param setting what the user wants
   * @param pass forward, backward data or backward weights
   * @param avx512 whether the processor has the instructions that it is written for
   */
  static boolean winograd(
      Convolution setting, boolean avx512, Part pass, ConvolutionSpec spec, ActivationShape input) {
    if (setting == Convolution.DIRECT || !avx512 || !possible(spec, input)) {
      return false;
    }
    if (setting == Convolution.WINOGRAD) {
      return true;
    }
    int fewest = Math.min(spec.inputChannels(), spec.outputChannels());
    int most = Math.max(spec.inputChannels(), spec.outputChannels());
    boolean weights = pass == Part.CONVOLUTION_BACKWARD_WEIGHTS;
    boolean data = pass == Part.CONVOLUTION_BACKWARD_DATA;
    long tiles = tiles(spec, input);
    return fewest >= (weights ? LEAST_CHANNELS_OF_WEIGHTS : LEAST_CHANNELS)
        && tiles >= (data ? LEAST_TILES_OF_DATA : LEAST_TILES)
        && tiles * CHANNELS_A_TILE >= most;
  }

  /**
   * Whether a convolution of values of 16 bits is computed as a product of {@link Columns}.
   *
   * @param setting what the user wants
   * @param pass forward, backward data or backward weights
   * @param input what the layer reads
   */
  static boolean columns(
      Convolution setting, Part pass, ConvolutionSpec spec, ActivationShape input) {
    boolean data = pass == Part.CONVOLUTION_BACKWARD_DATA;
    if (setting == Convolution.DIRECT
        || input.layout() != ActivationShape.Layout.CHANNELS_LAST
        || data && spec.stride() > 1) {
      return false;
    }
    if (setting == Convolution.COLUMNS) {
      return true;
    }
    long side = spec.outputSize(input.width());
    int gathered = data ? spec.outputChannels() : spec.inputChannels();
    return pass == Part.CONVOLUTION_BACKWARD_WEIGHTS
        ? side <= LARGEST_SIDE_OF_WEIGHTS && gathered >= LEAST_GATHERED_OF_WEIGHTS
        : spec.kernel() > 1 && side <= LARGEST_SIDE && gathered >= LEAST_GATHERED;
  }

  private static long tiles(ConvolutionSpec spec, ActivationShape input) {
    return input.n()
        * ceilDiv(spec.outputSize(input.height()))
        * ceilDiv(spec.outputSize(input.width()));
  }

  private static long ceilDiv(long length) {
    return (length + TILE - 1) / TILE;
  }
}
