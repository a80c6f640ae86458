package org.ssl4j.train;

import org.ssl4j.collapse.Diagnosis;

/** A diagnosis as JSON, and as {@code diagnosis.json} of a run. */
public final class DiagnosisFile {

  private DiagnosisFile() {}

  /** One object; values that are undefined or not finite are null. */
  public static String json(Diagnosis diagnosis) {
    return Json.pretty(diagnosis);
  }

  /**
   * Replaces a run's {@code diagnosis.json}.
   *
   * @throws RunException if the disk refuses
   */
  public static void write(RunDirectory run, Diagnosis diagnosis) {
    RunDirectory.writeAtomically(run.diagnosis(), json(diagnosis));
  }
}
