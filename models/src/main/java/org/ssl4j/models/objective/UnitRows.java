package org.ssl4j.models.objective;

import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.reduce3.Dot;
import org.nd4j.linalg.factory.Nd4j;

/**
 * Rows scaled to unit length, {@code zh_i = z_i / max(|z_i|, 1e-12)}, and the way back for
 * gradients. A row at or below the clamp counts as constant: its gradient is zero.
 */
public final class UnitRows {

  /** Norms below this are not divided by, as in PyTorch's {@code normalize}. */
  public static final double MINIMUM_NORM = 1e-12;

  private final INDArray unit;
  private final INDArray inverseNorms;

  private UnitRows(INDArray unit, INDArray inverseNorms) {
    this.unit = unit;
    this.inverseNorms = inverseNorms;
  }

  /**
   * Rows of unit length.
   *
   * @param rows [N, d]; not changed
   * @return a new row-major matrix
   */
  public static INDArray normalize(INDArray rows) {
    return of(rows).unit;
  }

  static UnitRows of(INDArray rows) {
    return overwriting(rows.dup('c'));
  }

  /** Normalises in place a row-major matrix that belongs to the caller. */
  static UnitRows overwriting(INDArray rows) {
    double[] norms = rows.norm2(true, 1).ravel().toDoubleVector();
    double[] factors = new double[norms.length];
    double[] inverses = new double[norms.length];
    for (int i = 0; i < norms.length; i++) {
      factors[i] = 1 / Math.max(norms[i], MINIMUM_NORM);
      inverses[i] = norms[i] <= MINIMUM_NORM ? 0 : factors[i];
    }
    rows.muliColumnVector(Matrices.column(factors, rows.dataType()));
    return new UnitRows(rows, Matrices.column(inverses, rows.dataType()));
  }

  /** The unit rows [N, d]. */
  INDArray unit() {
    return unit;
  }

  /** Cosine of each row with the same row of another matrix: N values. */
  double[] cosines(UnitRows other) {
    return Nd4j.exec(new Dot(unit, other.unit, 1)).toDoubleVector();
  }

  /**
   * From the gradient with respect to unit rows to the one with respect to the original rows,
   * {@code (g - (g . zh) zh) / |z|}, in place.
   */
  void backpropagate(INDArray gradient) {
    INDArray radial = Nd4j.exec(new Dot(gradient, unit, 1)).reshape(unit.rows(), 1);
    gradient.subi(unit.mulColumnVector(radial));
    gradient.muliColumnVector(inverseNorms);
  }
}
