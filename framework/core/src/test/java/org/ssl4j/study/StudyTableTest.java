package org.ssl4j.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The files people and machines read, letter by letter. */
class StudyTableTest {

  private final CellPlan on =
      Cells.plan("on", "method.stopGradient", true)
          .withPublished(new Published(null, 0.677, "imagenet", "A paper, table 1"));
  private final CellPlan off = Cells.plan("off", "method.stopGradient", false);
  private final CellPlan refused =
      new CellPlan(
          "bad",
          "a | b",
          null,
          Map.of(),
          null,
          "study.yaml:9: x: unknown key.\nAnd more.",
          List.of());

  private final List<CellOutcome> cells =
      List.of(
          Cells.done(on, "HEALTHY", 0.40, 0.42),
          Cells.withNumbers(
              off,
              "COMPLETE_COLLAPSE",
              Map.of("knn.top1", 0.2, "layers.projector.effectiveRank", 2.5, "loss", -0.95)),
          new CellOutcome(refused, List.of()));

  private final StudyPlan plan =
      new StudyPlan(
          "study",
          StudyPlan.Kind.ABLATION,
          "With and without",
          "What happens.",
          List.of(new StudyPlan.Axis("method.stopGradient", List.of(true, false))),
          cells.stream().map(CellOutcome::cell).toList(),
          List.of(
              new Prediction(
                  "It collapses.",
                  "A paper",
                  List.of(
                      new Prediction.Expectation(
                          "stopGradient=false",
                          List.of("off"),
                          new Rule.Collapsed("collapsed", true))))));

  @Test
  void csv() {
    assertThat(StudyTable.csv(plan, cells))
        .isEqualTo(
            """
            cell,label,status,reason,method.stopGradient,runs,knn.mean,knn.spread,linear.mean,linear.spread,loss.mean,loss.spread,stdRatio.mean,stdRatio.spread,meanCosine.mean,meanCosine.spread,effectiveRank.mean,effectiveRank.spread,topEigenvalueShare.mean,topEigenvalueShare.spread,secondsPerEpoch.mean,secondsPerEpoch.spread,verdict,rank.knn,rank.linear,published.knn,published.linear,published.dataset,published.source
            on,on,done,,true,2,0.41000000000000003,0.014142135623730925,,,-0.5,0.0,0.9,0.0,0.1,0.0,100.0,0.0,0.2,0.0,20.0,0.0,HEALTHY,1,,,0.677,imagenet,"A paper, table 1"
            off,off,done,,false,1,0.2,,,,-0.95,,0.9,,0.1,,2.5,,0.2,,20.0,,COMPLETE_COLLAPSE,2,,,,,
            bad,a | b,refused,"study.yaml:9: x: unknown key.
            And more.",,0,,,,,,,,,,,,,,,,,,,,,,,
            """
                .replace("unknown key.\n", "unknown key.\u0000")
                .replace("\n", "\r\n")
                .replace("\u0000", "\n"));
  }

  @Test
  void markdown() {
    var check = new PredictionCheck(cells);
    assertThat(
            StudyTable.markdown(
                plan, cells, plan.predictions().stream().map(check::check).toList()))
        .isEqualTo(
            """
            # With and without

            **2 of 3 cells finished, 1 of them collapsed; predictions: 1 reproduced, 0 not reproduced, 0 undecided.**

            on is best by k-NN: 41.0 % +- 1.4 against 20.0 % of off, a difference of 21.0 points, beyond its 95 % margin of 5.2 (2 and 1 seeds).

            What happens.

            ## Cells

            | cell | k-NN % | linear % | loss | std ratio | mean cosine | effective rank | top share | verdict | s/epoch | published k-NN / linear % |
            |---|---|---|---|---|---|---|---|---|---|---|
            | on | 41.0 +- 1.4 | - | -0.500 +- 0.000 | 0.900 +- 0.000 | 0.100 +- 0.000 | 100.0 +- 0.0 | 0.200 +- 0.000 | healthy | 20.0 +- 0.0 | - / 67.7, on imagenet [1] |
            | off | 20.0 | - | -0.950 | 0.900 | 0.100 | 2.5 | 0.200 | complete collapse | 20.0 | - |
            | a \\| b | - | - | - | - | - | - | - | refused | - | - |

            Numbers are means over 2 seeds, +- the standard deviation between them.

            - **a \\| b** refused: study.yaml:9: x: unknown key. And more.

            Published values:

            - [1] A paper, table 1

            ## Predicted and observed

            | prediction | source | expected | observed | reproduced | evidence |
            |---|---|---|---|---|---|
            | It collapses. | A paper | stopGradient=false: collapsed | off: complete collapse | yes | off: complete collapse |
            """);
  }

  @Test
  void onlyFinishedCellsAreCounted() {
    var half =
        new CellOutcome(
            off,
            List.of(
                Cells.done(off, "COMPLETE_COLLAPSE", 0.1).runs().get(0),
                new RunOutcome(
                    new PlannedRun(1, null, null, true), RunStatus.PENDING, null, null)));
    var mixed =
        new CellOutcome(
            off,
            List.of(
                Cells.done(off, "COMPLETE_COLLAPSE", 0.1).runs().get(0),
                Cells.done(off, "HEALTHY", 0.1).runs().get(0)));

    assertThat(StudyFiles.answer(plan, List.of(half)))
        .startsWith("0 of 1 cells finished, 0 of them collapsed;");
    assertThat(StudyFiles.answer(plan, List.of(mixed, cells.get(1))))
        .startsWith("2 of 2 cells finished, 1 of them collapsed;");
  }

  @Test
  void aComparisonIsOrderedByRank() {
    var comparison =
        new StudyPlan(
            "c", StudyPlan.Kind.COMPARISON, "Which?", null, List.of(), List.of(off, on), List.of());
    String page =
        StudyTable.markdown(
            comparison,
            List.of(Cells.done(off, "HEALTHY", 0.3), Cells.done(on, "HEALTHY", 0.4)),
            List.of());

    assertThat(page).containsSubsequence("| rank | cell |", "| 1 | on |", "| 2 | off |");
    assertThat(page).contains("**on is best by k-NN: 40.0 % against 30.0 % of off");
  }

  @Test
  void thePageSaysWhichLinearProbeItShows() {
    var probed = List.of(Cells.withNumbers(on, "HEALTHY", Map.of("linear", 0.5)), cells.get(1));

    assertThat(StudyTable.markdown(plan, probed, List.of()))
        .contains("| on | 40.0 | 50.0 |", "The linear probe is the last one between epochs");
    assertThat(StudyTable.markdown(plan, cells, List.of())).doesNotContain("linear probe");
  }

  @Test
  void aRunIsNamedByItsWayFromTheStudy() {
    var directory = new StudyDirectory(Path.of("studies/a"));

    assertThat(directory.relative(Path.of("studies/a/cells/x/seed-0"))).isEqualTo("cells/x/seed-0");
    assertThat(directory.relative(Path.of("runs/b"))).isEqualTo("../../runs/b");
  }
}
