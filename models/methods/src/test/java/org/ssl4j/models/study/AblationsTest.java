package org.ssl4j.models.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.ssl4j.error.ConfigException;
import org.ssl4j.study.CellPlan;
import org.ssl4j.study.Published;
import org.ssl4j.study.StudyPlan;

/** From an {@code ablation:} block to cells and runs, with the real methods. */
class AblationsTest {

  @TempDir Path directory;

  private StudyPlan plan(String block, String... sets) {
    return TinyStudies.plan(directory, directory.resolve("out"), block, sets);
  }

  private static List<String> ids(StudyPlan plan) {
    return plan.cells().stream().map(CellPlan::id).toList();
  }

  @Test
  void axesAreCrossedTheLastFastestAndEveryCellHasEverySeed() {
    var plan =
        plan(
            """
            ablation:
              title: Two axes
              description: How they act together.
              seeds: [1, 0]
              axes:
                - {path: method.stopGradient, values: [true, false]}
                - {path: method.projector.layers, values: [[6, 5], [7, 5]]}
            """);

    assertThat(plan.name()).isEqualTo("tiny-study");
    assertThat(plan.kind()).isEqualTo(StudyPlan.Kind.ABLATION);
    assertThat(plan.title()).isEqualTo("Two axes");
    assertThat(plan.axes())
        .containsExactly(
            new StudyPlan.Axis("method.stopGradient", List.of(true, false)),
            new StudyPlan.Axis(
                "method.projector.layers", List.of(List.of(6L, 5L), List.of(7L, 5L))));
    assertThat(ids(plan))
        .containsExactly(
            "stopGradient-true_layers-6-5",
            "stopGradient-true_layers-7-5",
            "stopGradient-false_layers-6-5",
            "stopGradient-false_layers-7-5");
    var last = plan.cells().get(3);
    assertThat(last.label()).isEqualTo("stopGradient=false, layers=[7, 5]");
    assertThat(last.settings())
        .isEqualTo(
            Map.of("method.stopGradient", false, "method.projector.layers", List.of(7L, 5L)));
    assertThat(last.runs().stream().map(run -> run.seed())).containsExactly(0L, 1L);
    assertThat(last.runs().get(1).config().config().seed()).isEqualTo(1);
    assertThat(last.runs().get(1).directory())
        .isEqualTo(directory.resolve("out/cells/stopGradient-false_layers-7-5/seed-1"));
    // Every cell's first seed comes before any second.
    assertThat(plan.runs().stream().map(run -> run.run().seed()))
        .containsExactly(0L, 0L, 0L, 0L, 1L, 1L, 1L, 1L);
  }

  @Test
  void keysWithTheSameEndAreToldApart() {
    var plan =
        plan(
            """
            ablation:
              axes:
                - {path: method.projector.hiddenBatchNorm, values: [none]}
                - {path: method.predictor.hiddenBatchNorm, values: [none, affine]}
            """);

    assertThat(plan.cells().get(1).label())
        .isEqualTo("projector.hiddenBatchNorm=none, predictor.hiddenBatchNorm=affine");
  }

  @Test
  void listedCellsMayHaveAxesOfTheirOwnAndAreCrossedWithTheCommonOnes() {
    var plan =
        plan(
            """
            ablation:
              cells:
                - {id: plain, label: As it is}
                - id: warm
                  set: {schedule.warmupEpochs: 1}
                  axes: [{path: optimizer.learningRate, values: [0.1, 0.2]}]
              axes:
                - {path: method.stopGradient, values: [true, false]}
              published:
                - {cells: "plain, stopGradient=true", linear: 67.7, dataset: shapes, source: A paper}
              predictions:
                - statement: Without it, it collapses.
                  source: A paper
                  expect:
                    - {cells: stopGradient=false, rule: collapsed}
                    - {cells: "warm, learningRate=0.2", rule: knn below plain}
            """);

    assertThat(ids(plan))
        .containsExactly(
            "plain_stopGradient-true",
            "plain_stopGradient-false",
            "warm_learningRate-0.1_stopGradient-true",
            "warm_learningRate-0.1_stopGradient-false",
            "warm_learningRate-0.2_stopGradient-true",
            "warm_learningRate-0.2_stopGradient-false");
    assertThat(plan.cells().get(0).label()).isEqualTo("As it is, stopGradient=true");
    assertThat(plan.cells().get(0).published())
        .isEqualTo(new Published(null, 0.677, "shapes", "A paper"));
    assertThat(plan.cells().get(0).publishedOnSameData()).isTrue();
    assertThat(plan.cells().get(1).published()).isNull();
    var config = plan.cells().get(4).runs().get(0).config().config();
    assertThat(config.schedule().warmupEpochs()).isEqualTo(1);
    assertThat(config.optimizer().learningRate()).isEqualTo(0.2);
    var expectations = plan.predictions().get(0).expectations();
    assertThat(expectations.get(0).cellIds()).hasSize(3);
    assertThat(expectations.get(1).cellIds()).hasSize(2);
  }

