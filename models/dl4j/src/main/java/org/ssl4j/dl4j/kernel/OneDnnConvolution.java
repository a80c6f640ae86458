package org.ssl4j.dl4j.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.ssl4j.config.Convolution;
import org.ssl4j.dl4j.kernel.ActivationShape.Layout;
import org.ssl4j.network.StepProfile.Part;

/**
 * Convolution through oneDNN's forward, backward-data and backward-weights primitives.
 *
 * <p>The result is always in the engine's own layout; the gradient of the input has the input's
 * layout. In inference the batch norm that follows is part of the convolution.
 */
final class OneDnnConvolution implements ConvolutionKernel {

  /** Images are read plain: the primitives of a first layer are made for at most 3 channels. */
  private static final int MOST_PLAIN_CHANNELS = 3;

  private final ConvolutionSpec spec;
  private final Convolution how;

  /** Of maps: blocked floats, or values of 16 bits with the channels last. */
  private final Layout own;

  private final OneDnnLayouts inputLayouts;
  private final OneDnnLayouts outputLayouts;
  private final PlanCache<ActivationShape, ConvolutionPass> forwards = new PlanCache<>();
  private final PlanCache<ActivationShape, ConvolutionPass> folded = new PlanCache<>();
  private final PlanCache<ActivationShape, ConvolutionPass> backwardWeights = new PlanCache<>();
  private final PlanCache<ActivationShape, ConvolutionPass> backwardData = new PlanCache<>();
  private FoldedBatchNorm fold;

  /**
   * @param own layout of the maps that it writes
   */
  OneDnnConvolution(ConvolutionSpec spec, Convolution how, Layout own) {
    this.spec = spec;
    this.how = how;
    this.own = own;
    this.inputLayouts = new OneDnnLayouts(spec.inputChannels());
    this.outputLayouts = new OneDnnLayouts(spec.outputChannels());
  }

  @Override
  public INDArray forward(INDArray input, INDArray weights, ArrayAllocator outputs) {
    var x = readable(input, outputs);
    var shape = ActivationShape.of(x, spec.inputChannels());
    var pass =
        forwards.get(
            shape,
            key ->
                byColumns(Part.CONVOLUTION_FORWARD, key)
                    ? ColumnsPlan.forward(spec, key, output(key))
                    : ConvolutionPlan.forward(spec, how, key, output(key)));
    var result = output(shape).allocate(outputs);
    pass.run(x, result, NativeMemory.addressOf(weights), null);
    return result;
  }

  @Override
  public boolean foldsBatchNorm() {
    return true;
  }

  @Override
  public INDArray forwardFolded(
      INDArray input,
      INDArray weights,
      BatchNormSpec batchNorm,
      INDArray gamma,
      INDArray beta,
      INDArray runningMean,
      INDArray runningVariance,
      ArrayAllocator outputs) {
    if (fold == null) {
      fold = new FoldedBatchNorm(spec, batchNorm);
    }
    var x = readable(input, outputs);
    var shape = ActivationShape.of(x, spec.inputChannels());
    var pass =
        folded.get(
            shape,
            key ->
                byColumns(Part.CONVOLUTION_FORWARD, key)
                    ? ColumnsPlan.folded(spec, batchNorm.relu(), key, output(key))
                    : ConvolutionPlan.folded(spec, how, batchNorm.relu(), key, output(key)));
    var result = output(shape).allocate(outputs);
    long weightsOfBoth = fold.compute(weights, gamma, beta, runningMean, runningVariance);
    pass.run(x, result, weightsOfBoth, fold.bias());
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
    var x = readable(input, outputs);
    var shape = ActivationShape.of(x, spec.inputChannels());
    var gradient = outputLayouts.to(own, outputGradient, outputs);
    backwardWeights
        .get(
            shape,
            key ->
                byColumns(Part.CONVOLUTION_BACKWARD_WEIGHTS, key)
                    ? ColumnsPlan.backwardWeights(spec, key, output(key))
                    : ConvolutionPlan.backwardWeights(spec, how, key, output(key)))
        .run(x, gradient, NativeMemory.addressOf(weightGradient), null);
    if (!inputGradientNeeded) {
      return null;
    }
    var ofInput = shape.with(own);
    var result = ofInput.allocate(outputs);
    backwardData
        .get(
            ofInput,
            key ->
                byColumns(Part.CONVOLUTION_BACKWARD_DATA, key)
                    ? ColumnsPlan.backwardData(spec, key, output(key))
                    : ConvolutionPlan.backwardData(spec, how, key, output(key)))
        .run(result, gradient, NativeMemory.addressOf(weights), null);
    return inputLayouts.to(
        ActivationShape.of(input, spec.inputChannels()).layout(), result, outputs);
  }

  private boolean byColumns(Part pass, ActivationShape input) {
    return ConvolutionRule.columns(how, pass, spec, input);
  }

  private INDArray readable(INDArray input, ArrayAllocator outputs) {
    var layout =
        own == Layout.BLOCKED && spec.inputChannels() <= MOST_PLAIN_CHANNELS
            ? ActivationShape.of(input, spec.inputChannels()).layout()
            : own;
    return inputLayouts.to(layout, input, outputs);
  }

  private ActivationShape output(ActivationShape input) {
    return new ActivationShape(
        input.n(),
        spec.outputChannels(),
        spec.outputSize(input.height()),
        spec.outputSize(input.width()),
        own);
  }
}
