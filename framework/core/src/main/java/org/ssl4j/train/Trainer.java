package org.ssl4j.train;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.augment.Pipelines;
import org.ssl4j.augment.ViewBatch;
import org.ssl4j.augment.ViewGroup;
import org.ssl4j.augment.ViewLoader;
import org.ssl4j.checkpoint.CheckpointSaver;
import org.ssl4j.checkpoint.Checkpoints;
import org.ssl4j.checkpoint.Retention;
import org.ssl4j.checkpoint.RunState;
import org.ssl4j.config.ExperimentConfig;
import org.ssl4j.data.DataSplits;
import org.ssl4j.data.ImageSet;
import org.ssl4j.measure.Attempts;
import org.ssl4j.measure.InvalidEmbeddingsException;
import org.ssl4j.measure.MeasureTaker;
import org.ssl4j.measure.StepSignals;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.method.Step;
import org.ssl4j.method.StepContext;
import org.ssl4j.method.Views;
import org.ssl4j.network.Engine;
import org.ssl4j.network.ImageBatch;
import org.ssl4j.network.Rates;
import org.ssl4j.run.DiskException;
import org.ssl4j.run.EpochRecord;
import org.ssl4j.run.Outcome;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunListener;
import org.ssl4j.run.RunPlan;
import org.ssl4j.run.StepRecord;
import org.ssl4j.stop.StopPoint;
import org.ssl4j.text.Text;
import org.ssl4j.train.EpochMeasurement.Measured;

/**
 * Runs the training loop: views, gradients, update, what follows the update; and between epochs
 * metrics, evaluation and checkpoints.
 */
