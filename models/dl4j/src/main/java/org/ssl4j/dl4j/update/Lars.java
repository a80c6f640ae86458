package org.ssl4j.dl4j.update;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.ssl4j.network.Rates;

/**
 * Layer-wise adaptive rate scaling (arXiv:1708.03888) in the form of the VICReg and BYOL authors'
 * code: for a weight tensor {@code d = g + wd w; d *= eta |w| / |d|} (factor 1 where a norm is 0);
 * for biases and batch norm {@code d = g}; then {@code m = mu m + d; w -= lr m}.
 */
final class Lars implements Optimizer {

  private final UpdatePlan plan;
  private final double momentum;
  private final double weightDecay;
  private final double eta;
  private final INDArray velocity;
  private final Moves moves;

  private final FlatViews tensorParameters;
  private final FlatViews tensorGradients;
  private final List<INDArray> tensorVelocities;
  private final List<INDArray> directions;
  private final FlatViews otherGradients;
  private final List<INDArray> otherVelocities;
  private final FlatViews decayedParameters;
  private final List<INDArray> decayedVelocities;

  Lars(UpdatePlan plan, double momentum, double weightDecay, double eta) {
    this.plan = plan;
    this.momentum = momentum;
    this.weightDecay = weightDecay;
    this.eta = eta;
    velocity = plan.zeros();
    moves = new Moves(plan);
    tensorParameters = plan.views(plan.tensors());
    tensorGradients = plan.views(plan.tensors());
    tensorVelocities = plan.views(plan.tensors()).of(velocity);
    directions = directions(plan);
    otherGradients = plan.views(plan.others());
    otherVelocities = plan.views(plan.others()).of(velocity);
    decayedParameters = plan.views(plan.otherDecayed());
    decayedVelocities = plan.views(plan.otherDecayed()).of(velocity);
  }

  /** Scratch memory for the direction of one tensor at a time, as long as the longest. */
  private static List<INDArray> directions(UpdatePlan plan) {
    long longest = plan.tensors().stream().mapToLong(FlatRun::length).max().orElse(1);
    INDArray scratch = plan.zeros(longest);
    List<INDArray> views = new ArrayList<>();
    for (FlatRun tensor : plan.tensors()) {
      views.add(scratch.get(NDArrayIndex.interval(0, tensor.length())));
    }
    return List.copyOf(views);
  }

  @Override
  public void update(INDArray parameters, INDArray gradient, Rates rates) {
    plan.requireType(parameters, gradient);
    velocity.muli(momentum);
    Moves.axpy(1, otherGradients.of(gradient), otherVelocities);
    if (weightDecay != 0) {
      Moves.axpy(weightDecay, decayedParameters.of(parameters), decayedVelocities);
    }
    List<INDArray> weights = tensorParameters.of(parameters);
    List<INDArray> gradients = tensorGradients.of(gradient);
    for (int i = 0; i < weights.size(); i++) {
      addScaledDirection(
          weights.get(i), gradients.get(i), directions.get(i), tensorVelocities.get(i));
    }
    moves.add(parameters, velocity, -1, rates);
  }

  private void addScaledDirection(
      INDArray weight, INDArray gradient, INDArray direction, INDArray tensorVelocity) {
    var blas = Nd4j.getBlasWrapper();
    direction.assign(gradient);
    FlatVectors.axpy(weightDecay, weight, direction);
    double weightNorm = blas.nrm2(weight);
    double directionNorm = blas.nrm2(direction);
    double trust = weightNorm > 0 && directionNorm > 0 ? eta * weightNorm / directionNorm : 1;
    FlatVectors.axpy(trust, direction, tensorVelocity);
  }

  @Override
  public Map<String, INDArray> state() {
    return Map.of("momentum", velocity);
  }

  @Override
  public void restore(Map<String, INDArray> state) {
    UpdatePlan.restore(state(), state);
  }
}
