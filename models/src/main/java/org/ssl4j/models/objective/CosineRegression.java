package org.ssl4j.models.objective;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A loss that is linear in the cosines of predictions and targets: {@code offset - slope * mean_i
 * cos(p_i, z_i)}.
 *
 * @param share weight of each direction in the symmetric loss
 */
record CosineRegression(double offset, double slope, double share) {

  ObjectiveResult oneDirection(INDArray p, INDArray z, boolean targetGradient) {
    Matrices.requireAlike("p and z", p, z);
    Scratch scratch = Scratch.begin();
    var predictions = HostMatrix.result(p.dataType(), p.rows(), p.columns(), scratch);
    var targets = targets(p, 1, targetGradient, scratch);
    double value = direction(p, z, 1, predictions.matrix(), matrix(targets), scratch);
    return new ObjectiveResult(
        value,
        Map.of("pz", value),
        targetGradient
            ? List.of(predictions.array(), targets.array())
            : List.of(predictions.array()));
  }

  ObjectiveResult symmetric(
      INDArray p1, INDArray p2, INDArray z1, INDArray z2, boolean targetGradients) {
    Matrices.requireAlike("p1, p2, z1 and z2", p1, p2, z1, z2);
    int n = p1.rows();
    Scratch scratch = Scratch.begin();
    var predictions = HostMatrix.result(p1.dataType(), 2 * n, p1.columns(), scratch);
    var targets = targets(p1, 2, targetGradients, scratch);
    HostMatrix toZ2 = targetGradients ? targets.matrix().slice(n, 2 * n) : null;
    HostMatrix toZ1 = targetGradients ? targets.matrix().slice(0, n) : null;
    double first = direction(p1, z2, share, predictions.matrix().slice(0, n), toZ2, scratch);
    double second = direction(p2, z1, share, predictions.matrix().slice(n, 2 * n), toZ1, scratch);
    Map<String, Double> terms = new LinkedHashMap<>();
    terms.put("p1z2", first);
    terms.put("p2z1", second);
    List<INDArray> gradients = new ArrayList<>(views(predictions.array(), n));
    if (targetGradients) {
      gradients.addAll(views(targets.array(), n));
    }
    return new ObjectiveResult(share * (first + second), terms, gradients);
  }

  private static HostMatrix.Result targets(
      INDArray like, int directions, boolean wanted, Scratch scratch) {
    return wanted
        ? HostMatrix.result(like.dataType(), directions * like.rows(), like.columns(), scratch)
        : null;
  }

  private static HostMatrix matrix(HostMatrix.Result result) {
    return result == null ? null : result.matrix();
  }

  private static List<INDArray> views(INDArray both, int n) {
    return List.of(Matrices.rows(both, 0, n), Matrices.rows(both, n, 2L * n));
  }

  /**
   * One pass over the rows.
   *
   * @param weight of the direction in the loss
   * @param toP receives the gradient for p
   * @param toZ receives the gradient for z, unless null
   * @return value of the direction alone
   */
  private double direction(
      INDArray p, INDArray z, double weight, HostMatrix toP, HostMatrix toZ, Scratch scratch) {
    HostMatrix predictions = HostMatrix.reading(p, scratch);
    HostMatrix targets = HostMatrix.reading(z, scratch);
    int rows = predictions.rows();
    double factor = -weight * slope / rows;
    double[] prediction = new double[predictions.columns()];
    double[] target = new double[predictions.columns()];
    double cosines = 0;
    for (int i = 0; i < rows; i++) {
      predictions.read(i, prediction);
      targets.read(i, target);
      double predictionNorm = Math.sqrt(Vectors.dot(prediction, prediction));
      double targetNorm = Math.sqrt(Vectors.dot(target, target));
      double toUnitPrediction = 1 / Math.max(predictionNorm, UnitRows.MINIMUM_NORM);
      double toUnitTarget = 1 / Math.max(targetNorm, UnitRows.MINIMUM_NORM);
      double cosine = Vectors.dot(prediction, target) * toUnitPrediction * toUnitTarget;
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
