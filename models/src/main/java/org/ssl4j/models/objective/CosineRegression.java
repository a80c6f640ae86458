package org.ssl4j.models.objective;

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
    Direction direction = direction(p, z, 1, targetGradient);
    return new ObjectiveResult(
        direction.value(), Map.of("pz", direction.value()), direction.gradients());
  }

  ObjectiveResult symmetric(
      INDArray p1, INDArray p2, INDArray z1, INDArray z2, boolean targetGradients) {
    Matrices.requireAlike("p1, p2, z1 and z2", p1, p2, z1, z2);
    Direction first = direction(p1, z2, share, targetGradients);
    Direction second = direction(p2, z1, share, targetGradients);
    Map<String, Double> terms = new LinkedHashMap<>();
    terms.put("p1z2", first.value());
    terms.put("p2z1", second.value());
    List<INDArray> gradients =
        targetGradients
            ? List.of(
                first.gradients().get(0),
                second.gradients().get(0),
                second.gradients().get(1),
                first.gradients().get(1))
            : List.of(first.gradients().get(0), second.gradients().get(0));
    return new ObjectiveResult(share * (first.value() + second.value()), terms, gradients);
  }

  /**
   * @param value of the direction alone
   * @param gradients of its share in the loss, for p and perhaps z
   */
  private record Direction(double value, List<INDArray> gradients) {}

  private Direction direction(INDArray p, INDArray z, double weight, boolean targetGradient) {
    UnitRows predictions = UnitRows.of(p);
    UnitRows targets = UnitRows.of(z);
    double value = offset - slope * Matrices.mean(predictions.cosines(targets));
    double factor = -weight * slope / p.rows();
    if (!targetGradient) {
      INDArray gradient = targets.unit().muli(factor);
      predictions.backpropagate(gradient);
      return new Direction(value, List.of(gradient));
    }
    INDArray predictionGradient = targets.unit().mul(factor);
    INDArray targetsGradient = predictions.unit().mul(factor);
    predictions.backpropagate(predictionGradient);
    targets.backpropagate(targetsGradient);
    return new Direction(value, List.of(predictionGradient, targetsGradient));
  }
}
