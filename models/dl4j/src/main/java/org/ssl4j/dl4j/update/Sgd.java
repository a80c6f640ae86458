package org.ssl4j.dl4j.update;

import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.ssl4j.network.Rates;

/**
 * Stochastic gradient descent with heavy-ball momentum as in PyTorch: {@code d = g + wd w; m = mu m
 * + d; w -= lr m}, or with Nesterov's momentum {@code w -= lr (d + mu m)}. Weight decay is part of
 * the gradient and the learning rate is outside of the momentum (Sutskever et al. 2013 put it
 * inside).
 */
final class Sgd implements Optimizer {

  private final UpdatePlan plan;
  private final double momentum;
  private final boolean nesterov;
  private final double weightDecay;
  private final INDArray velocity;
  private final FlatViews wholeGradient;
  private final Moves moves;
  private final Moves gradientMoves;

  Sgd(UpdatePlan plan, double momentum, boolean nesterov, double weightDecay) {
    this.plan = plan;
    this.momentum = momentum;
    this.nesterov = nesterov;
    this.weightDecay = weightDecay;
    velocity = plan.zeros();
    wholeGradient = FlatViews.whole(plan.length());
    moves = new Moves(plan);
    gradientMoves = new Moves(plan);
  }

  @Override
  public void update(INDArray parameters, INDArray gradient, Rates rates) {
    plan.requireType(parameters, gradient);
    velocity.muli(momentum);
    velocity.addi(wholeGradient.of(gradient).get(0));
    moves.addDecay(velocity, parameters, weightDecay);
    if (nesterov) {
      // w - lr (g + wd w + mu m), term by term, so that d needs no memory of its own.
      gradientMoves.shrink(parameters, weightDecay, rates);
      gradientMoves.add(parameters, gradient, -1, rates);
      moves.add(parameters, velocity, -momentum, rates);
    } else {
      moves.add(parameters, velocity, -1, rates);
    }
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
