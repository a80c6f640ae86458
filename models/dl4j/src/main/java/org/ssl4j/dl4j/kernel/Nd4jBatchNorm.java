package org.ssl4j.dl4j.kernel;

import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastMulOp;
import org.nd4j.linalg.api.ops.impl.broadcast.BroadcastSubOp;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.nd4j.linalg.ops.transforms.Transforms;

/**
 * Batch norm through the native operations {@code batchnorm} and {@code batchnorm_bp}, one call per
 * part of the batch.
 */
final class Nd4jBatchNorm implements BatchNormKernel {

  private static final int CHANNEL_AXIS = 1;

  private final BatchNormSpec spec;

  /** Statistics of the last training pass, [parts, C]. */
  private INDArray batchMean;

  private INDArray batchVariance;

  /** One part's gradients, summed into the layer's. */
  private INDArray partGammaGradient;

  private INDArray partBetaGradient;
  private INDArray unusedGradient;

  /**
   * Stand-ins for the scale and shift of a batch norm without them: the native operation then needs
   * no other form.
   */
  private INDArray ones;

  private INDArray zeros;

  Nd4jBatchNorm(BatchNormSpec spec) {
    this.spec = spec;
  }

  @Override
  public INDArray forwardTraining(
      INDArray input,
      INDArray gamma,
      INDArray beta,
      INDArray runningMean,
      INDArray runningVariance,
      ArrayAllocator outputs) {
    createBuffers(input.dataType());
    var result = outputs.allocate(input.dataType(), input.shape());
    long rows = spec.rowsPerPart(input.size(0));
    for (int part = 0; part < spec.parts(); part++) {
      var x = part(input, part, rows);
      var mean = batchMean.getRow(part);
      var variance = batchVariance.getRow(part);
      moments(x, mean, variance);
      normalise(x, mean, variance, gamma, beta, part(result, part, rows));
    }
    updateRunning(runningMean, runningVariance, rows * area(input));
    return spec.relu() ? Nd4jEngine.relu(result) : result;
  }

  @Override
  public INDArray forwardInference(
      INDArray input,
      INDArray gamma,
      INDArray beta,
      INDArray runningMean,
      INDArray runningVariance,
      ArrayAllocator outputs) {
    createBuffers(input.dataType());
    var result = outputs.allocate(input.dataType(), input.shape());
    normalise(input, runningMean, runningVariance, gamma, beta, result);
    return spec.relu() ? Nd4jEngine.relu(result) : result;
  }

  @Override
  public INDArray backward(
      INDArray input,
      INDArray output,
      INDArray outputGradient,
      INDArray gamma,
      INDArray gammaGradient,
      INDArray betaGradient,
      ArrayAllocator outputs) {
    var result = outputs.allocate(input.dataType(), input.shape());
    var gradient =
        spec.relu()
            ? Nd4jEngine.reluGradient(
                output, outputGradient, outputs.allocate(input.dataType(), input.shape()))
            : outputGradient;
    long rows = spec.rowsPerPart(input.size(0));
    for (int part = 0; part < spec.parts(); part++) {
      gradient(
          part(input, part, rows),
          batchMean.getRow(part),
          batchVariance.getRow(part),
          gamma,
          part(gradient, part, rows),
          part(result, part, rows));
      if (gammaGradient != null) {
        accumulate(gammaGradient, partGammaGradient, part);
        accumulate(betaGradient, partBetaGradient, part);
      }
    }
    return result;
  }

  /** Gradients of one part: of its input, and of scale and shift into the part's buffers. */
  private void gradient(
      INDArray x,
      INDArray mean,
      INDArray variance,
      INDArray gamma,
      INDArray above,
      INDArray below) {
    if (x.dataType() == DataType.DOUBLE) {
      doubleGradient(x, mean, variance, gamma, above, below);
      return;
    }
    Nd4j.exec(
        DynamicCustomOp.builder("batchnorm_bp")
            .addInputs(x, mean, variance, gamma == null ? ones : gamma, zeros, above)
            .addOutputs(
                below, unusedGradient, unusedGradient.dup(), partGammaGradient, partBetaGradient)
            .addIntegerArguments(1, 1, CHANNEL_AXIS)
            .addFloatingPointArguments(spec.epsilon())
            .build());
  }

