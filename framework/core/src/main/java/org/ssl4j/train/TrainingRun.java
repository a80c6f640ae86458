package org.ssl4j.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.augment.Pipelines;
import org.ssl4j.checkpoint.Checkpoints;
import org.ssl4j.config.ExperimentConfig;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.data.DataEnvironment;
import org.ssl4j.data.DataSplits;
import org.ssl4j.data.Progress;
import org.ssl4j.diagnose.Diagnosis;
import org.ssl4j.encoder.EncoderArchive;
import org.ssl4j.matrix.Precision;
import org.ssl4j.measure.MeasureTaker;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.method.MethodContext;
import org.ssl4j.method.MethodProvider;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.method.ViewsNeeded;
import org.ssl4j.network.EngineCatalog;
import org.ssl4j.network.EngineSettings;
import org.ssl4j.run.DiagnosisFile;
import org.ssl4j.run.DiskException;
import org.ssl4j.run.EpochLog;
import org.ssl4j.run.FinishedRun;
import org.ssl4j.run.FittedData;
import org.ssl4j.run.MetricFiles;
import org.ssl4j.run.Outcome;
import org.ssl4j.run.Provenance;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunException;
import org.ssl4j.run.RunHistories;
import org.ssl4j.run.RunListener;
import org.ssl4j.stop.StopPoint;
import org.ssl4j.text.Text;

/** From a config to a finished run directory: data, method, trainer, files. */
public final class TrainingRun {

  private static final Logger LOG = LoggerFactory.getLogger(TrainingRun.class);

  private final LoadedConfig asked;
  private final RunDirectory run;
  private final Optional<Continuation> continuation;
  private final DataEnvironment environment;
  private final Progress dataProgress;
  private final List<RunListener> listeners;
  private final BooleanSupplier stopRequested;
  private final MeasureTaker taker;

  /** As asked for, fitted to the images once these are known. */
  private LoadedConfig loaded;

  /**
   * @param continuation how an earlier run goes on; empty for a new one
   * @param stopRequested asked after every step
   */
  public TrainingRun(
      LoadedConfig loaded,
      RunDirectory run,
      Optional<Continuation> continuation,
      DataEnvironment environment,
      Progress dataProgress,
      List<RunListener> listeners,
      BooleanSupplier stopRequested) {
    this(
        loaded,
        run,
        continuation,
        environment,
        dataProgress,
        listeners,
        stopRequested,
        MeasureTaker.DIRECT);
  }

  /** With measures that can be made to fail. */
  TrainingRun(
      LoadedConfig loaded,
      RunDirectory run,
      Optional<Continuation> continuation,
      DataEnvironment environment,
      Progress dataProgress,
      List<RunListener> listeners,
      BooleanSupplier stopRequested,
      MeasureTaker taker) {
    this.asked = loaded;
    this.loaded = loaded;
    this.run = run;
    this.continuation = continuation;
    this.environment = environment;
    this.dataProgress = dataProgress;
    this.listeners = List.copyOf(listeners);
    this.stopRequested = stopRequested;
    this.taker = taker;
  }

  /**
   * What the method has to say about a config, before anything is loaded.
   *
   * @throws org.ssl4j.error.ConfigException with file and line
   */
  public static void check(LoadedConfig loaded, MethodCatalog catalog) {
    var provider = catalog.get(loaded.config().method().name());
    try {
      var config = loaded.config();
      new EngineCatalog()
          .check(config.engine(), config.device(), EngineSettings.of(config, Precision.FLOAT));
      provider.check(loaded.config());
      requireViews(provider, loaded.config());
      requireParts(loaded.config());
    } catch (InvalidSettingException e) {
      throw loaded.refusal(e);
    }
  }

  private static void requireViews(MethodProvider provider, ExperimentConfig config) {
    var needed = provider.views(config);
    var given = new ViewsNeeded(config.views().counts());
    if (!given.equals(needed)) {
      throw new InvalidSettingException(
          "views.groups",
          Text.of(
              "the config makes %s of an image, but method %s takes %s; change the counts or the method.",
              given, provider.name(), needed));
    }
  }

  private static void requireParts(ExperimentConfig config) {
    int batch = config.data().batchSize();
    int parts = config.schedule().accumulate();
    if (batch % parts != 0 || batch / parts < 2) {
      throw new InvalidSettingException(
          "schedule.accumulate",
          Text.of(
              "a batch of %d images cannot go through the networks in %d equal parts of at least 2 images; choose a divisor of data.batchSize",
              batch, parts));
    }
  }

  private static void requireParts(ExperimentConfig config, SSLMethod method) {
    if (config.schedule().accumulate() > 1 && !method.takesParts()) {
      throw new InvalidSettingException(
          "schedule.accumulate",
          Text.of("must be 1, because %s does not take a batch in parts", method.spec().name()));
    }
  }

  /** Whether a path is named as checkpoints are. */
  public static boolean isCheckpoint(Path path) {
    return Checkpoints.isName(path) || Checkpoints.isForeign(path);
  }

