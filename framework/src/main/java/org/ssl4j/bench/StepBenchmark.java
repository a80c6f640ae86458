package org.ssl4j.bench;

import java.util.OptionalDouble;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.ssl4j.config.ExperimentConfig;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.method.MethodContext;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.method.StepContext;
import org.ssl4j.network.StepProfile;
import org.ssl4j.train.Rates;
import org.ssl4j.train.TrainingStep;

/**
 * Whole training steps of one method on random images: forward, objective, backward, the guard
 * against divergence, update, EMA and queue. Data loading is not part of it.
 */
public final class StepBenchmark implements Runnable, AutoCloseable {

  /** Steps of the schedule that the EMA momentum follows; far more than a benchmark makes. */
  private static final long TOTAL_STEPS = 1_000_000;

  private static final double LEARNING_RATE = 0.03;
  private static final double OPERATIONS_PER_MULTIPLY_ADD = 2;

  private final SSLMethod method;
  private final TrainingStep step;
  private final INDArray views;
  private long done;

  public StepBenchmark(ExperimentConfig config, MethodCatalog catalog) {
    Nd4j.getMemoryManager().togglePeriodicGc(false);
    method = catalog.get(config.method().name()).create(new MethodContext(config, DataType.FLOAT));
    step = new TrainingStep(method, config.optimizer());
    long rows = (long) method.spec().views() * config.data().batchSize();
    views = Nd4j.randn(DataType.FLOAT, rows, 3, StepNet.SIDE, StepNet.SIDE);
  }

  /** Makes one update. */
  @Override
  public void run() {
    var result =
        step.run(
            views,
            new StepContext(done++, TOTAL_STEPS),
            Rates.uniform(LEARNING_RATE),
            OptionalDouble.empty(),
            false);
    result.projections().release();
  }

  /** What executes the layers. */
  public String engine() {
    return method.networks().engine();
  }

  /** Which algorithms compute the convolutions. */
  public String convolutions() {
    return method.networks().convolutions();
  }

  /**
   * Floating-point operations of a step's convolutions and dense layers, two per multiply-add;
   * objective, batch norm and update are not counted.
   */
  public double operations() {
    var networks = method.networks();
    double perImage = networks.online().work(StepNet.SIDE).training();
    if (networks.target().isPresent()) {
      perImage += networks.target().get().work(StepNet.SIDE).forward();
    }
    return OPERATIONS_PER_MULTIPLY_ADD * perImage * views.size(0);
  }

  /** Records where the time of some steps goes. */
  public StepProfile profile(int steps) {
    return StepProfile.record(
        () -> {
          for (int i = 0; i < steps; i++) {
            run();
          }
        });
  }

  @Override
  public void close() {
    method.close();
  }
}
