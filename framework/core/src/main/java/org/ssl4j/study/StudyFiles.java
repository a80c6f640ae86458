package org.ssl4j.study;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.ssl4j.run.Json;
import org.ssl4j.run.RunDirectory;
import org.ssl4j.text.Text;

/** Writes {@code study.json}, {@code results.csv} and {@code results.md}. */
final class StudyFiles {

  private StudyFiles() {}

  /** What a summary holds, in the order of the files. */
  static Map<String, Function<CellOutcome, Statistic>> summaries() {
    Map<String, Function<CellOutcome, Statistic>> summaries = new LinkedHashMap<>();
    summaries.put("knn", cell -> cell.statistic(Measure.KNN));
    summaries.put("linear", cell -> cell.statistic(Measure.LINEAR));
    summaries.put("loss", cell -> cell.statistic(Measure.LOSS));
    summaries.put("stdRatio", cell -> cell.statistic(Measure.STD_RATIO));
    summaries.put("meanCosine", cell -> cell.statistic(Measure.MEAN_COSINE));
    summaries.put("effectiveRank", cell -> cell.statistic(Measure.EFFECTIVE_RANK));
    summaries.put("topEigenvalueShare", cell -> cell.statistic(Measure.TOP_SHARE));
    summaries.put("secondsPerEpoch", cell -> cell.statistic(RunResult::secondsPerEpoch));
    return summaries;
  }

  /** Writes all files anew, so that they tell how far the study has come. */
  static void write(StudyDirectory directory, StudyPlan plan, List<CellOutcome> cells) {
    var check = new PredictionCheck(cells);
    List<PredictionOutcome> predictions = plan.predictions().stream().map(check::check).toList();
    RunDirectory.writeAtomically(directory.json(), json(directory, plan, cells, predictions));
    RunDirectory.writeAtomically(directory.csv(), StudyTable.csv(plan, cells));
    RunDirectory.writeAtomically(
        directory.markdown(), StudyTable.markdown(plan, cells, predictions));
  }

  /** What the study has to say, in one sentence. */
  static String answer(StudyPlan plan, List<CellOutcome> cells) {
    return plan.kind() == StudyPlan.Kind.COMPARISON
        ? comparisonAnswer(Comparability.of(plan, cells), cells)
        : ablationAnswer(plan, cells);
  }

  private static String comparisonAnswer(Comparability comparable, List<CellOutcome> cells) {
    return nothingComparable(comparable, cells)
        ? "Nothing is ranked, because no two of these runs can be compared."
        : Ranking.answer(comparable.cells());
  }

  private static boolean nothingComparable(Comparability comparable, List<CellOutcome> cells) {
    boolean none = Ranking.by(Ranking.decidingMeasure(cells), comparable.cells()).best().size() < 2;
    boolean some = Ranking.by(Ranking.decidingMeasure(cells), cells).best().size() > 1;
    return none && some && !comparable.reasons().isEmpty();
  }

  /** Cells that get a rank: without a second comparable cell, none is first. */
  static List<CellOutcome> rankable(Comparability comparable, List<CellOutcome> cells) {
    return nothingComparable(comparable, cells) ? List.of() : comparable.cells();
  }

  /** What else a reader must know, a sentence each. */
  static List<String> notes(StudyPlan plan, List<CellOutcome> cells) {
    return Comparability.of(plan, cells).notes();
  }

  /** Leads that the answer does not speak of. */
  static List<Ranking.Lead> leads(StudyPlan plan, List<CellOutcome> cells) {
    List<CellOutcome> comparable = Comparability.of(plan, cells).cells();
    Measure told =
        plan.kind() == StudyPlan.Kind.COMPARISON ? Ranking.decidingMeasure(comparable) : null;
    return Ranking.leads(comparable).stream().filter(lead -> !lead.measure().equals(told)).toList();
  }

  /** Why seconds must not be compared, as a sentence, or null. */
  static String secondsNote(List<CellOutcome> cells) {
    return Ranking.secondsIncomparable(cells)
        .map(clause -> Character.toUpperCase(clause.charAt(0)) + clause.substring(1) + ".")
        .orElse(null);
  }

  /**
   * Whether nothing is left to run, every prediction came true and every lead is decided, by more
   * than one seed.
   */
  private static boolean settled(
      StudyPlan plan, List<CellOutcome> cells, List<PredictionOutcome> predictions) {
    var comparable = Comparability.of(plan, cells);
    var leads = Ranking.leads(comparable.cells());
    return cells.stream()
            .map(CellOutcome::status)
            .allMatch(status -> status == RunStatus.DONE || status == RunStatus.REFUSED)
        && predictions.stream().allMatch(one -> Boolean.TRUE.equals(one.reproduced()))
        && leads.stream().allMatch(lead -> lead.decided() && lead.seeds() > 1 && lead.sound())
        && comparable.reasons().isEmpty()
        && !(predictions.isEmpty() && leads.isEmpty());
  }

