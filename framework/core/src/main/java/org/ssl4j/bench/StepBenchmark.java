package org.ssl4j.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Random;
import org.ssl4j.config.ExperimentConfig;
import org.ssl4j.data.ImageSet;
import org.ssl4j.matrix.Precision;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.method.MethodContext;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.method.StepContext;
import org.ssl4j.method.Views;
import org.ssl4j.network.Engine;
import org.ssl4j.network.ImageBatch;
import org.ssl4j.network.Rates;
import org.ssl4j.network.StepProfile;
import org.ssl4j.train.TrainingStep;

/**
 * Whole training steps of one method on random images: forward, objective, backward, the guard
 * against divergence, update, EMA and queue. Data loading is not part of it.
 */
public final class StepBenchmark implements Runnable, AutoCloseable {

  /** Steps of the schedule that the EMA momentum follows; far more than a benchmark makes. */
  private static final long TOTAL_STEPS = 1_000_000;

  private static final long SEED = 1;
  private static final double LEARNING_RATE = 0.03;
  private static final double OPERATIONS_PER_MULTIPLY_ADD = 2;

  private final SSLMethod method;
  private final TrainingStep step;
  private final Views views;
  private long done;

  public StepBenchmark(ExperimentConfig config, MethodCatalog catalog) {
    method =
        catalog.get(config.method().name()).create(MethodContext.open(config, Precision.FLOAT));
    step = new TrainingStep(method, config.optimizer());
    views = views(method.networks().engine(), config);
  }

  /** Random images in place of the views of every group. */
  private static Views views(Engine engine, ExperimentConfig config) {
    var random = new Random(SEED);
    List<ImageBatch> stacks = new ArrayList<>();
    for (int count : config.views().counts()) {
      int rows = count * config.data().batchSize();
      var stack = engine.images(rows, ImageSet.CHANNELS, StepNet.SIDE, StepNet.SIDE);
      float[] pixels = new float[rows * ImageSet.CHANNELS * StepNet.SIDE * StepNet.SIDE];
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = (float) random.nextGaussian();
      }
      stack.put(pixels);
      stacks.add(stack);
    }
    return new Views(stacks, config.views().counts());
  }

  /** Makes one update. */
  @Override
  public void run() {
    var result =
        step.run(
            List.of(views),
            new StepContext(done++, TOTAL_STEPS),
            Rates.uniform(LEARNING_RATE),
            OptionalDouble.empty(),
            false);
    result.projections().release();
  }

  /** What executes the layers. */
  public String engine() {
    return method.networks().engine().name();
  }

  /** Which algorithms compute the convolutions. */
  public String convolutions() {
    return method.networks().engine().convolutions();
  }

  /**
   * Floating-point operations of a step's convolutions and dense layers, two per multiply-add;
   * objective, batch norm and update are not counted.
   */
  public double operations() {
    var networks = method.networks();
    double perImage = networks.online().plan().work(StepNet.SIDE).training();
    if (networks.target().isPresent()) {
      perImage += networks.target().get().plan().work(StepNet.SIDE).forward();
    }
    return OPERATIONS_PER_MULTIPLY_ADD
        * perImage
        * views.groups().stream().mapToInt(ImageBatch::count).sum();
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
    views.groups().forEach(ImageBatch::close);
    method.close();
    method.networks().engine().close();
  }
}
