package org.ssl4j.cli;

import com.google.errorprone.annotations.FormatMethod;
import com.google.errorprone.annotations.FormatString;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ssl4j.diagnose.Diagnosis;
import org.ssl4j.diagnose.LayerDiagnosis;
import org.ssl4j.measure.LayerMeasures;
import org.ssl4j.text.Text;

/**
 * A diagnosis for a terminal: the verdict, a table, the evidence, and a sketch of each spectrum.
 */
final class DiagnosisText {

  /** Columns of a sketch. */
  private static final int WIDTH = 64;

  /** Powers of ten that a sketch shows, one a line. */
  private static final int DECADES = 8;

  private static final String ROW = "%-12s %-20s %12s %9s %11s %10s %9s %10s%n";

  private final StringBuilder text = new StringBuilder();

  private DiagnosisText() {}

  static String of(Diagnosis diagnosis, Map<String, double[]> spectra) {
    return of(diagnosis, spectra, List.of(), List.of());
  }

  /**
   * @param score what labels say, in sentences
   * @param notes what was recognised in the input and what was left out
   */
  static String of(
      Diagnosis diagnosis, Map<String, double[]> spectra, List<String> score, List<String> notes) {
    var page = new DiagnosisText();
    page.verdict(diagnosis);
    page.list("input", notes.stream().map(Flags::in).toList());
    page.table(diagnosis.layers());
    page.evidence(diagnosis);
    page.list("labels", score);
    page.causes(diagnosis);
    spectra.forEach(page::sketch);
    return page.text.toString().stripTrailing();
  }

  private void verdict(Diagnosis diagnosis) {
    text.append(diagnosis.verdict().title().toUpperCase(Locale.ROOT))
        .append(System.lineSeparator());
    text.append(diagnosis.sentence()).append(System.lineSeparator());
  }

  private void list(String title, List<String> lines) {
    if (!lines.isEmpty()) {
      append("%n%s:%n", title);
      lines.forEach(line -> append("  %s%n", line));
    }
  }

  private void table(List<LayerDiagnosis> layers) {
    text.append(System.lineSeparator());
    append(
        ROW,
        "layer",
        "verdict",
        "embeddings",
        "std ratio",
        "mean cosine",
        "eff. rank",
        "possible",
        "top share");
    for (var layer : layers) {
      var m = layer.measures();
      if (m == null) {
        append(ROW, layer.name(), layer.verdict().title(), "-", "-", "-", "-", "-", "-");
      } else {
        row(layer, m);
      }
    }
  }

  private void row(LayerDiagnosis layer, LayerMeasures m) {
    append(
        ROW,
        layer.name(),
        layer.verdict().title(),
        m.rows() + " x " + m.dim(),
        measured("%.3f", m.stdRatio()),
        measured("%.3f", m.meanCosine()),
        measured("%.1f", m.effectiveRank()),
        m.possibleRank(),
        measured("%.3f", m.topEigenvalueShare()));
  }

  private void evidence(Diagnosis diagnosis) {
    append("%nevidence:%n");
    diagnosis.evidence().forEach(one -> append("  %s%n", one.sentence()));
    for (var layer : diagnosis.layers()) {
      layer.evidence().forEach(one -> append("  %s: %s%n", layer.name(), one.sentence()));
      notMeasured(layer);
    }
    if (diagnosis.onset() != null) {
      append("since %s: %s%n", diagnosis.onset().words(), diagnosis.onset().signal());
    }
  }

  /** What the evidence has not named already. */
  private void notMeasured(LayerDiagnosis layer) {
    if (layer.measures() == null) {
      return;
    }
    layer
        .measures()
        .notMeasured()
        .forEach(
            (measure, reason) -> {
              if (layer.evidence().stream().noneMatch(one -> one.measure().equals(measure))) {
                append("  %s: %s could not be measured (%s)%n", layer.name(), measure, reason);
              }
            });
  }

  private void causes(Diagnosis diagnosis) {
    if (diagnosis.causes().isEmpty()) {
      return;
    }
    append("%nlikely causes:%n");
    for (var cause : diagnosis.causes()) {
      append(
          "  %s (%s is %s; confidence %.2f)%n    to test: %s%n",
          cause.cause(),
          cause.setting(),
          cause.value(),
          cause.confidence(),
          Flags.settings(cause.test()));
    }
  }

  /** One column per share of the eigenvalues, one line per power of ten below the first. */
  private void sketch(String layer, double[] eigenvalues) {
    append(
        "%nspectrum of %s (%d eigenvalues, powers of ten below the first):%n",
        layer, eigenvalues.length);
    if (eigenvalues.length == 0 || !(eigenvalues[0] > 0)) {
      append("  all are zero%n");
      return;
    }
    int width = Math.min(WIDTH, eigenvalues.length);
    double[] heights = new double[width];
    for (int i = 0; i < width; i++) {
      double value = eigenvalues[(int) ((long) i * eigenvalues.length / width)];
      heights[i] = value > 0 ? DECADES + Math.log10(value / eigenvalues[0]) : 0;
    }
    List<String> lines = new ArrayList<>();
    for (int decade = DECADES - 1; decade >= 0; decade--) {
      char[] line = new char[width];
      Arrays.fill(line, ' ');
      for (int i = 0; i < width; i++) {
        line[i] = heights[i] > decade + 0.5 ? '#' : heights[i] > decade ? '.' : ' ';
      }
      lines.add(number("%4d |", decade - DECADES + 1) + new String(line).stripTrailing());
    }
    lines.forEach(line -> append("%s%n", line));
    append("     +%s%n", "-".repeat(width));
  }

  @FormatMethod
  private void append(String format, Object... values) {
    text.append(Text.of(format, values));
  }

  /** A dash for what could not be measured. */
  @FormatMethod
  private static String measured(@FormatString String format, Double value) {
    return value.isNaN() ? "-" : Text.of(format, value);
  }

  @FormatMethod
  private static String number(String format, Object value) {
    return Text.of(format, value);
  }
}