  /**
   * By the formula, {@code dx = gamma / s (dy - mean(dy) - xhat mean(dy xhat))}: the native
   * operation divides by the number of values in float, also in double precision, which costs eight
   * digits.
   */
  private void doubleGradient(
      INDArray x,
      INDArray mean,
      INDArray variance,
      INDArray gamma,
      INDArray above,
      INDArray below) {
    int[] dimensions = x.rank() == 4 ? new int[] {0, 2, 3} : new int[] {0};
    double count = (double) x.length() / spec.channels();
    var inverse = Transforms.sqrt(variance.add(spec.epsilon()), true).rdiv(1);
    var normal = x.dup('c');
    Nd4j.exec(new BroadcastSubOp(normal, mean, normal, CHANNEL_AXIS));
    Nd4j.exec(new BroadcastMulOp(normal, inverse, normal, CHANNEL_AXIS));
    partBetaGradient.assign(above.sum(dimensions));
    partGammaGradient.assign(above.mul(normal).sum(dimensions));
    Nd4j.exec(new BroadcastMulOp(normal, partGammaGradient.div(count), normal, CHANNEL_AXIS));
    var direction = above.sub(normal);
    Nd4j.exec(new BroadcastSubOp(direction, partBetaGradient.div(count), direction, CHANNEL_AXIS));
    var factor = gamma == null ? inverse : inverse.mul(gamma);
    Nd4j.exec(new BroadcastMulOp(direction, factor, direction, CHANNEL_AXIS));
    below.assign(direction);
  }

  private static void accumulate(INDArray total, INDArray part, int index) {
    if (index == 0) {
      total.assign(part);
    } else {
      total.addi(part);
    }
  }

  private void normalise(
      INDArray x, INDArray mean, INDArray variance, INDArray gamma, INDArray beta, INDArray y) {
    Nd4j.exec(
        DynamicCustomOp.builder("batchnorm")
            .addInputs(x, mean, variance, gamma == null ? ones : gamma, beta == null ? zeros : beta)
            .addOutputs(y)
            .addIntegerArguments(1, 1, CHANNEL_AXIS)
            .addFloatingPointArguments(spec.epsilon())
            .build());
  }

  /** Mean and biased variance per channel; two passes, so that a large mean costs no digits. */
  private static void moments(INDArray x, INDArray mean, INDArray variance) {
    int[] dimensions = x.rank() == 4 ? new int[] {0, 2, 3} : new int[] {0};
    mean.assign(x.mean(dimensions));
    variance.assign(x.var(false, dimensions));
  }

  private void updateRunning(INDArray mean, INDArray variance, long count) {
    double unbiased = count > 1 ? (double) count / (count - 1) : 1.0;
    double share = spec.momentum() / spec.splits();
    for (int group = 0; group < spec.groups(); group++) {
      mean.muli(1 - spec.momentum());
      variance.muli(1 - spec.momentum());
      for (int split = 0; split < spec.splits(); split++) {
        int part = group * spec.splits() + split;
        mean.addi(batchMean.getRow(part).mul(share));
        variance.addi(batchVariance.getRow(part).mul(share * unbiased));
      }
    }
  }

  private INDArray part(INDArray array, int part, long rows) {
    return spec.parts() == 1
        ? array
        : array.get(NDArrayIndex.interval(part * rows, (part + 1) * rows));
  }

  private static long area(INDArray input) {
    return input.rank() == 4 ? input.size(2) * input.size(3) : 1;
  }

  private void createBuffers(DataType type) {
    if (batchMean != null) {
      return;
    }
    try (var ignored = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      batchMean = Nd4j.create(type, spec.parts(), spec.channels());
      batchVariance = Nd4j.create(type, spec.parts(), spec.channels());
      partGammaGradient = Nd4j.create(type, spec.channels());
      partBetaGradient = Nd4j.create(type, spec.channels());
      unusedGradient = Nd4j.create(type, spec.channels());
      ones = Nd4j.ones(type, spec.channels());
      zeros = Nd4j.create(type, spec.channels());
    }
  }
}
