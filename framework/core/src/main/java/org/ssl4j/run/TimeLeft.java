package org.ssl4j.run;

import java.util.OptionalDouble;
import java.util.function.LongSupplier;

/**
 * How long a run still takes: the steps that are left, at the pace of the latest ones, and the
 * measurement after each epoch that is left. Known after {@link #FEWEST_STEPS} steps of this
 * process, because the first ones compile and warm up.
 *
 * <p>Written by the training thread and read by any other.
 */
public final class TimeLeft implements RunListener {

  /** Steps before which nothing is said. */
  public static final int FEWEST_STEPS = 10;

  /** Steps that the pace remembers: as many make two thirds of it. */
  private static final int MEMORY = 50;

  private static final double NANOS = 1e9;

  private final LongSupplier clock;
  private RunPlan plan;
  private long step;
  private int epoch;
  private long before;
  private int timed;
  private double secondsPerStep;
  private double measuring;
  private int measured;

  public TimeLeft() {
    this(System::nanoTime);
  }

  /**
   * @param clock nanoseconds since any moment
   */
  TimeLeft(LongSupplier clock) {
    this.clock = clock;
  }

  @Override
  public synchronized void onStart(RunPlan started) {
    plan = started;
    step = started.firstStep();
  }

  @Override
  public synchronized void onStep(StepRecord made) {
    if (plan == null) {
      return;
    }
    long now = clock.getAsLong();
    boolean follows = made.epoch() == epoch && made.step() == step + 1;
    // Between epochs lies a measurement, which is counted apart: a first step knows its own pace.
    double seconds = follows ? (now - before) / NANOS : plan.batchSize() / made.imagesPerSecond();
    boolean warm = made.step() > plan.firstStep() + 1;
    if (warm && Double.isFinite(seconds)) {
      timed++;
      secondsPerStep += (seconds - secondsPerStep) / Math.min(timed, MEMORY);
    }
    before = now;
    epoch = made.epoch();
    step = made.step();
  }

  /** The untrained network's measurement stands for those to come until there is one of them. */
  @Override
  public synchronized void onEpoch(EpochRecord ended) {
    if (ended.epoch() == 0) {
      measuring = ended.seconds();
      return;
    }
    if (plan == null || ended.imagesPerSecond() == null || ended.imagesPerSecond() <= 0) {
      return;
    }
    double training = plan.stepsPerEpoch() * plan.batchSize() / ended.imagesPerSecond();
    double seconds = Math.max(0, ended.seconds() - training);
    measured++;
    measuring = measured == 1 ? seconds : measuring + (seconds - measuring) / measured;
  }

  @Override
  public synchronized void onReturn(long to) {
    step = to;
    epoch = 0;
  }

  /** Seconds of an epoch with its measurement; empty before enough steps were made. */
  public synchronized OptionalDouble secondsPerEpoch() {
    return known()
        ? OptionalDouble.of(plan.stepsPerEpoch() * secondsPerStep + measuring)
        : OptionalDouble.empty();
  }

  /** Seconds to the end of the last epoch; empty before enough steps were made. */
  public synchronized OptionalDouble seconds() {
    if (!known()) {
      return OptionalDouble.empty();
    }
    long steps = Math.max(0, plan.lastStep() - step);
    long epochs = (steps + plan.stepsPerEpoch() - 1) / plan.stepsPerEpoch();
    return OptionalDouble.of(steps * secondsPerStep + epochs * measuring);
  }

  private boolean known() {
    return timed >= FEWEST_STEPS - 1; // the first step of all is not timed
  }
}
