package org.ssl4j.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.checkpoint.CheckpointSaver;
import org.ssl4j.checkpoint.Checkpoints;
import org.ssl4j.checkpoint.RunState;
import org.ssl4j.config.ExperimentConfig;
import org.ssl4j.config.MonitorConfig;
import org.ssl4j.network.Rates;
import org.ssl4j.run.DiskException;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunListener;
import org.ssl4j.run.SetAside;
import org.ssl4j.run.StepRecord;
import org.ssl4j.text.Text;

/**
 * What follows a step that diverged: it is logged, and the run ends naming its last good
 * checkpoint, or returns to it with a lower learning rate. Nothing is saved, because the weights
 * may be finite and still be ruined.
 */
final class DivergenceRecovery {

  private static final Logger LOG = LoggerFactory.getLogger(DivergenceRecovery.class);

  private final ExperimentConfig config;
  private final RunDirectory run;
  private final RunState state;
  private final Checkpoints checkpoints;
  private final CheckpointSaver saver;
  private final List<RunListener> listeners;

  /**
   * @param listeners of the run; those added later are told as well
   */
  DivergenceRecovery(
      ExperimentConfig config,
      RunDirectory run,
      RunState state,
      Checkpoints checkpoints,
      CheckpointSaver saver,
      List<RunListener> listeners) {
    this.config = config;
    this.run = run;
    this.state = state;
    this.checkpoints = checkpoints;
    this.saver = saver;
    this.listeners = listeners;
  }

  /** The schedule's rates, lowered by what returns after a divergence have multiplied them by. */
  Rates lowered(Rates scheduled) {
    return state.rollbacks() == 0
        ? scheduled
        : new Rates(scheduled.base() * scale(), scheduled.predictor() * scale());
  }

  private double scale() {
    return Math.pow(config.monitor().rollbackFactor(), state.rollbacks());
  }

  /**
   * Logs the step that was not made, so that the run's files say that it diverged.
   *
   * @param learningRate it would have had
   * @param message what diverged, a sentence
   * @return to be thrown: the sentence, and how to go on
   */
  DivergedException refuse(int epoch, double learningRate, String message) {
    var record =
        new StepRecord(
            state.step() + 1,
            epoch,
            Double.NaN,
            Map.of(),
            Double.NaN,
            Double.NaN,
            Double.NaN,
            Double.NaN,
            learningRate,
            null,
            0,
            0);
    listeners.forEach(listener -> listener.onStep(record));
    return checkpoints
        .newest()
        .map(checkpoint -> fromCheckpoint(message, checkpoint))
        .orElseGet(
            () ->
                new DivergedException(
                    message + " Lower optimizer.learningRate or lengthen the warm-up."));
  }

  private DivergedException fromCheckpoint(String message, Path checkpoint) {
    double lower = config.optimizer().learningRate() * scale() * config.monitor().rollbackFactor();
    return new DivergedException(
        Text.of(
            "%s The last good checkpoint is %s. Resume from it with a lower learning rate, such as optimizer.learningRate=%s",
            message, checkpoint, lower),
        new DivergedException.Retry(run.path(), lower));
  }

  /**
   * Returns to the newest checkpoint, if the config allows it once more.
   *
   * @throws DivergedException the one given, if it does not
   */
  void goBack(DivergedException divergence) {
    var monitoring = config.monitor();
    var target = checkpoints.newest();
    if (monitoring.onDivergence() != MonitorConfig.OnDivergence.ROLLBACK
        || state.rollbacks() >= monitoring.maxRollbacks()
        || target.isEmpty()) {
      throw divergence;
    }
    int made = state.rollbacks() + 1;
    try {
      saver.forceMetrics(); // so that what is set aside is whole
    } catch (IOException e) {
      throw DiskException.cannotWrite(run.path(), e);
    }
    var kept = SetAside.keep(run, List.of());
    state.load(target.get());
    state.rollbacks(made);
    listeners.forEach(listener -> listener.onReturn(state.step()));
    LOG.warn(
        "{} Returning to {} with the learning rate multiplied by {} (return {} of {}); the metrics until here are kept in {}",
        divergence.getMessage(),
        target.get(),
        scale(),
        made,
        monitoring.maxRollbacks(),
        kept);
  }
}
