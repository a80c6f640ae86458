package org.ssl4j.train;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.ssl4j.config.OptimizerConfig;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.method.Step;
import org.ssl4j.method.StepContext;
import org.ssl4j.method.Views;
import org.ssl4j.network.Network;
import org.ssl4j.network.Rates;
import org.ssl4j.network.StepProfile;
import org.ssl4j.network.StepProfile.Part;
import org.ssl4j.stop.StopPoint;

/**
 * One update of a method: gradients, the guard against divergence, the optimizer, and what follows
 * the update. The training loop and the benchmark run this same code.
 */
public final class TrainingStep {

  private final SSLMethod method;
  private final DivergenceGuard guard;
  private double gradientNorm = Double.NaN;

  public TrainingStep(SSLMethod method, OptimizerConfig optimizer) {
    this.method = method;
    var networks = method.networks();
    networks
        .online()
        .optimise(optimizer, segment -> networks.predictorFrozen() && segment.predictor());
    this.guard = new DivergenceGuard(networks.online());
  }

  /**
   * Euclidean norm of the gradient of the last step, before weight decay and any trust ratio; NaN
   * before the first, infinity where its square does not fit into a float.
   */
  double gradientNorm() {
    return gradientNorm;
  }

  /**
   * Makes one update.
   *
   * @param parts the views of the batch, in one part or several
   * @param firstLoss loss of the run's first step, which tells an explosion; empty to look for NaN
   *     and infinity only
   * @param mayBeStopped whether the step is so long that it may be cut off
   * @throws org.ssl4j.stop.StopPoint.Stopped if it was; the networks are as they were before it
   * @throws DivergedException if the loss or the gradient is not finite; nothing has been updated
   *     then
   */
  public Step run(
      List<Views> parts,
      StepContext context,
      Rates rates,
      OptionalDouble firstLoss,
      boolean mayBeStopped) {
    long start = StepProfile.start();
    var online = method.networks().online();
    online.zeroGradient();
    var result = gradients(parts, context, mayBeStopped);
    gradientNorm = online.gradientNorm();
    guard.check(context.step() + 1, result, gradientNorm, firstLoss);
    long optimizerStart = StepProfile.start();
    online.update(rates);
    StepProfile.stop(Part.OPTIMIZER, optimizerStart);
    long afterStart = StepProfile.start();
    method.afterUpdate(context);
    StepProfile.stop(Part.TARGET_UPDATE, afterStart);
    StepProfile.stop(Part.STEP, start);
    return result;
  }

  /** Until the update, a step changes nothing but the running statistics of batch norms. */
  private Step gradients(List<Views> parts, StepContext context, boolean mayBeStopped) {
    if (!mayBeStopped) {
      try (var uninterrupted = StopPoint.during(() -> false)) {
        return method.computeGradients(parts, context);
      }
    }
    List<Network.Undo> before = new ArrayList<>();
    before.add(method.networks().online().statistics());
    method.networks().target().map(Network::statistics).ifPresent(before::add);
    try {
      return method.computeGradients(parts, context);
    } catch (StopPoint.Stopped e) {
      before.forEach(Network.Undo::run);
      throw e;
    }
  }
}
