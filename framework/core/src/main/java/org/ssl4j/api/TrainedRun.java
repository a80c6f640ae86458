package org.ssl4j.api;

import java.util.Optional;
import org.ssl4j.diagnose.Diagnosis;
import org.ssl4j.run.Outcome;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.run.RunException;

/**
 * How a training ended and what it left.
 *
 * @param outcome steps, last measurements, checkpoints, whether it was stopped
 * @param directory the files of the run
 */
public record TrainedRun(Outcome outcome, RunDirectory directory) {

  /** Of the whole run; empty if it was stopped before its end. */
  public Optional<Diagnosis> diagnosis() {
    return outcome.diagnosis();
  }

  /**
   * The trained encoder; the caller closes it.
   *
   * @throws RunException if there is none, because the run was stopped or ended on collapse
   */
  public ImageEncoder encoder() {
    return Ssl4j.encoder(directory.path());
  }
}
