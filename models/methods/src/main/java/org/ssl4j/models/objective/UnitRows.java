package org.ssl4j.models.objective;

import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Rows;

/**
 * Rows scaled to unit length, {@code zh_i = z_i / max(|z_i|, 1e-12)}, and the way back for
 * gradients. A row at or below the clamp counts as constant: its gradient is zero.
 */
public final class UnitRows {

  /** Norms below this are not divided by, as in PyTorch's {@code normalize}. */
  public static final double MINIMUM_NORM = 1e-12;

  private final Matrix unit;
  private final double[] inverseNorms;

  private UnitRows(Matrix unit, double[] inverseNorms) {
    this.unit = unit;
    this.inverseNorms = inverseNorms;
  }

  /**
   * Rows of unit length.
   *
   * @param rows [N, d]; not changed
   * @return a new matrix
   */
  public static Matrix normalize(Matrix rows) {
    Matrix unit = Matrix.uninitialised(rows.precision(), rows.rows(), rows.columns());
    normalize(rows, unit, new double[rows.rows()], 0);
    return unit;
  }

  /** The unit rows of several matrices, one below the other. */
  static UnitRows of(LossScratch scratch, Matrix... matrices) {
    int each = matrices[0].rows();
    int columns = matrices[0].columns();
    Matrix unit = scratch.matrix(matrices[0].precision(), matrices.length * each, columns);
    double[] inverseNorms = new double[unit.rows()];
    for (int m = 0; m < matrices.length; m++) {
      Matrix target = unit.slice(m * each, (m + 1) * each);
      normalize(matrices[m], target, inverseNorms, m * each);
    }
    return new UnitRows(unit, inverseNorms);
  }

  private static void normalize(Matrix source, Matrix target, double[] inverseNorms, int offset) {
    double[] row = new double[source.columns()];
    for (int i = 0; i < source.rows(); i++) {
      source.read(i, row);
      double norm = Math.sqrt(Rows.dot(row, row));
      double factor = 1 / Math.max(norm, MINIMUM_NORM);
      for (int j = 0; j < row.length; j++) {
        row[j] *= factor;
      }
      inverseNorms[offset + i] = inverse(norm);
      target.write(i, row);
    }
  }

  /** What a gradient is multiplied by on its way back: 0 where the row counts as constant. */
  static double inverse(double norm) {
    return norm <= MINIMUM_NORM ? 0 : 1 / norm;
  }

  /** The unit rows. */
  Matrix unit() {
    return unit;
  }

  /** Cosine of each row with the same row of another matrix. */
  double[] cosines(UnitRows other) {
    double[] cosines = new double[unit.rows()];
    double[] mine = new double[unit.columns()];
    double[] others = new double[unit.columns()];
    for (int i = 0; i < cosines.length; i++) {
      unit.read(i, mine);
      other.unit.read(i, others);
      cosines[i] = Rows.dot(mine, others);
    }
    return cosines;
  }

  /**
   * From the gradient with respect to unit rows to the one with respect to the original rows,
   * {@code (g - (g . zh) zh) / |z|}, in place.
   */
  void backpropagate(Matrix gradient) {
    double[] g = new double[unit.columns()];
    double[] row = new double[unit.columns()];
    for (int i = 0; i < unit.rows(); i++) {
      gradient.read(i, g);
      unit.read(i, row);
      backpropagate(g, row, inverseNorms[i]);
      gradient.write(i, g);
    }
  }

  /** The same for one row. */
  static void backpropagate(double[] gradient, double[] unit, double inverseNorm) {
    double radial = Rows.dot(gradient, unit);
    for (int j = 0; j < gradient.length; j++) {
      gradient[j] = (gradient[j] - radial * unit[j]) * inverseNorm;
    }
  }
}
