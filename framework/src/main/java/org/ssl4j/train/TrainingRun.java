package org.ssl4j.train;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.nd4j.linalg.api.buffer.DataType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.config.LoadedConfig;
import org.ssl4j.data.DataEnvironment;
import org.ssl4j.data.DataSets;
import org.ssl4j.data.Progress;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.method.MethodContext;

/** From a config to a finished run directory: data, method, trainer, files. */
public final class TrainingRun {

  private static final Logger LOG = LoggerFactory.getLogger(TrainingRun.class);

  private final LoadedConfig loaded;
  private final RunDirectory run;
  private final boolean resume;
  private final DataEnvironment environment;
  private final Progress dataProgress;
  private final List<RunListener> listeners;
  private final BooleanSupplier stopRequested;

  /**
   * @param resume whether to continue from the run's newest checkpoint
   * @param stopRequested asked after every step
   */
  public TrainingRun(
      LoadedConfig loaded,
      RunDirectory run,
      boolean resume,
      DataEnvironment environment,
      Progress dataProgress,
      List<RunListener> listeners,
      BooleanSupplier stopRequested) {
    this.loaded = loaded;
    this.run = run;
    this.resume = resume;
    this.environment = environment;
    this.dataProgress = dataProgress;
    this.listeners = List.copyOf(listeners);
    this.stopRequested = stopRequested;
  }

  /**
   * What the method has to say about a config, before anything is loaded.
   *
   * @throws org.ssl4j.config.ConfigException with file and line
   */
  public static void check(LoadedConfig loaded, MethodCatalog catalog) {
    try {
      catalog.get(loaded.config().method().name()).check(loaded.config());
    } catch (InvalidSettingException e) {
      throw loaded.refusal(e);
    }
  }

  /** Trains. */
  public Outcome run(MethodCatalog catalog) {
    var config = loaded.config();
    var data = DataSets.open(config.data(), environment, dataProgress);
    loaded.checkAgainstData(data.train().size(), data.test().size());
    if (!resume) {
      RunDirectory.writeAtomically(run.config(), loaded.resolvedYaml());
    }
    var context = new MethodContext(config, DataType.FLOAT);
    try (var method = catalog.get(config.method().name()).create(context)) {
      List<RunListener> all = new ArrayList<>(listeners);
      all.add(new EpochLog());
      try (var trainer = new Trainer(config, data, method, run, all, stopRequested)) {
        long step = 0;
        if (resume) {
          var checkpoint =
              Trainer.newestCheckpoint(run)
                  .orElseThrow(
                      () ->
                          new RunException(
                              "%s has no checkpoint to resume from".formatted(run.path())));
          step = trainer.resume(checkpoint);
        } else {
          RunDirectory.writeAtomically(
              run.provenance(),
              Json.pretty(Provenance.of(loaded, method.networks().engine(), data)));
        }
        Outcome outcome;
        try (var files = MetricFiles.open(run, step)) {
          trainer.listen(files);
          outcome = trainer.run();
        }
        if (!outcome.interrupted()) {
          EncoderArchive.write(run.encoder(), loaded, data, method);
          LOG.info("wrote {}", run.encoder());
          var finished = new FinishedRun(run, loaded, data, method);
          all.forEach(listener -> listener.onFinish(finished));
        }
        return outcome;
      }
    }
  }
}
