package org.ssl4j.dl4j.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** Convolution through the native operations {@code conv2d} and {@code conv2d_bp}. */
final class Nd4jConvolution implements ConvolutionKernel {

  /**
   * Explicit padding as given, NCHW activations, [K, C, h, w] weights: the operation's last three
   * arguments.
   */
  private static final int[] LAYOUT = {0, 0, 1};

  private final ConvolutionSpec spec;
  private final int[] arguments;

  /**
   * conv2d_bp always writes a data gradient; below the first layer it goes here and is not used.
   */
  private INDArray unusedInputGradient;

  Nd4jConvolution(ConvolutionSpec spec) {
    this.spec = spec;
    this.arguments =
        new int[] {
          spec.kernel(),
          spec.kernel(),
          spec.stride(),
          spec.stride(),
          spec.padding(),
          spec.padding(),
          1,
          1,
          LAYOUT[0],
          LAYOUT[1],
          LAYOUT[2]
        };
  }

  @Override
  public INDArray forward(INDArray input, INDArray weights, ArrayAllocator outputs) {
    var result =
        outputs.allocate(
            input.dataType(),
            input.size(0),
            spec.outputChannels(),
            spec.outputSize(input.size(2)),
            spec.outputSize(input.size(3)));
    Nd4j.exec(
        DynamicCustomOp.builder("conv2d")
            .addInputs(input, weights)
            .addOutputs(result)
            .addIntegerArguments(arguments)
            .build());
    return result;
  }

  @Override
  public INDArray backward(
      INDArray input,
      INDArray weights,
      INDArray outputGradient,
      INDArray weightGradient,
      boolean inputGradientNeeded,
      ArrayAllocator outputs) {
    var inputGradient =
        inputGradientNeeded
            ? outputs.allocate(input.dataType(), input.shape())
            : unusedGradient(input);
    Nd4j.exec(
        DynamicCustomOp.builder("conv2d_bp")
            .addInputs(input, weights, outputGradient)
            .addOutputs(inputGradient, weightGradient)
            .addIntegerArguments(arguments)
            .build());
    return inputGradientNeeded ? inputGradient : null;
  }

  private INDArray unusedGradient(INDArray input) {
    if (unusedInputGradient == null || !unusedInputGradient.equalShapes(input)) {
      try (var ignored = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
        unusedInputGradient = Nd4j.createUninitialized(input.dataType(), input.shape(), 'c');
      }
    }
    return unusedInputGradient;
  }
}
