package org.ssl4j.dl4j.kernel;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.DynamicCustomOp;
import org.nd4j.linalg.factory.Nd4j;

/** Dense layer through ND4J's matrix multiplication. */
final class Nd4jDense implements DenseKernel {

  @Override
  public INDArray forward(INDArray input, INDArray weights, INDArray bias, ArrayAllocator outputs) {
    var result = outputs.allocate(input.dataType(), input.size(0), weights.size(0));
    multiply(input, weights, false, true, result);
    if (bias != null) {
      result.addiRowVector(bias);
    }
    return result;
  }

  @Override
  public INDArray backward(
      INDArray input,
      INDArray weights,
      INDArray outputGradient,
      INDArray weightGradient,
      INDArray biasGradient,
      ArrayAllocator outputs) {
    multiply(outputGradient, input, true, false, weightGradient);
    if (biasGradient != null) {
      outputGradient.sum(biasGradient, 0);
    }
    var inputGradient = outputs.allocate(input.dataType(), input.shape());
    multiply(outputGradient, weights, false, false, inputGradient);
    return inputGradient;
  }

  private static void multiply(
      INDArray a, INDArray b, boolean transposeA, boolean transposeB, INDArray result) {
    Nd4j.exec(
        DynamicCustomOp.builder("matmul")
            .addInputs(a, b)
            .addOutputs(result)
            .addIntegerArguments(transposeA ? 1 : 0, transposeB ? 1 : 0, 0)
            .build());
  }
}
