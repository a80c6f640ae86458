package org.ssl4j.diagnose;

import java.util.List;
import org.ssl4j.measure.LayerMeasures;

/**
 * The verdict on one layer.
 *
 * @param name of the layer
 * @param verdict what is wrong with it
 * @param measures the latest, or null if they cannot be taken
 * @param evidence why, most telling first
 */
public record LayerDiagnosis(
    String name, Verdict verdict, LayerMeasures measures, List<Evidence> evidence) {

  public LayerDiagnosis {
    evidence = List.copyOf(evidence);
  }
}
