package org.ssl4j.run;

import java.nio.file.Path;
import java.util.Optional;
import org.ssl4j.diagnose.Diagnosis;

/**
 * How a run ended.
 *
 * @param interrupted whether it was asked to stop before its end
 * @param stoppedByCollapse whether it ended early because the config says so of a collapse
 * @param steps updates made
 * @param last the last epoch's record, empty if no epoch was completed in this process
 * @param checkpoint the newest checkpoint, if any was written
 * @param healthyCheckpoint the newest checkpoint that had not collapsed, if there is one
 * @param bestCheckpoint the best by {@code checkpoint.best}, if anything was scored
 * @param diagnosis of the whole run, empty if it was interrupted
 */
public record Outcome(
    boolean interrupted,
    boolean stoppedByCollapse,
    long steps,
    Optional<EpochRecord> last,
    Optional<Path> checkpoint,
    Optional<Path> healthyCheckpoint,
    Optional<Path> bestCheckpoint,
    Optional<Diagnosis> diagnosis) {

  public Outcome with(Diagnosis whole) {
    return new Outcome(
        interrupted,
        stoppedByCollapse,
        steps,
        last,
        checkpoint,
        healthyCheckpoint,
        bestCheckpoint,
        Optional.of(whole));
  }

  /** Of a run that was stopped before it had anything worth a checkpoint. */
  public static Outcome stoppedBeforeTraining() {
    return new Outcome(
        true,
        false,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  /** The same, but stopped before its last files were written. */
  public Outcome stopped() {
    return new Outcome(
        true,
        stoppedByCollapse,
        steps,
        last,
        checkpoint,
        healthyCheckpoint,
        bestCheckpoint,
        diagnosis);
  }
}