  private static String ablationAnswer(StudyPlan plan, List<CellOutcome> cells) {
    var done = cells.stream().filter(cell -> cell.status() == RunStatus.DONE).toList();
    long collapsed =
        done.stream()
            .filter(cell -> cell.results().stream().allMatch(RunResult::collapsed))
            .count();
    var check = new PredictionCheck(cells);
    var outcomes = plan.predictions().stream().map(check::check).toList();
    long reproduced = outcomes.stream().filter(p -> Boolean.TRUE.equals(p.reproduced())).count();
    long refuted = outcomes.stream().filter(p -> Boolean.FALSE.equals(p.reproduced())).count();
    String text =
        Text.of(
            "%d of %d cells finished, %d of them collapsed", done.size(), cells.size(), collapsed);
    return outcomes.isEmpty()
        ? text + "."
        : text
            + Text.of(
                "; predictions: %d reproduced, %d not reproduced, %d undecided.",
                reproduced, refuted, outcomes.size() - reproduced - refuted);
  }

  private static String json(
      StudyDirectory directory,
      StudyPlan plan,
      List<CellOutcome> cells,
      List<PredictionOutcome> predictions) {
    ObjectNode study = Json.MAPPER.createObjectNode();
    study.put("name", plan.name());
    study.put("kind", plan.kind().word());
    study.put("title", plan.title());
    study.put("description", plan.description());
    study.put("answer", answer(plan, cells));
    var comparable = Comparability.of(plan, cells);
    study.put("rankedBy", Ranking.decidingMeasure(comparable.cells()).name());
    study.set("notes", Json.MAPPER.valueToTree(comparable.notes()));
    var leads = study.putArray("leads");
    for (Ranking.Lead lead : leads(plan, cells)) {
      ObjectNode node = leads.addObject();
      node.put("measure", lead.measure().name());
      node.put("sentence", lead.sentence() + ".");
      node.put("decided", lead.decided());
    }
    study.put("settled", settled(plan, cells, predictions));
    study.put("secondsNote", secondsNote(cells));
    study.set("axes", Json.MAPPER.valueToTree(plan.axes()));
    var list = study.putArray("predictions");
    for (var prediction : predictions) {
      ObjectNode node = list.addObject();
      node.put("statement", prediction.prediction().statement());
      node.put("source", prediction.prediction().source());
      node.put("expected", prediction.expected());
      node.put("observed", prediction.observed());
      node.put("reproduced", prediction.reproduced());
      node.put("evidence", prediction.evidence());
    }
    List<CellOutcome> rankable = rankable(comparable, cells);
    Map<String, Integer> knn = Ranking.by(Measure.KNN, rankable).ranks();
    Map<String, Integer> linear = Ranking.by(Measure.LINEAR, rankable).ranks();
    var array = study.putArray("cells");
    for (CellOutcome cell : cells) {
      ObjectNode node = array.addObject();
      describe(node, directory, cell);
      ObjectNode rank = node.putObject("rank");
      rank.put("knn", knn.get(cell.cell().id()));
      rank.put("linear", linear.get(cell.cell().id()));
      node.put("notRanked", comparable.reasons().get(cell.cell().id()));
    }
    return Json.pretty(study);
  }

  private static JsonNode published(CellPlan cell) {
    JsonNode published = Json.MAPPER.valueToTree(cell.published());
    if (published instanceof ObjectNode object) {
      object.put("sameData", cell.publishedOnSameData());
    }
    return published;
  }

  private static void describe(ObjectNode node, StudyDirectory directory, CellOutcome outcome) {
    CellPlan cell = outcome.cell();
    node.put("id", cell.id());
    node.put("label", cell.label());
    node.set("settings", Json.MAPPER.valueToTree(cell.settings()));
    node.set("published", published(cell));
    node.put("status", outcome.status().word());
    node.put("reason", outcome.reason());
    var runs = node.putArray("runs");
    for (RunOutcome run : outcome.runs()) {
      ObjectNode entry = runs.addObject();
      entry.put("seed", run.run().seed());
      entry.put("directory", directory.relative(run.run().directory()));
      entry.put("status", run.status().word());
      entry.put("reason", run.reason());
    }
    ObjectNode summary = node.putObject("summary");
    summaries()
        .forEach((name, of) -> summary.set(name, Json.MAPPER.valueToTree(of.apply(outcome))));
    var verdicts = outcome.verdicts();
    summary.put("verdict", verdicts.size() == 1 ? outcome.verdictNames() : null);
    summary.set("verdicts", Json.MAPPER.valueToTree(verdicts));
  }
}
