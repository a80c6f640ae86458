package org.ssl4j.dl4j.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;
import org.ssl4j.config.Convolution;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.text.Text;

/**
 * The portable engine: ND4J's native operations on plain NCHW arrays, in float or double, on CPU or
 * CUDA (where the same operations reach cuDNN).
 */
final class Nd4jEngine implements LayerEngine {

  /** Name in a config. */
  public static final String NAME = "nd4j";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ConvolutionKernel convolution(ConvolutionSpec spec, Convolution how) {
    if (how != Convolution.AUTO && how != Convolution.DIRECT) {
      throw new InvalidSettingException(
          OneDnnEngine.CONVOLUTION,
          Text.of(
              "%s needs the engine onednn, and this network runs on nd4j; use auto or direct",
              how.word()));
    }
    return new Nd4jConvolution(spec);
  }

  /** ND4J decides. */
  @Override
  public String convolutions(Convolution how) {
    return NAME;
  }

  @Override
  public BatchNormKernel batchNorm(BatchNormSpec spec) {
    return new Nd4jBatchNorm(spec);
  }

  @Override
  public AddReluKernel addRelu() {
    return new AddRelu();
  }

  @Override
  public PoolKernel globalAveragePool(int channels) {
    return new GlobalAveragePool();
  }

  @Override
  public PoolKernel maxPool(int channels, int kernel, int stride, int padding) {
    return new MaxPool(new int[] {kernel, kernel, stride, stride, padding, padding, 1, 1, 0, 0, 0});
  }

  @Override
  public DenseKernel dense(DenseSpec spec) {
    return new Nd4jDense();
  }

  @Override
  public boolean blockedConvolutions() {
    return false;
  }

  @Override
  public LayoutKernel layout(int channels) {
    return new PlainLayout();
  }

  /** In place. */
  static INDArray relu(INDArray array) {
    Nd4j.exec(
        DynamicCustomOp.builder("relu")
            .addInputs(array)
            .addOutputs(array)
            .addFloatingPointArguments(0.0)
            .build());
    return array;
  }

  /** Gradient of a ReLU given its output: passes where the output is positive. */
  static INDArray reluGradient(INDArray output, INDArray outputGradient, INDArray result) {
    Nd4j.exec(
        DynamicCustomOp.builder("relu_bp")
            .addInputs(output, outputGradient)
            .addOutputs(result)
            .addFloatingPointArguments(0.0)
            .build());
    return result;
  }

  /** Everything is plain: both ways are copies, because a vertex owns its result. */
  private static final class PlainLayout implements LayoutKernel {
    @Override
    public INDArray toPlain(INDArray input, ArrayAllocator outputs) {
      return outputs.allocate(input.dataType(), input.shape()).assign(input);
    }

    @Override
    public INDArray toLayoutOf(INDArray like, INDArray gradient, ArrayAllocator outputs) {
      return outputs.allocate(gradient.dataType(), gradient.shape()).assign(gradient);
    }
  }

  private static final class AddRelu implements AddReluKernel {
    @Override
    public INDArray forward(INDArray a, INDArray b, ArrayAllocator outputs) {
      var result = outputs.allocate(a.dataType(), a.shape());
      a.addi(b, result);
      return relu(result);
    }

    @Override
    public INDArray backward(INDArray output, INDArray outputGradient, ArrayAllocator outputs) {
      return reluGradient(
          output, outputGradient, outputs.allocate(output.dataType(), output.shape()));
    }
  }

  private static final class GlobalAveragePool implements PoolKernel {
    @Override
    public INDArray forward(INDArray input, ArrayAllocator outputs) {
      long n = input.size(0);
      long c = input.size(1);
      var result = outputs.allocate(input.dataType(), n, c);
      Nd4j.exec(
          DynamicCustomOp.builder("reduce_mean")
              .addInputs(input.reshape('c', n, c, input.size(2) * input.size(3)))
              .addOutputs(result)
              .addIntegerArguments(2)
              .build());
      return result;
    }

    @Override
    public INDArray backward(INDArray input, INDArray outputGradient, ArrayAllocator outputs) {
      long n = input.size(0);
      long c = input.size(1);
      long area = input.size(2) * input.size(3);
      var result = outputs.allocate(input.dataType(), input.shape());
      var flat = result.reshape('c', n, c, area);
      flat.assign(outputGradient.reshape('c', n, c, 1).broadcast(n, c, area)).divi(area);
      return result;
    }
  }

  private static final class MaxPool implements PoolKernel {
    private final int[] arguments;

    MaxPool(int[] arguments) {
      this.arguments = arguments;
    }

    @Override
    public INDArray forward(INDArray input, ArrayAllocator outputs) {
      long rows = (input.size(2) + 2L * arguments[4] - arguments[0]) / arguments[2] + 1;
      long columns = (input.size(3) + 2L * arguments[5] - arguments[1]) / arguments[3] + 1;
      var result = outputs.allocate(input.dataType(), input.size(0), input.size(1), rows, columns);
      Nd4j.exec(
          DynamicCustomOp.builder("maxpool2d")
              .addInputs(input)
              .addOutputs(result)
              .addIntegerArguments(arguments)
              .build());
      return result;
    }

    @Override
    public INDArray backward(INDArray input, INDArray outputGradient, ArrayAllocator outputs) {
      var result = outputs.allocate(input.dataType(), input.shape());
      Nd4j.exec(
          DynamicCustomOp.builder("maxpool2d_bp")
              .addInputs(input, outputGradient)
              .addOutputs(result)
              .addIntegerArguments(arguments)
              .build());
      return result;
    }
  }
}
