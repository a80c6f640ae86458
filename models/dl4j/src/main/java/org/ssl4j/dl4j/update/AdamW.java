package org.ssl4j.dl4j.update;

import java.util.Map;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.api.ops.impl.transforms.floating.Sqrt;
import org.nd4j.linalg.factory.Nd4j;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.network.Rates;

/**
 * Adam with decoupled weight decay (arXiv:1711.05101, algorithm 2, in PyTorch's parametrisation):
 * {@code w *= 1 - lr wd; w -= lr mhat / (sqrt(vhat) + eps)}.
 */
final class AdamW implements Optimizer {

  private final UpdatePlan plan;
  private final double beta1;
  private final double beta2;
  private final double epsilon;
  private final double weightDecay;
  private final INDArray firstMoment;
  private final INDArray secondMoment;
  private final INDArray steps;
  private final INDArray scratch;
  private final FlatViews wholeGradient;
  private final Moves moves;

  AdamW(UpdatePlan plan, double beta1, double beta2, double epsilon, double weightDecay) {
    requireBelowOne("optimizer.beta1", beta1);
    requireBelowOne("optimizer.beta2", beta2);
    this.plan = plan;
    this.beta1 = beta1;
    this.beta2 = beta2;
    this.epsilon = epsilon;
    this.weightDecay = weightDecay;
    firstMoment = plan.zeros();
    secondMoment = plan.zeros();
    scratch = plan.zeros();
    steps = FlatVectors.outsideWorkspaces(() -> Nd4j.zeros(DataType.INT64, 1));
    wholeGradient = FlatViews.whole(plan.length());
    moves = new Moves(plan);
  }

  private static void requireBelowOne(String path, double beta) {
    if (!(beta >= 0 && beta < 1)) {
      throw new InvalidSettingException(path, "must be at least 0 and below 1, not " + beta);
    }
  }

  @Override
  public void update(INDArray parameters, INDArray gradient, Rates rates) {
    plan.requireType(parameters, gradient);
    INDArray flatGradient = wholeGradient.of(gradient).get(0);
    // Not putScalar: it goes through float, which cannot count beyond 2^24.
    steps.addi(1);
    double step = (double) steps.getLong(0);
    accumulate(flatGradient);

    double correction1 = 1 - Math.pow(beta1, step);
    double rootCorrection2 = Math.sqrt(1 - Math.pow(beta2, step));
    // mhat / (sqrt(vhat) + eps) = m / (sqrt(v) + eps root) * root / correction1, on raw moments.
    Nd4j.exec(new Sqrt(secondMoment, scratch));
    scratch.addi(epsilon * rootCorrection2);
    firstMoment.divi(scratch, scratch);

    moves.shrink(parameters, weightDecay, rates);
    moves.add(parameters, scratch, -rootCorrection2 / correction1, rates);
  }

  private void accumulate(INDArray gradient) {
    firstMoment.muli(beta1);
    FlatVectors.axpy(1 - beta1, gradient, firstMoment);
    gradient.muli(gradient, scratch);
    secondMoment.muli(beta2);
    FlatVectors.axpy(1 - beta2, scratch, secondMoment);
  }

  @Override
  public Map<String, INDArray> state() {
    return Map.of("firstMoment", firstMoment, "secondMoment", secondMoment, "step", steps);
  }

  @Override
  public void restore(Map<String, INDArray> state) {
    UpdatePlan.restore(state(), state);
  }
}
