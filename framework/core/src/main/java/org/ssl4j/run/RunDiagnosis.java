package org.ssl4j.run;

import java.util.Map;
import org.ssl4j.config.FlatSettings;
import org.ssl4j.diagnose.Diagnosis;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.text.Text;

/**
 * The diagnosis of a run by the files in its directory, with what its own config says of method and
 * patience: what the end of its training says, as far as it has come.
 */
public final class RunDiagnosis {

  private RunDiagnosis() {}

  /**
   * Diagnoses a run, finished or not.
   *
   * @throws RunException if the run has measured nothing yet, or a file is damaged
   */
  public static Diagnosis of(RunDirectory run) {
    var settings = FlatSettings.read(run.config());
    return Diagnosis.of(RunHistories.read(run, new MethodCatalog()), patience(run, settings));
  }

  /** Runs of earlier versions have no such setting. */
  private static int patience(RunDirectory run, Map<String, String> settings) {
    String patience = settings.get("monitor.patience");
    if (patience == null) {
      return Diagnosis.DEFAULT_PATIENCE;
    }
    if (!patience.matches("[1-9][0-9]{0,5}")) {
      throw new RunException(
          Text.of(
              "%s: monitor.patience is \"%s\"; it must be a whole number from 1 on",
              run.config(), patience));
    }
    return Integer.parseInt(patience);
  }
}
