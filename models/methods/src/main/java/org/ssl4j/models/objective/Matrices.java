package org.ssl4j.models.objective;

import java.util.Arrays;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.text.Text;

/** Checks of what an objective is given. */
final class Matrices {

  private Matrices() {}

  /**
   * Refuses inputs that are not of one shape and precision.
   *
   * @param names of the inputs, for the message
   */
  static void requireAlike(String names, Matrix... matrices) {
    Matrix first = matrices[0];
    for (Matrix matrix : matrices) {
      boolean fits =
          matrix.precision() == first.precision()
              && matrix.rows() == first.rows()
              && matrix.columns() == first.columns();
      if (!fits) {
        throw new IllegalArgumentException(
            Text.of(
                "%s must be matrices of one shape and precision, not %s",
                names, Arrays.toString(matrices)));
      }
    }
  }

  static void requireTemperature(double temperature) {
    if (!(temperature > 0)) {
      throw new IllegalArgumentException("the temperature must be above 0, not " + temperature);
    }
  }
}
