package org.ssl4j.study;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.ssl4j.text.Text;

/** A study's results as CSV, for machines, and Markdown, for people. */
final class StudyTable {

  private static final String ABSENT = "-";

  private StudyTable() {}

  /** One row a cell; numbers in full, empty where absent. */
  static String csv(StudyPlan plan, List<CellOutcome> cells) {
    List<String> settings = settings(cells);
    List<String> header = new ArrayList<>(List.of("cell", "label", "status", "reason"));
    header.addAll(settings);
    header.add("runs");
    StudyFiles.summaries()
        .keySet()
        .forEach(name -> header.addAll(List.of(name + ".mean", name + ".spread")));
    header.addAll(
        List.of(
            "verdict",
            "rank.knn",
            "rank.linear",
            "published.knn",
            "published.linear",
            "published.dataset",
            "published.source"));
    List<CellOutcome> rankable = StudyFiles.rankable(Comparability.of(plan, cells), cells);
    Map<String, Integer> knn = Ranking.by(Measure.KNN, rankable).ranks();
    Map<String, Integer> linear = Ranking.by(Measure.LINEAR, rankable).ranks();
    var text = new StringBuilder();
    try (var csv =
        new CSVPrinter(
            text, CSVFormat.RFC4180.builder().setHeader(header.toArray(String[]::new)).get())) {
      for (CellOutcome outcome : cells) {
        CellPlan cell = outcome.cell();
        List<Object> row = new ArrayList<>();
        row.add(cell.id());
        row.add(cell.label());
        row.add(outcome.status().word());
        row.add(outcome.reason());
        settings.forEach(path -> row.add(cell.settings().get(path)));
        row.add(outcome.results().size());
        for (var summary : StudyFiles.summaries().values()) {
          Statistic value = summary.apply(outcome);
          row.add(value == null ? null : value.mean());
          row.add(value == null ? null : value.spread());
        }
        Published published = cell.published();
        row.add(outcome.verdictNames());
        row.add(knn.get(cell.id()));
        row.add(linear.get(cell.id()));
        row.add(published == null ? null : published.knn());
        row.add(published == null ? null : published.linear());
        row.add(published == null ? null : published.dataset());
        row.add(published == null ? null : published.source());
        csv.printRecord(row);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** The whole study as one page. */
  static String markdown(
      StudyPlan plan, List<CellOutcome> cells, List<PredictionOutcome> predictions) {
    var page = new StringBuilder("# ").append(plan.title()).append("\n\n");
    page.append("**").append(StudyFiles.answer(plan, cells)).append("**\n");
    StudyFiles.leads(plan, cells)
        .forEach(lead -> page.append('\n').append(lead.sentence()).append(".\n"));
    if (plan.description() != null) {
      page.append('\n').append(plan.description().strip()).append('\n');
    }
    var comparable = Comparability.of(plan, cells);
    comparable.notes().forEach(note -> page.append('\n').append(escaped(note)).append('\n'));
    boolean comparison = plan.kind() == StudyPlan.Kind.COMPARISON;
    page.append("\n## Cells\n\n");
    page.append(comparison ? "| rank " : "").append(HEADER);
    page.append(comparison ? "|---" : "").append(RULE);
    Measure measure = Ranking.decidingMeasure(comparable.cells());
    Map<String, Integer> ranks =
        Ranking.by(measure, StudyFiles.rankable(comparable, cells)).ranks();
    List<String> sources = sources(cells);
    for (CellOutcome cell : comparison ? ranked(comparable.cells(), measure, cells) : cells) {
      if (comparison) {
        Integer rank = ranks.get(cell.cell().id());
        page.append("| ").append(rank == null ? ABSENT : rank).append(' ');
      }
      row(page, cell, sources);
    }
    notes(page, cells, sources);
    if (!predictions.isEmpty()) {
      page.append("\n## Predicted and observed\n\n");
      page.append("| prediction | source | expected | observed | reproduced | evidence |\n");
      page.append("|---|---|---|---|---|---|\n");
      predictions.forEach(prediction -> row(page, prediction));
    }
    return page.toString();
  }

  private static final String HEADER =
      "| cell | k-NN % | linear % | loss | std ratio | mean cosine | effective rank | top share | verdict | s/epoch"
          + " | published k-NN / linear % |\n";

  private static final String RULE = "|---|---|---|---|---|---|---|---|---|---|---|\n";

  private static List<CellOutcome> ranked(
      List<CellOutcome> comparable, Measure measure, List<CellOutcome> cells) {
    List<CellOutcome> ranked = new ArrayList<>(Ranking.by(measure, comparable).best());
    cells.stream().filter(cell -> !ranked.contains(cell)).forEach(ranked::add);
    return ranked;
  }

  /**
   * Where the published values come from: the notes of the table, in the order of their numbers.
   */
  private static List<String> sources(List<CellOutcome> cells) {
    return cells.stream()
        .map(cell -> cell.cell().published())
        .filter(Objects::nonNull)
        .map(Published::source)
        .distinct()
        .toList();
  }

  private static void row(StringBuilder page, CellOutcome cell, List<String> sources) {
    Published published = cell.cell().published();
    List<String> columns =
        List.of(
            escaped(cell.cell().label()),
            perCent(cell.statistic(Measure.KNN)),
            perCent(cell.statistic(Measure.LINEAR)),
            number(cell.statistic(Measure.LOSS), 3),
            number(cell.statistic(Measure.STD_RATIO), 3),
            number(cell.statistic(Measure.MEAN_COSINE), 3),
            number(cell.statistic(Measure.EFFECTIVE_RANK), 1),
            number(cell.statistic(Measure.TOP_SHARE), 3),
            cell.status() == RunStatus.DONE ? cell.verdict() : cell.status().word(),
            number(cell.statistic(RunResult::secondsPerEpoch), 1),
            published == null
                ? ABSENT
                : Text.of(
                    "%s / %s%s [%d]",
                    perCent(published.knn()),
                    perCent(published.linear()),
                    otherData(cell.cell()),
                    sources.indexOf(published.source()) + 1));
    page.append("| ").append(String.join(" | ", columns)).append(" |\n");
  }

  /** Values on other images do not stand beside ours without a word. */
  private static String otherData(CellPlan cell) {
    if (cell.publishedOnSameData()) {
      return "";
    }
    return cell.published().dataset() == null
        ? ", on an unknown data set"
        : ", on " + escaped(cell.published().dataset());
  }

  private static void row(StringBuilder page, PredictionOutcome outcome) {
    List<String> columns =
        List.of(
            escaped(outcome.prediction().statement()),
            escaped(outcome.prediction().source()),
            escaped(outcome.expected()),
            escaped(outcome.observed()),
            outcome.reproduced() == null ? "undecided" : outcome.reproduced() ? "yes" : "**no**",
            escaped(outcome.evidence()));
    page.append("| ").append(String.join(" | ", columns)).append(" |\n");
  }

  private static void notes(StringBuilder page, List<CellOutcome> cells, List<String> sources) {
    int seeds = cells.stream().mapToInt(cell -> cell.results().size()).max().orElse(0);
    if (seeds > 1) {
      page.append("\nNumbers are means over ").append(seeds);
      page.append(" seeds, +- the standard deviation between them.\n");
    }
    List<RunResult> probed =
        cells.stream()
            .flatMap(cell -> cell.results().stream())
            .filter(result -> result.linear() != null)
            .toList();
    if (!probed.isEmpty()) {
      page.append(
          probed.stream().allMatch(RunResult::sweptProbe)
              ? "\nThe linear probe is that of `ssl4j evaluate`: its weight decay was swept.\n"
              : "\nThe linear probe is the last one between epochs, at a fixed weight decay. `ssl4j evaluate RUN linear` fits one"
                  + " with a sweep; once every run has this score, the same study command uses it.\n");
    }
    for (CellOutcome cell : cells) {
      if (cell.reason() != null) {
        page.append("\n- **").append(escaped(cell.cell().label())).append("** ");
        page.append(cell.status().word()).append(": ");
        page.append(escaped(cell.reason())).append('\n');
      }
    }
    String seconds = StudyFiles.secondsNote(cells);
    if (seconds != null) {
      page.append('\n').append(seconds).append('\n');
    }
    if (!sources.isEmpty()) {
      page.append("\nPublished values:\n\n");
      for (int i = 0; i < sources.size(); i++) {
        page.append(Text.of("- [%d] %s\n", i + 1, escaped(sources.get(i))));
      }
    }
  }

  private static List<String> settings(List<CellOutcome> cells) {
    return cells.stream()
        .flatMap(cell -> cell.cell().settings().keySet().stream())
        .filter(Objects::nonNull)
        .distinct()
        .toList();
  }

  private static String perCent(Statistic value) {
    return value == null
        ? ABSENT
        : perCent(value.mean()) + (value.spread() == null ? "" : " +- " + perCent(value.spread()));
  }

  private static String perCent(Double share) {
    return share == null ? ABSENT : Ranking.points(share);
  }

  private static String number(Statistic value, int digits) {
    if (value == null) {
      return ABSENT;
    }
    String mean = Text.number(value.mean(), digits);
    return value.spread() == null ? mean : mean + " +- " + Text.number(value.spread(), digits);
  }

  /** A cell of a Markdown table is one line without bars. */
  private static String escaped(String text) {
    return text.replace("|", "\\|").replaceAll("\\s*\\R\\s*", " ").strip();
  }
}
