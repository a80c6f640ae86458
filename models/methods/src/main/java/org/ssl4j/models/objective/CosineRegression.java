package org.ssl4j.models.objective;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Rows;

/**
 * A loss that is linear in the cosines of predictions and targets: {@code offset - slope * mean_i
 * cos(p_i, z_i)}.
 *
 * @param share weight of each direction in the symmetric loss
 */
record CosineRegression(double offset, double slope, double share) {

  ObjectiveResult oneDirection(Matrix p, Matrix z, boolean targetGradient) {
    Matrices.requireAlike("p and z", p, z);
    Matrix toP = Matrix.uninitialised(p.precision(), p.rows(), p.columns());
    Matrix toZ = targetGradient ? Matrix.uninitialised(p.precision(), p.rows(), p.columns()) : null;
    double value = direction(p, z, 1, toP, toZ);
    return new ObjectiveResult(
        value, Map.of("pz", value), targetGradient ? List.of(toP, toZ) : List.of(toP));
  }

  ObjectiveResult symmetric(Matrix p1, Matrix p2, Matrix z1, Matrix z2, boolean targetGradients) {
    Matrices.requireAlike("p1, p2, z1 and z2", p1, p2, z1, z2);
    int n = p1.rows();
    List<Matrix> gradients = new ArrayList<>(views(p1, n));
    if (targetGradients) {
      gradients.addAll(views(p1, n));
    }
    Matrix toZ1 = targetGradients ? gradients.get(2) : null;
    Matrix toZ2 = targetGradients ? gradients.get(3) : null;
    double first = direction(p1, z2, share, gradients.get(0), toZ2);
    double second = direction(p2, z1, share, gradients.get(1), toZ1);
    Map<String, Double> terms = new LinkedHashMap<>();
    terms.put("p1z2", first);
    terms.put("p2z1", second);
    return new ObjectiveResult(share * (first + second), terms, gradients);
  }

  /** Two matrices one below the other. */
  private static List<Matrix> views(Matrix like, int n) {
    Matrix both = Matrix.uninitialised(like.precision(), 2 * n, like.columns());
    return List.of(both.slice(0, n), both.slice(n, 2 * n));
  }

  /**
   * One pass over the rows.
   *
   * @param weight of the direction in the loss
   * @param toP receives the gradient for p
   * @param toZ receives the gradient for z, unless null
   * @return value of the direction alone
   */
  private double direction(Matrix p, Matrix z, double weight, Matrix toP, Matrix toZ) {
    int rows = p.rows();
    double factor = -weight * slope / rows;
    double[] prediction = new double[p.columns()];
    double[] target = new double[p.columns()];
    double cosines = 0;
    for (int i = 0; i < rows; i++) {
      p.read(i, prediction);
      z.read(i, target);
      double predictionNorm = Math.sqrt(Rows.dot(prediction, prediction));
      double targetNorm = Math.sqrt(Rows.dot(target, target));
      double toUnitPrediction = 1 / Math.max(predictionNorm, UnitRows.MINIMUM_NORM);
      double toUnitTarget = 1 / Math.max(targetNorm, UnitRows.MINIMUM_NORM);
      double cosine = Rows.dot(prediction, target) * toUnitPrediction * toUnitTarget;
      cosines += cosine;
      double back = factor * UnitRows.inverse(predictionNorm);
      double backToTarget = factor * UnitRows.inverse(targetNorm);
      for (int j = 0; j < prediction.length; j++) {
        double unitPrediction = prediction[j] * toUnitPrediction;
        double unitTarget = target[j] * toUnitTarget;
        // (g - (g . zh) zh) / |z| with g the other unit row times the factor.
        prediction[j] = back * (unitTarget - cosine * unitPrediction);
        target[j] = backToTarget * (unitPrediction - cosine * unitTarget);
      }
      toP.write(i, prediction);
      if (toZ != null) {
        toZ.write(i, target);
      }
    }
    return offset - slope * cosines / rows;
  }
}