  @Test
  void anInvalidCellIsRefusedWithTheReasonAndTheOthersStay() {
    var plan =
        plan(
            """
            ablation:
              cells:
                - {id: simsiam}
                - {id: vicreg, set: {method.name: vicreg, method.predictor.kind: none}}
                - {id: wide, set: {method.predictor.layers: [4, 6]}}
            """);

    assertThat(plan.cells().get(0).refusal()).isNull();
    assertThat(plan.cells().get(1).refusal())
        .contains("study.yaml:12: method.predictor: unknown key.");
    assertThat(plan.cells().get(1).runs()).isEmpty();
    assertThat(plan.cells().get(2).refusal())
        .contains("study.yaml:13: method.predictor.layers: the last layer has 6 outputs");
    assertThat(plan.runs()).hasSize(1);
  }

  @Test
  void withoutAnyValidCellTheStudyIsRefused() {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(
            () -> plan("ablation:\n  axes: [{path: method.stopGradiant, values: [true, false]}]\n"))
        .withMessageContaining("not one of the 2 cells is a valid config")
        .withMessageContaining("did you mean \"stopGradient\"?");
  }

  @Test
  void whatTheBlockCannotMeanIsRefusedWithItsPlace() {
    assertRefused("ablation: {title: x}\n", "study.yaml:9: ablation.axes: is missing");
    assertRefused(
        "ablation:\n  axes: [{path: seed, values: [1]}]\n",
        "ablation.axes[0].path: \"seed\" is given by ablation.seeds");
    assertRefused(
        "ablation:\n  axes:\n    - {path: engine, values: [nd4j]}\n    - {path: engine, values: [auto]}\n",
        "study.yaml:12: ablation.axes[1].path: \"engine\" is set twice in one cell");
    assertRefused(
        "ablation:\n  axes: [{path: engine, values: [nd4j, nd4j]}]\n",
        "ablation.axes: gives two cells the same settings, \"engine=nd4j\" and \"engine=nd4j\"");
    assertRefused(
        "ablation:\n  cells: [{id: a/b}]\n", "study.yaml:10: ablation.cells[0].id: is \"a/b\"");
    assertRefused(
        """
        ablation:
          axes: [{path: engine, values: [nd4j]}]
          predictions:
            - statement: x
              source: y
              expect:
                - cells: all
                  rule: collapses
        """,
        "study.yaml:16: ablation.predictions[0].expect[0].rule: is not a rule: \"collapses\"");
    assertRefused(
        "ablation:\n  axes: [{path: engine, values: [nd4j]}]\n  published: [{cells: enginn=nd4j, source: x}]\n",
        "study.yaml:11: ablation.published[0].cells: no cell sets \"enginn\"");
  }

  @Test
  void cellsOfOneConfigAreRefused() {
    assertRefused(
        "ablation:\n  axes: [{path: optimizer.learningRate, values: [0.5, 0.50]}]\n",
        "study.yaml:10: ablation.axes: gives two cells the same settings");
    assertRefused(
        "ablation:\n  axes: [{path: optimizer.learningRate, values: [1, 1.0]}]\n",
        "gives two cells the same settings");
    assertRefused(
        "ablation:\n  axes: [{path: method.projector.layers, values: [[6, 5], [6, 5]]}]\n",
        "gives two cells the same settings");
    assertRefused(
        """
        ablation:
          cells:
            - {id: one, set: {data.batchSize: 4}}
            - {id: two}
        """,
        "study.yaml:12: ablation.cells[1]: gives two cells the same settings, \"one\" and \"two\"");
    assertRefused(
        "ablation:\n  cells: [{id: a}, {id: A, set: {engine: auto}}]\n",
        "ablation.cells[1].id: is \"A\", the id of another cell");
    assertRefused(
        "ablation:\n  axes: [{path: name, values: [a, b]}]\n",
        "ablation.axes[0].path: \"name\" is the name of the study");
  }

  @Test
  void aSeedThatIsNamedTwiceIsRefused() {
    assertRefused(
        "ablation:\n  seeds: [0, 1, 0]\n  axes: [{path: engine, values: [nd4j, auto]}]\n",
        "study.yaml:10: ablation.seeds: names seed 0 twice");
  }

  @Test
  void valuesThatWouldShareADirectoryGetTheirOwn() {
    var plan =
        plan(
            """
            ablation:
              axes:
                - {path: method.projector.layers, values: [[6, 5], [5, 5], [65, 5]]}
                - {path: views.view1.cropScale, values: [[0.2, 1], [0.3, 1]]}
            """);

    assertThat(ids(plan)).hasSize(6).doesNotHaveDuplicates();
  }

  private void assertRefused(String block, String message) {
    assertThatExceptionOfType(ConfigException.class)
        .isThrownBy(() -> plan(block))
        .withMessageContaining(message);
  }
}
