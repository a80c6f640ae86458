package org.ssl4j.dl4j.update;

import java.util.function.Supplier;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** What flat vectors need and ND4J does not offer in one plain call. */
public final class FlatVectors {

  private FlatVectors() {}

  /** {@code to += factor * from} in place; both contiguous, of one length and data type. */
  public static void axpy(double factor, INDArray from, INDArray to) {
    // The boxed overload: ND4J deprecates the one that takes a double.
    Nd4j.getBlasWrapper().axpy(Double.valueOf(factor), from, to);
  }

  /** Makes an array that outlives whatever workspace is open. */
  @SuppressWarnings("try") // The scope acts by being open.
  public static INDArray outsideWorkspaces(Supplier<INDArray> maker) {
    try (var scope = Nd4j.getMemoryManager().scopeOutOfWorkspaces()) {
      return maker.get();
    }
  }
}