  /**
   * Trains.
   *
   * @throws DivergedException as the trainer does
   * @throws RunException if the run cannot go on from what its directory holds
   * @throws DiskException if the disk refuses for longer than the config waits
   */
  public Outcome run(MethodCatalog catalog) {
    try (var stoppable = StopPoint.during(stopRequested)) {
      return runUntilStopped(catalog);
    } catch (StopPoint.Stopped e) {
      LOG.info("stopped before training began");
      return Outcome.stoppedBeforeTraining();
    }
  }

  private Outcome runUntilStopped(MethodCatalog catalog) {
    var opened = FittedData.find(asked, environment).open(dataProgress);
    loaded = opened.config();
    check(loaded, catalog);
    var data = opened.data();
    var checkpoints = new Checkpoints(run.checkpoints(), loaded.config().checkpoint().keep());
    var from = continuation.flatMap(how -> checkpoint(how, checkpoints));
    var config = from.isEmpty() ? loaded.config() : withKernels(loaded.config());

    var provider = catalog.get(config.method().name());
    provider.warnings(config, data.train().size()).forEach(warning -> LOG.warn("{}", warning));
    var context = MethodContext.open(config, Precision.FLOAT);
    try (var engine = context.engine();
        var method = provider.create(context)) {
      try {
        requireParts(config, method);
      } catch (InvalidSettingException e) {
        throw loaded.refusal(e);
      }
      var provenance = Provenance.of(loaded, method.networks(), data);
      List<RunListener> all = new ArrayList<>(listeners);
      all.add(new EpochLog());
      var limit = MemoryLimit.here();
      var pipelines = Pipelines.of(config.views(), data);
      var memory =
          limit.require(
              loaded, batch -> MemoryEstimator.of(config, data, method, pipelines, batch));
      all.forEach(listener -> listener.onMemory(memory, limit.process()));
      try (var trainer =
          new Trainer(config, data, method, run, checkpoints, all, stopRequested, taker)) {
        from.ifPresent(trainer::resume);
        begin(provenance, from, trainer);
        var outcome = train(trainer, from, catalog);
        return outcome.interrupted() ? outcome : finish(outcome, data, method, all, catalog);
      }
    }
  }

  /** The config of a run that goes on, with the algorithms that it began with. */
  private ExperimentConfig withKernels(ExperimentConfig config) {
    return config.with(Provenance.resumed(run, config.convolution()));
  }

  private Optional<Path> checkpoint(Continuation how, Checkpoints checkpoints) {
    try {
      checkpoints.recover();
    } catch (IOException e) {
      throw DiskException.cannotWrite(run.checkpoints(), e);
    }
    var chosen = how.choose(run, checkpoints);
    if (chosen.isEmpty()) {
      FreshStart.prepare(run, checkpoints, loaded.config().checkpoint());
    }
    return chosen;
  }

  /** Writes what the run is, or how it goes on. */
  private void begin(Provenance provenance, Optional<Path> from, Trainer trainer) {
    var changes = continuation.map(Continuation::changes).orElse(List.of());
    provenance.write(run, from, changes);
    changes.forEach(change -> LOG.warn("changed since the run began: {}", change));
    RateJump.between(run, from, trainer, changes).ifPresent(LOG::warn);
    if (continuation.isEmpty() || !changes.isEmpty()) {
      RunDirectory.writeAtomically(run.config(), loaded.resolvedYaml());
    }
  }

  private Outcome train(Trainer trainer, Optional<Path> from, MethodCatalog catalog) {
    var files = MetricFiles.open(run, from.map(Checkpoints::step).orElse(-1L));
    trainer.listen(files);
    trainer.watch(
        new CollapseWatch(loaded.config().monitor(), RunHistories.readSoFar(run, catalog)));
    try {
      var outcome = trainer.run();
      patience().until(files::flush);
      return outcome;
    } catch (DivergedException e) {
      patience().until(files::flush);
      diagnose(catalog);
      throw e;
    } catch (RuntimeException e) {
      try {
        files.flush();
      } catch (DiskException refused) {
        e.addSuppressed(refused);
      }
      throw e;
    }
  }

  private Outcome finish(
      Outcome outcome,
      DataSplits data,
      SSLMethod method,
      List<RunListener> all,
      MethodCatalog catalog) {
    if (!outcome.stoppedByCollapse()) {
      patience().until(() -> EncoderArchive.write(run.encoder(), loaded, data, method));
      LOG.info("wrote {}", run.encoder());
    }
    var finished = new FinishedRun(run, loaded, data, method);
    try {
      all.forEach(listener -> patience().until(() -> listener.onFinish(finished)));
    } catch (StopPoint.Stopped e) {
      LOG.info("stopped while the pictures of the report were made");
      return outcome.stopped();
    }
    return outcome.with(diagnose(catalog));
  }

  private Patience patience() {
    return new Patience(loaded.config().checkpoint(), stopRequested);
  }

  /** Once the files are complete, so that {@code ssl4j diagnose} on the run says the same. */
  private Diagnosis diagnose(MethodCatalog catalog) {
    var diagnosis =
        Diagnosis.of(RunHistories.readSoFar(run, catalog), loaded.config().monitor().patience());
    patience().until(() -> DiagnosisFile.write(run, diagnosis));
    LOG.info("diagnosis: {}", diagnosis.sentence());
    return diagnosis;
  }
}
