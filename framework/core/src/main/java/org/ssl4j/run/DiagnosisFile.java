package org.ssl4j.run;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.ssl4j.diagnose.Diagnosis;

/** A diagnosis as JSON, and as {@code diagnosis.json} of a run. */
public final class DiagnosisFile {

  private DiagnosisFile() {}

  /** One object; values that are undefined or not finite are null. */
  public static String json(Diagnosis diagnosis) {
    return Json.pretty(diagnosis);
  }

  /**
   * One object, with more beside the diagnosis.
   *
   * @param more values by name, in the order in which they are written
   */
  public static String json(Diagnosis diagnosis, Map<String, ?> more) {
    ObjectNode object = Json.MAPPER.valueToTree(diagnosis);
    more.forEach((name, value) -> object.set(name, Json.MAPPER.valueToTree(value)));
    return Json.pretty(object);
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
