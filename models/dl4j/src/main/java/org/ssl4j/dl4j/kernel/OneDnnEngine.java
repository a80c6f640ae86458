package org.ssl4j.dl4j.kernel;

import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.config.Arithmetic;
import org.ssl4j.config.Convolution;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.dl4j.kernel.ActivationShape.Layout;
import org.ssl4j.network.StepProfile.Part;

/**
 * The fast CPU engine: oneDNN's primitives on float arrays.
 *
 * <p>Convolutions write the blocked layout [N, ceil(C / b), H, W, b] (b = 16 with AVX-512, else 8),
 * in which all kernels read and write without a reorder; batch norm, addition and max pooling keep
 * the layout they are given, and global average pooling leads back to plain [N, C].
 */
public final class OneDnnEngine implements LayerEngine {

  /** Name in a config. */
  public static final String NAME = "onednn";

  /** What layers name that are computed in values of 16 bits. */
  public static final String BFLOAT16 = "onednn-bfloat16";

  /** The setting. */
  static final String CONVOLUTION = "convolution";

  private static final Logger LOG = LoggerFactory.getLogger(OneDnnEngine.class);

  /** Every layer has an engine of its own; one warning says it for all of them. */
  private static final AtomicBoolean WARNED = new AtomicBoolean();

  /** Of maps. */
  private final Layout own;

  /**
   * Computes in float.
   *
   * @throws IllegalStateException if the library does not work here
   */
  OneDnnEngine() {
    this(Layout.BLOCKED);
  }

  private OneDnnEngine(Layout own) {
    OneDnnLibrary.get();
    this.own = own;
  }

  /**
   * Computes convolutions and dense layers in values of 16 bits, and keeps maps in them.
   *
   * @throws IllegalStateException if the library does not work here
   */
  static OneDnnEngine inBfloat16() {
    return new OneDnnEngine(Layout.CHANNELS_LAST);
  }

  private boolean bfloat16() {
    return own == Layout.CHANNELS_LAST;
  }

  @Override
  public String name() {
    return bfloat16() ? BFLOAT16 : NAME;
  }

  @Override
  public boolean blockedConvolutions() {
    return true;
  }

  @Override
  public ConvolutionKernel convolution(ConvolutionSpec spec, Convolution how) {
    int block = OneDnnLibrary.get().block();
    if (spec.outputChannels() % block != 0 && WARNED.compareAndSet(false, true)) {
      LOG.warn(
          "a convolution with {} channels runs about ten times slower than it could, because on this processor oneDNN has"
              + " fast kernels only for multiples of {} channels; set backbone.width to a multiple, or use engine: nd4j",
          spec.outputChannels(),
          block);
    }
    if (how == Convolution.WINOGRAD && bfloat16()) {
      throw new InvalidSettingException(
          CONVOLUTION,
          "winograd computes in float32 only, and precision is bfloat16; use auto or direct");
    }
    if (how == Convolution.COLUMNS && !bfloat16()) {
      throw new InvalidSettingException(
          CONVOLUTION,
          "columns computes in bfloat16 only, and precision is float32; use auto, direct or winograd");
    }
    if (how == Convolution.WINOGRAD && !OneDnnLibrary.get().avx512()) {
      throw new InvalidSettingException(
          CONVOLUTION,
          "winograd needs a processor with AVX-512, and this one has none; use auto or direct");
    }
    return new OneDnnConvolution(spec, how, own);
  }

  @Override
  public String convolutions(Convolution how) {
    if (bfloat16()) {
      return switch (how) {
        case DIRECT -> ConvolutionRule.BFLOAT16_DIRECT;
        case COLUMNS -> ConvolutionRule.BFLOAT16_COLUMNS;
        default -> ConvolutionRule.BFLOAT16;
      };
    }
    return how == Convolution.DIRECT || !OneDnnLibrary.get().avx512()
        ? ConvolutionRule.DIRECT
        : how == Convolution.AUTO ? ConvolutionRule.WINOGRAD : ConvolutionRule.EVERYWHERE;
  }

  /**
   * What {@link Convolution#AUTO} takes here.
   *
   * @param pass forward, backward data or backward weights
   * @param images of a batch of square maps
   */
  public static Convolution taken(
      Arithmetic numbers, Part pass, ConvolutionSpec spec, int images, int side) {
    boolean bfloat16 = numbers == Arithmetic.BFLOAT16;
    var layout = bfloat16 ? Layout.CHANNELS_LAST : Layout.BLOCKED;
    var input = new ActivationShape(images, spec.inputChannels(), side, side, layout);
    if (bfloat16) {
      return ConvolutionRule.columns(Convolution.AUTO, pass, spec, input)
          ? Convolution.COLUMNS
          : Convolution.DIRECT;
    }
    boolean avx512 = OneDnnLibrary.get().avx512();
    return ConvolutionRule.winograd(Convolution.AUTO, avx512, pass, spec, input)
        ? Convolution.WINOGRAD
        : Convolution.DIRECT;
  }

  @Override
  public BatchNormKernel batchNorm(BatchNormSpec spec) {
    return new OneDnnBatchNorm(spec);
  }

  @Override
  public AddReluKernel addRelu() {
    return new OneDnnAddRelu();
  }

  @Override
  public PoolKernel globalAveragePool(int channels) {
    return OneDnnPool.globalAverage(channels);
  }

  @Override
  public PoolKernel maxPool(int channels, int kernel, int stride, int padding) {
    return OneDnnPool.max(channels, kernel, stride, padding);
  }

  @Override
  public DenseKernel dense(DenseSpec spec) {
    return new OneDnnDense(spec, bfloat16());
  }

  @Override
  public LayoutKernel layout(int channels) {
    return new OneDnnLayouts(channels);
  }
}