public final class Trainer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

  private static final double NANOS = 1e9;

  private final ExperimentConfig config;
  private final SSLMethod method;
  private final List<RunListener> listeners;
  private final BooleanSupplier stopRequested;
  private final Attempts stepAttempts;

  private final TrainingStep step;
  private final LearningRateSchedule schedule;
  private final ViewLoader loader;
  private final RunDirectory run;
  private final Checkpoints checkpoints;
  private final RunState state;
  private final Retention retention;
  private final CheckpointSaver saver;
  private final EpochMeasurement measurement;
  private final DivergenceRecovery recovery;
  private final StepSignals.Meter signals = new StepSignals.Meter();
  private final int stepsPerEpoch;
  private final long lastStep;

  /** Room for the parts of a batch. */
  private final List<Views> parts = new ArrayList<>();

  private CollapseWatch watch;
  private boolean resumed;

  /** Minutes of this session; runs from the first step on, so that every session gets on. */
  private final SessionTime session;

  /**
   * @param stopRequested asked after every step; once true, the run saves a checkpoint and ends
   * @param taker computes each measure
   */
  Trainer(
      ExperimentConfig config,
      DataSplits data,
      SSLMethod method,
      RunDirectory run,
      Checkpoints checkpoints,
      List<RunListener> listeners,
      BooleanSupplier stopRequested,
      MeasureTaker taker) {
    this.config = config;
    this.method = method;
    this.run = run;
    this.listeners = new ArrayList<>(listeners);
    this.stopRequested = stopRequested;
    this.stepAttempts = new Attempts(taker);

    this.step = new TrainingStep(method, config.optimizer());
    int batch = config.data().batchSize();
    var pipelines = Pipelines.of(config.views(), data);
    this.loader =
        new ViewLoader(
            data.train(),
            pipelines.groups(),
            config.partSize(),
            config.seed(),
            config.data().workers(),
            config.data().prefetch());
    this.stepsPerEpoch = data.train().size() / batch;
    this.schedule =
        LearningRateSchedule.of(config.optimizer(), config.schedule(), batch, stepsPerEpoch);
    long scheduled = schedule.totalSteps();
    this.lastStep =
        config.schedule().maxSteps() == null
            ? scheduled
            : Math.min(scheduled, config.schedule().maxSteps());

    this.session = new SessionTime(config.schedule().stopAfterMinutes());
    this.checkpoints = checkpoints;
    this.state = new RunState(method, config.seed(), stepsPerEpoch);
    this.retention = new Retention(config.checkpoint().best(), () -> watch.healthyStep());
    this.saver =
        new CheckpointSaver(
            config.checkpoint(),
            state,
            checkpoints,
            retention,
            run.checkpointIndex(),
            this.listeners);
    this.measurement =
        new EpochMeasurement(config, data, method, pipelines, state, this.listeners, taker);
    this.recovery = new DivergenceRecovery(config, run, state, checkpoints, saver, this.listeners);
    for (int i = 0; i < config.schedule().accumulate(); i++) {
      parts.add(views(method.networks().engine(), pipelines.groups(), config.partSize()));
    }
  }

  /** Room for the views of some images, for each group. */
  private static Views views(Engine engine, List<ViewGroup> groups, int images) {
    List<ImageBatch> stacks = new ArrayList<>();
    for (var group : groups) {
      int rows = group.count() * images;
      stacks.add(engine.images(rows, ImageSet.CHANNELS, group.size(), group.size()));
    }
    return new Views(stacks, groups.stream().map(ViewGroup::count).toList());
  }

  /**
   * Continues from a checkpoint instead of starting.
   *
   * @return updates it had made
   */
  public long resume(Path checkpoint) {
    state.load(checkpoint);
    resumed = true;
    LOG.info("resumed from {} after step {}", checkpoint, state.step());
    return state.step();
  }

  /** Base learning rate of the next step. */
  double nextRate() {
    return rates(state.step()).base();
  }

  /** Adds a listener, after those given at construction. */
  void listen(RunListener listener) {
    listeners.add(listener);
  }

  /**
   * Gives the run what judges it; needed before {@link #run}.
   *
   * @param judge knows what the run had logged before it was resumed
   */
  void watch(CollapseWatch judge) {
    watch = judge;
    listen(judge);
    retention.readEarlier(run);
    listen(retention);
  }

  /** The newest checkpoint of a run, if it has one. */
  public static Optional<Path> newestCheckpoint(RunDirectory run) {
    return new Checkpoints(run.checkpoints(), 1).newest();
  }

  /**
   * Trains to the end or until asked to stop.
   *
   * @throws DivergedException if a loss or gradient is not finite, or the loss explodes; the
   *     message names the newest checkpoint
   * @throws DiskException if what the end needs cannot be written within the config's patience
   */
  public Outcome run() {
    var plan =
        new RunPlan(
            method.spec(),
            config.schedule().epochs(),
            stepsPerEpoch,
            state.step(),
            lastStep,
            config.data().batchSize(),
            method.networks().online().layout().trainable());
    listeners.forEach(listener -> listener.onStart(plan));
    Optional<EpochRecord> last = Optional.empty();
    if (!resumed) {
      try {
        last = Optional.of(untrained());
      } catch (StopPoint.Stopped e) {
        LOG.info("stopped while the untrained network was measured");
        return Outcome.stoppedBeforeTraining();
      }
      saver.afterEpoch(0, false); // even a run that diverges in its first epoch has a checkpoint
    }
    boolean collapsed = resumed && watch.stop();
    boolean stopped = false;
    session.begin();
    while (!stopped && left() && !collapsed && !stopAsked()) {
      try {
        var ended = nextEpoch();
        last = ended.isPresent() ? ended : last;
        collapsed = ended.isPresent() && watch.stop() && state.step() < lastStep;
        if (ended.isPresent()) {
          saver.afterEpoch(ended.get().epoch(), collapsed || state.step() == lastStep);
        }
      } catch (DivergedException e) {
        recovery.goBack(e);
      } catch (StopPoint.Stopped e) {
        LOG.info("stopped after step {}", state.step());
        stopped = true;
      }
    }
    boolean interrupted = left() && !collapsed;
    if (interrupted && session.over()) {
      LOG.info("{}", session.sentence(state.step()));
    }
    if (interrupted || saver.owes()) {
      new Patience(config.checkpoint(), stopRequested).until(saver::save);
    }
    var all = checkpoints.list();
    return new Outcome(
        interrupted,
        collapsed,
        state.step(),
        last,
        all.stream().findFirst(),
        retention.healthy(all),
        retention.best(all),
        Optional.empty());
  }

  private boolean stopAsked() {
    return stopRequested.getAsBoolean() || session.over();
  }

  private boolean left() {
    return state.step() < lastStep || owesMeasurement();
  }

  /** A stop came between the last step of an epoch and the end of its measurement. */
  private boolean owesMeasurement() {
    return state.owesMeasurement(lastStep);
  }

  /** Trains to the end of the epoch; empty if asked to stop within it. */
  private Optional<EpochRecord> nextEpoch() {
    var clock = new EpochClock(loader, config.data().batchSize());
    if (!owesMeasurement()) {
      trainEpoch(clock);
    }
    boolean ended = state.step() == lastStep;
    return state.stepInEpoch() == 0 || ended
        ? Optional.of(endEpoch(clock, ended))
        : Optional.empty();
  }

  private void trainEpoch(EpochClock clock) {
    int filled = 0;
    for (ViewBatch part : loader.epoch(state.epoch(), state.stepInEpoch() * parts.size())) {
      fill(parts.get(filled), part);
      filled++;
      if (filled < parts.size()) {
        continue;
      }
      filled = 0;
      trainStep(part.epoch() + 1, clock);
      if (state.stepInEpoch() != 0 && state.step() < lastStep) {
        saver.afterStep(); // a checkpoint at an epoch's end holds what is measured there
      }
      boolean whole = state.stepInEpoch() == 0; // parts that fill no batch are left
      if (whole || state.step() == lastStep || stopAsked()) {
        return;
      }
    }
  }

  private void fill(Views views, ViewBatch part) {
    for (int g = 0; g < views.groups().size(); g++) {
      views.groups().get(g).put(part.groups().get(g).pixels());
    }
    loader.recycle(part);
  }

  private void trainStep(int epoch, EpochClock clock) {
    var context = new StepContext(state.step(), schedule.totalSteps());
    var rates = rates(state.step());
    var result = update(context, rates, epoch, clock);
    state.advance(result.loss(), result.terms());
    clock.stepDone();
    session.advance();
    var signal = signals(result);
    result.projections().release();
    var record =
        new StepRecord(
            state.step(),
            epoch,
            result.loss(),
            result.terms(),
            signal.stdRatio(),
            signal.meanCosine(),
            signal.effectiveRank(),
            step.gradientNorm(),
            rates.base(),
            tau(state.step() - 1),
            clock.imagesPerSecond(),
            clock.waitShare());
    listeners.forEach(listener -> listener.onStep(record));
  }

  /** Unknown where they cannot be measured, as in a batch that is not finite. */
  private StepSignals signals(Step result) {
    return stepAttempts.take(
        "stepSignals", StepSignals.UNKNOWN, () -> signals.measure(result.projections()));
  }

  private Rates rates(long step) {
    return recovery.lowered(schedule.rates(config.optimizer(), step));
  }

  /**
   * @param step 0-based
   */
  private Double tau(long step) {
    var tau = method.targetMomentum(new StepContext(step, schedule.totalSteps()));
    return tau.isPresent() ? tau.getAsDouble() : null;
  }

  private Step update(StepContext context, Rates rates, int epoch, EpochClock clock) {
    try {
      return step.run(parts, context, rates, state.firstLoss(), clock.slowSteps());
    } catch (DivergedException e) {
      throw recovery.refuse(epoch, rates.base(), e.getMessage());
    }
  }

  private EpochRecord untrained() {
    long start = System.nanoTime();
    var measured = measure(0, measurement::untrained);
    var record =
        new EpochRecord(
            0,
            0,
            null,
            Map.of(),
            measurement.references(),
            measured.layers(),
            measured.knn(),
            measured.probe(),
            state.baselines(),
            null,
            null,
            null,
            (System.nanoTime() - start) / NANOS,
            null,
            measured.notMeasured());
    listeners.forEach(listener -> listener.onEpoch(record));
    return record;
  }

  /** Weights can be finite and still give embeddings that are not. */
  private Measured measure(int epoch, Supplier<Measured> what) {
    try {
      return what.get();
    } catch (InvalidEmbeddingsException e) {
      throw recovery.refuse(
          epoch,
          rates(state.step()).base(),
          Text.of("training diverged by step %d: %s.", state.step(), e.getMessage()));
    }
  }

  private EpochRecord endEpoch(EpochClock clock, boolean ended) {
    // A last epoch cut short by maxSteps counts as the epoch it belongs to.
    int cut = state.stepInEpoch();
    int epoch = state.epoch() + (cut == 0 ? 0 : 1);
    var means = state.epochMeans();
    double loss = means.remove("");
    Double imagesPerSecond = clock.imagesPerSecond();
    Double waitShare = clock.waitShare();
    var measured = measure(epoch, () -> measurement.after(epoch, ended));
    state.endEpoch();
    session.advance();
    var record =
        new EpochRecord(
            epoch,
            state.step(),
            loss,
            means,
            measurement.references(),
            measured.layers(),
            measured.knn(),
            measured.probe(),
            state.baselines(),
            rates(state.step() - 1).base(),
            imagesPerSecond,
            waitShare,
            clock.seconds(),
            tau(state.step() - 1),
            measured.notMeasured());
    listeners.forEach(listener -> listener.onEpoch(record));
    return record;
  }

  @Override
  public void close() {
    loader.close();
    parts.forEach(part -> part.groups().forEach(ImageBatch::close));
  }
}
