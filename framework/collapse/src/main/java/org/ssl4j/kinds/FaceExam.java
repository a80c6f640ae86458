package org.ssl4j.kinds;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.ssl4j.diagnose.Evidence;
import org.ssl4j.diagnose.Verdict;
import org.ssl4j.text.Text;

/**
 * Arrays of one kind, measured and judged.
 *
 * @param kind its name
 * @param verdict in the terms that all kinds share
 * @param finding what the field calls it: {@code posterior collapse}
 * @param evidence why, most telling first
 * @param measures all of them, in the order of the kind
 * @param notes what was sampled
 * @param limits what the numbers cannot tell
 * @param pictures as data
 */
public record FaceExam(
    String kind,
    Verdict verdict,
    String finding,
    List<Evidence> evidence,
    List<FaceMeasure> measures,
    List<String> notes,
    List<String> limits,
    List<Picture> pictures) {

  public FaceExam {
    evidence = List.copyOf(evidence);
    measures = List.copyOf(measures);
    notes = List.copyOf(notes);
    limits = List.copyOf(limits);
    pictures = List.copyOf(pictures);
  }

  /** Examines arrays by themselves. */
  public static FaceExam of(CollapseKind kind, KindInput input) {
    return of(kind, input, null);
  }

  /**
   * Examines arrays beside those of an earlier or untrained state.
   *
   * @param baseline of the same kind, or null
   * @throws org.ssl4j.error.DataException if they cannot be measured
   */
  public static FaceExam of(CollapseKind kind, KindInput input, KindInput baseline) {
    var measured = kind.measure(input);
    var before = baseline == null ? null : kind.measure(baseline);
    var now = measured.values();
    var then = before == null ? null : before.values();
    var ruling = kind.judge(now, then);
    List<Evidence> evidence = new ArrayList<>(ruling.evidence());
    if (ruling.needsBaseline() && then == null) {
      evidence.add(
          new Evidence(
              "baseline",
              Double.NaN,
              Double.NaN,
              null,
              Text.of("a baseline decides: give %s", kind.baseline())));
    }
    List<FaceMeasure> measures =
        kind.measures().stream()
            .map(
                info ->
                    new FaceMeasure(
                        info.name(),
                        info.title(),
                        finite(now.get(info.name())),
                        then == null ? null : finite(then.get(info.name())),
                        info.reading()))
            .toList();
    return new FaceExam(
        kind.name(),
        ruling.verdict(),
        ruling.finding(),
        evidence,
        measures,
        measured.notes(),
        kind.limits(),
        pictures(measured, before));
  }

  private static Double finite(double value) {
    return Double.isFinite(value) ? value : null;
  }

  private static List<Picture> pictures(KindMeasurement now, KindMeasurement before) {
    List<Picture> all = new ArrayList<>();
    for (var picture : now.pictures()) {
      var same =
          before == null
              ? null
              : before.pictures().stream()
                  .filter(one -> one.id().equals(picture.id()))
                  .findFirst()
                  .orElse(null);
      all.addAll(same == null ? List.of(picture) : picture.beside(same));
    }
    return all;
  }

  /** The finding and its reasons, as one sentence. */
  @JsonProperty
  public String sentence() {
    String reasons = evidence.stream().map(Evidence::sentence).collect(Collectors.joining("; "));
    return finding + (reasons.isEmpty() ? "" : " - " + reasons) + ".";
  }

  /** A measure by its name. */
  public Double value(String measure) {
    return measures.stream()
        .filter(one -> one.name().equals(measure))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no measure is called " + measure))
        .value();
  }
}
