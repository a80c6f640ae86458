package org.ssl4j.study;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What study.json says, and a page therefore need not work out. */
class StudyFilesTest {

  @TempDir Path directory;

  private JsonNode written(StudyPlan.Kind kind, List<Prediction> predictions, CellOutcome... cells)
      throws IOException {
    var plan =
        new StudyPlan(
            "study",
            kind,
            "Title",
            null,
            List.of(),
            List.of(cells).stream().map(CellOutcome::cell).toList(),
            predictions);
    StudyFiles.write(new StudyDirectory(directory), plan, List.of(cells));
    return new ObjectMapper().readTree(directory.resolve("study.json").toFile());
  }

  private static CellOutcome seeds(String id, double... knn) {
    return Cells.done(Cells.plan(id), "HEALTHY", knn);
  }

  @Test
  void anAblationTellsEveryLeadAndAComparisonThoseItsAnswerDoesNot() throws IOException {
    var a = Cells.withNumbers(Cells.plan("a"), "HEALTHY", Map.of("knn.top1", 0.5, "linear", 0.5));
    var b = Cells.withNumbers(Cells.plan("b"), "HEALTHY", Map.of("knn.top1", 0.4, "linear", 0.6));

    var ablation = written(StudyPlan.Kind.ABLATION, List.of(), a, b).get("leads");
    assertThat(ablation).hasSize(2);
    assertThat(ablation.get(0).get("measure").asText()).isEqualTo("knn");
    assertThat(ablation.get(0).get("sentence").asText())
        .startsWith("a is best by k-NN")
        .endsWith(".");
    assertThat(ablation.get(0).get("decided").asBoolean()).isTrue();

    var comparison = written(StudyPlan.Kind.COMPARISON, List.of(), a, b);
    assertThat(comparison.get("answer").asText()).startsWith("b is best by linear probe");
    assertThat(comparison.get("leads")).hasSize(1);
    assertThat(comparison.get("leads").get(0).get("measure").asText()).isEqualTo("knn");
  }

  @Test
  void aStudyIsSettledOnlyIfNothingIsUndecided() throws IOException {
    var high = seeds("high", 0.50, 0.51);
    var low = seeds("low", 0.40, 0.41);
    var kind = StudyPlan.Kind.COMPARISON;
    assertThat(written(kind, List.of(), high, low).get("settled").asBoolean()).isTrue();
    assertThat(written(kind, List.of(), high, seeds("near", 0.49, 0.50)).get("settled").asBoolean())
        .isFalse();
    assertThat(written(kind, List.of(), seeds("one", 0.5), low).get("settled").asBoolean())
        .as("one seed tells nothing of its spread")
        .isFalse();
    assertThat(written(kind, List.of(), high).get("settled").asBoolean()).isFalse();

    var collapses =
        new Prediction(
            "It collapses.",
            "A paper",
            List.of(
                new Prediction.Expectation(
                    "low", List.of("low"), new Rule.Collapsed("collapsed", true))));
    assertThat(
            written(StudyPlan.Kind.ABLATION, List.of(collapses), high, low)
                .get("settled")
                .asBoolean())
        .isFalse();
  }

  @Test
  void theVerdictsOfTheSeedsAreCounted() throws IOException {
    var cell = Cells.plan("mixed");
    var mixed =
        new CellOutcome(
            cell,
            List.of(
                Cells.done(cell, "HEALTHY", 0.4).runs().get(0),
                Cells.done(cell, "UNCERTAIN", 0.4).runs().get(0),
                Cells.done(cell, "UNCERTAIN", 0.4).runs().get(0)));

    var cells = written(StudyPlan.Kind.ABLATION, List.of(), mixed, seeds("a", 0.4)).get("cells");

    assertThat(cells.get(0).get("summary").get("verdict").isNull()).isTrue();
    assertThat(cells.get(0).get("summary").get("verdicts"))
        .hasToString("{\"UNCERTAIN\":2,\"HEALTHY\":1}");
    assertThat(cells.get(1).get("summary").get("verdict").asText()).isEqualTo("HEALTHY");
  }

  @Test
  void secondsThatCannotBeComparedAreNoted() throws IOException {
    var more = Cells.withNumbers(Cells.plan("more"), "HEALTHY", Map.of("threads", 4.0));
    var kind = StudyPlan.Kind.COMPARISON;

    assertThat(written(kind, List.of(), seeds("a", 0.4), more).get("secondsNote").asText())
        .isEqualTo(
            "Runs had different numbers of threads (2 and 4), so their seconds cannot be compared.");
    assertThat(written(kind, List.of(), seeds("a", 0.4)).get("secondsNote").isNull()).isTrue();
  }
}
