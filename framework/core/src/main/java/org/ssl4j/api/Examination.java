package org.ssl4j.api;

import java.util.List;
import java.util.Optional;
import org.ssl4j.diagnose.Diagnosis;
import org.ssl4j.diagnose.Evidence;
import org.ssl4j.diagnose.Verdict;
import org.ssl4j.eval.LabelScore;
import org.ssl4j.measure.LayerMeasures;

/**
 * What embeddings turned out to be. Immutable.
 *
 * @param diagnosis verdict, evidence and likely causes
 * @param labels what the labels say of the embeddings; empty if there were none
 * @param notes what was left out and why, one sentence each
 */
public record Examination(Diagnosis diagnosis, Optional<LabelScore> labels, List<String> notes) {

  /** Keeps the notes from changing. */
  public Examination {
    notes = List.copyOf(notes);
  }

  /** Healthy, or which kind of collapse. */
  public Verdict verdict() {
    return diagnosis.verdict();
  }

  /** The verdict in one or two sentences for people. */
  public String sentence() {
    return diagnosis.sentence();
  }

  /** What speaks for the verdict, with values and thresholds. */
  public List<Evidence> evidence() {
    return diagnosis.layers().stream().flatMap(layer -> layer.evidence().stream()).toList();
  }

  /** Spread, rank and redundancy; empty if there is nothing to measure, such as values of NaN. */
  public Optional<LayerMeasures> measures() {
    return diagnosis.layers().stream().findFirst().map(layer -> layer.measures());
  }
}
