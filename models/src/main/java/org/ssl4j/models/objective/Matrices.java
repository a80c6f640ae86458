package org.ssl4j.models.objective;

import java.util.Arrays;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.ssl4j.text.Text;

/** Rows of arrays, and checks of what an objective is given. */
final class Matrices {

  private Matrices() {}

  /** Rows from (inclusive) to (exclusive), live. */
  static INDArray rows(INDArray matrix, long from, long to) {
    return matrix.get(NDArrayIndex.interval(from, to), NDArrayIndex.all());
  }

  /**
   * Refuses inputs that are not float or double matrices of one shape and type.
   *
   * @param names of the inputs, for the message
   */
  static void requireAlike(String names, INDArray... matrices) {
    INDArray first = matrices[0];
    boolean real = first.dataType() == DataType.FLOAT || first.dataType() == DataType.DOUBLE;
    for (INDArray matrix : matrices) {
      boolean fits =
          real
              && matrix.rank() == 2
              && matrix.dataType() == first.dataType()
              && Arrays.equals(matrix.shape(), first.shape());
      if (!fits) {
        throw new IllegalArgumentException(
            Text.of(
                "%s must be float or double matrices of one shape, not %s",
                names, Arrays.stream(matrices).map(Matrices::describe).toList()));
      }
    }
  }

  static String describe(INDArray array) {
    return array.dataType() + " " + Arrays.toString(array.shape());
  }

  static void requireTemperature(double temperature) {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException("the temperature must be above 0, not " + temperature);
    }
  }
}
