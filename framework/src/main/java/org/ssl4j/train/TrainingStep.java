package org.ssl4j.train;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.ssl4j.config.OptimizerConfig;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.method.Step;
import org.ssl4j.method.StepContext;
import org.ssl4j.network.FlatRun;
import org.ssl4j.network.FlatViews;
import org.ssl4j.network.ParameterKind;
import org.ssl4j.network.SslGraph;
import org.ssl4j.network.StepProfile;
import org.ssl4j.network.StepProfile.Part;
import org.ssl4j.network.Vectors;
import org.ssl4j.stop.StopPoint;

/**
 * One update of a method: gradients, the guard against divergence, the optimizer, and what follows
 * the update. The training loop and the benchmark run this same code.
 */
public final class TrainingStep {

  private final SSLMethod method;
  private final Optimizer optimizer;
  private final DivergenceGuard guard;
  private double gradientNorm = Double.NaN;

  public TrainingStep(SSLMethod method, OptimizerConfig optimizer) {
    this.method = method;
    var networks = method.networks();
    this.optimizer =
        Optimizers.create(
            optimizer,
            networks.online().layout(),
            DataType.FLOAT,
            segment -> networks.predictorFrozen() && segment.predictor());
    this.guard = new DivergenceGuard(networks.online());
  }

  /** The update rule, whose state belongs to a checkpoint. */
  Optimizer optimizer() {
    return optimizer;
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
   * @param views stacked views [V*N, 3, H, W]
   * @param firstLoss loss of the run's first step, which tells an explosion; empty to look for NaN
   *     and infinity only
   * @param mayBeStopped whether the step is so long that it may be cut off
   * @throws org.ssl4j.stop.StopPoint.Stopped if it was; the networks are as they were before it
   * @throws DivergedException if the loss or the gradient is not finite; nothing has been updated
   *     then
   */
  public Step run(
      INDArray views,
      StepContext context,
      Rates rates,
      OptionalDouble firstLoss,
      boolean mayBeStopped) {
    long start = StepProfile.start();
    var result = gradients(views, context, mayBeStopped);
    var online = method.networks().online();
    // BLAS: ND4J's own reduction takes eight times as long and is 1 % off for 11 million entries.
    gradientNorm = Nd4j.getBlasWrapper().nrm2(online.flatGradient());
    guard.check(context.step() + 1, result, gradientNorm, firstLoss);
    long optimizerStart = StepProfile.start();
    optimizer.update(online.flatParameters(), online.flatGradient(), rates);
    StepProfile.stop(Part.OPTIMIZER, optimizerStart);
    long afterStart = StepProfile.start();
    method.afterUpdate(context);
    StepProfile.stop(Part.TARGET_UPDATE, afterStart);
    StepProfile.stop(Part.STEP, start);
    return result;
  }

  /** Until the update, a step changes nothing but the running statistics of batch norms. */
  private Step gradients(INDArray views, StepContext context, boolean mayBeStopped) {
    if (!mayBeStopped) {
      try (var uninterrupted = StopPoint.during(() -> false)) {
        return method.computeGradients(views, context);
      }
    }
    List<Statistics> before = new ArrayList<>();
    before.add(Statistics.of(method.networks().online()));
    method.networks().target().map(Statistics::of).ifPresent(before::add);
    try {
      return method.computeGradients(views, context);
    } catch (StopPoint.Stopped e) {
      before.forEach(Statistics::restore);
      throw e;
    }
  }

  /** The running statistics of a network at one time. */
  private record Statistics(List<INDArray> live, List<INDArray> copies) {

    static Statistics of(SslGraph network) {
      var runs =
          FlatRun.merged(network.layout(), segment -> segment.kind() == ParameterKind.STATISTIC);
      var live = new FlatViews(runs, network.layout().length()).of(network.flatParameters());
      return new Statistics(
          live, live.stream().map(view -> Vectors.outsideWorkspaces(view::dup)).toList());
    }

    void restore() {
      for (int i = 0; i < live.size(); i++) {
        live.get(i).assign(copies.get(i));
      }
    }
  }
}
