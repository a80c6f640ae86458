package org.ssl4j.cli;

import java.util.List;
import java.util.Locale;
import org.ssl4j.kinds.FaceExam;
import org.ssl4j.text.Text;

/** An examination of one kind for a terminal. */
final class FaceText {

  private static final double SMALL = 1e-3;
  private static final double LARGE = 1e6;

  private FaceText() {}

  /**
   * @param read which arrays were read as what
   */
  static String of(FaceExam exam, List<String> read) {
    var text = new StringBuilder();
    text.append(exam.finding().toUpperCase(Locale.ROOT));
    if (!exam.finding().equals(exam.verdict().title())) {
      text.append(" (").append(exam.verdict().title()).append(')');
    }
    text.append('\n').append(exam.sentence()).append('\n');
    list(text, "input", read);
    list(text, "measured", exam.notes());
    boolean baseline = exam.measures().stream().anyMatch(one -> one.baseline() != null);
    text.append('\n').append(row(baseline, "measure", "value", "baseline", "how to read it"));
    for (var one : exam.measures()) {
      text.append(
          row(baseline, one.title(), number(one.value()), number(one.baseline()), one.reading()));
    }
    list(text, "what these numbers cannot tell", exam.limits());
    return text.toString().stripTrailing().replace("\n", System.lineSeparator());
  }

  private static void list(StringBuilder text, String title, List<String> lines) {
    if (!lines.isEmpty()) {
      text.append('\n').append(title).append(":\n");
      lines.forEach(line -> text.append("  ").append(Flags.in(line)).append('\n'));
    }
  }

  private static String row(
      boolean baseline, String title, String value, String before, String reading) {
    String line =
        baseline
            ? Text.of("%-30s %11s %11s  %s", title, value, before, reading)
            : Text.of("%-30s %11s  %s", title, value, reading);
    return line.stripTrailing() + "\n";
  }

  private static String number(Double value) {
    if (value == null) {
      return "-";
    }
    double size = Math.abs(value);
    if (value == Math.rint(value) && size < 1e12) {
      return Text.of("%.0f", value);
    }
    return size < SMALL || size >= LARGE ? Text.of("%.2e", value) : Text.of("%.4f", value);
  }
}
