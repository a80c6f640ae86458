package org.ssl4j.cli;

import com.google.errorprone.annotations.FormatMethod;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;
import org.ssl4j.eval.Classification;
import org.ssl4j.eval.Classification.ClassRow;
import org.ssl4j.run.EvaluationReport;
import org.ssl4j.run.EvaluationReport.Baseline;
import org.ssl4j.text.Text;

/** Evaluations as text for a terminal. */
final class EvaluationTable {

  /** More classes than this fill no readable confusion matrix. */
  private static final int WIDEST_CONFUSION = 20;

  private static final String ROW = "  %-24s %8s %8s";

  private final StringBuilder text = new StringBuilder();
  private final String pixelsName;

  private EvaluationTable(String pixelsName) {
    this.pixelsName = pixelsName;
  }

  static String of(EvaluationReport report) {
    var table = new EvaluationTable(report.protocol().pixels());
    table.heading(report);
    if (report instanceof EvaluationReport.Linear linear) {
      table.linear(linear);
    } else if (report instanceof EvaluationReport.Knn knn) {
      table.knn(knn);
    } else if (report instanceof EvaluationReport.Retrieval retrieval) {
      table.retrieval(retrieval);
    }
    return table.text.toString();
  }

  private void heading(EvaluationReport report) {
    var protocol = report.protocol();
    line("%s of %s, weights %s", report.what(), protocol.encoder(), protocol.weights());
    line(
        "  %s features of images %s; trained on %,d of %s, tested on %,d of %s",
        protocol.layer(),
        protocol.images(),
        protocol.train(),
        protocol.trainSplit(),
        protocol.test(),
        protocol.testSplit());
  }

  private void linear(EvaluationReport.Linear report) {
    var probe = report.probe();
    line("  %s, features %s", report.classifier(), report.features());
    line(
        "  weight decay %.2g, the best of %d on %,d held-out training features%s",
        probe.weightDecay(),
        probe.sweep().size(),
        probe.heldOut(),
        probe.converged() ? "" : Text.of("; NOT CONVERGED in %d iterations", probe.iterations()));
    scores(probe.test(), report.chance(), report.untrained(), report.pixels());
    line(ROW, "own training images", share(probe.trainTop1()), "");
    classes(probe.test());
  }

  private void knn(EvaluationReport.Knn report) {
    line("  k %d, temperature %s", report.k(), report.temperature());
    scores(report.scores(), report.chance(), report.untrained(), report.pixels());
    classes(report.scores());
  }

  private void scores(
      Classification scores, Classification.Chance chance, Baseline untrained, Baseline pixels) {
    boolean unequal = scores.unequal();
    line("");
    row("", "top-1", "top-5", unequal ? "balanced" : "", "");
    row(
        "this network",
        share(scores.top1()),
        share(scores.top5()),
        unequal ? share(scores.balanced()) : "",
        Text.of("   standard error %.3f", scores.standardError()));
    baseline("untrained network", untrained, unequal);
    baseline(pixelsName, pixels, unequal);
    row(
        "chance",
        share(chance.top1()),
        share(chance.top5()),
        unequal ? share(1.0 / scores.classesAsked()) : "",
        "");
    if (unequal) {
      line(
          "  The classes have unequal numbers of images; balanced top-1 is the mean of the recalls of all classes.");
    }
  }

  private void baseline(String name, Baseline baseline, boolean unequal) {
    if (baseline != null) {
      row(
          name,
          share(baseline.top1()),
          share(baseline.top5()),
          unequal ? share(baseline.balanced()) : "",
          "");
    }
  }

  private void row(String name, String top1, String top5, String balanced, String note) {
    text.append((Text.of(ROW + " %8s", name, top1, top5, balanced) + note).stripTrailing())
        .append('\n');
  }

  private void classes(Classification scores) {
    List<ClassRow> rows = scores.perClass();
    line("");
    line("  %-24s %7s %7s %9s  most often predicted as", "class", "images", "recall", "precision");
    for (int i = 0; i < rows.size(); i++) {
      var row = rows.get(i);
      line(
          "  %-24s %7d %7s %9s  %s",
          row.name(),
          row.images(),
          share(row.recall()),
          share(row.precision()),
          mistake(scores, i));
    }
    if (rows.size() <= WIDEST_CONFUSION) {
      confusion(scores);
    }
  }

  private static String mistake(Classification scores, int own) {
    int[] row = scores.confusion()[own];
    int worst = -1;
    for (int i = 0; i < row.length; i++) {
      if (i != own && row[i] > 0 && (worst < 0 || row[i] > row[worst])) {
        worst = i;
      }
    }
    return worst < 0 ? "-" : Text.of("%s (%d)", scores.perClass().get(worst).name(), row[worst]);
  }

  private void confusion(Classification scores) {
    line("");
    line("  confusion: images by true class (row) and predicted class (column, in the same order)");
    for (int i = 0; i < scores.confusion().length; i++) {
      var row = new StringBuilder();
      for (int count : scores.confusion()[i]) {
        row.append(Text.of(" %5d", count));
      }
      line("  %-24s%s", scores.perClass().get(i).name(), row);
    }
  }

  private void retrieval(EvaluationReport.Retrieval report) {
    line("");
    var header = new StringBuilder(Text.of("  %-24s", ""));
    report.precisionAt().keySet().forEach(k -> header.append(Text.of(" %10s", "at " + k)));
    line("%s", header);
    precisions("this network", report.precisionAt());
    precisions("untrained network", report.untrained());
    precisions(pixelsName, report.pixels());
    var chance = new StringBuilder(Text.of("  %-24s", "chance"));
    new TreeSet<>(report.precisionAt().keySet())
        .forEach(k -> chance.append(Text.of(" %10s", share(report.chance()))));
    line("%s", chance);
    line("  Precision: share of the nearest training images that have the image's class.");
  }

  private void precisions(String name, SortedMap<Integer, Double> precisions) {
    if (precisions != null) {
      var row = new StringBuilder(Text.of("  %-24s", name));
      precisions.values().forEach(value -> row.append(Text.of(" %10s", share(value))));
      line("%s", row);
    }
  }

  private static String share(Double value) {
    return value == null ? "-" : Text.of("%.3f", value);
  }

  @FormatMethod
  private void line(String format, Object... values) {
    text.append(Text.of(format, values)).append('\n');
  }
}
