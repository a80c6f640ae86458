package org.ssl4j.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RankingTest {

  private static CellOutcome cell(String id, double... knn) {
    return Cells.done(Cells.plan(id), "HEALTHY", knn);
  }

  @Test
  void theBestComesFirstAndEqualsShareARank() {
    var ranks =
        Ranking.by(
                Measure.KNN,
                List.of(cell("a", 0.3), cell("b", 0.5), cell("c", 0.3), cell("d", 0.2)))
            .ranks();

    assertThat(ranks).isEqualTo(Map.of("b", 1, "a", 2, "c", 2, "d", 4));
  }

  @Test
  void unfinishedCellsAndThoseWithoutTheScoreHaveNoRank() {
    var pending =
        new CellOutcome(
            Cells.plan("p"),
            List.of(
                new RunOutcome(
                    new PlannedRun(0, null, null, true), RunStatus.PENDING, null, null)));

    assertThat(Ranking.by(Measure.KNN, List.of(pending, cell("a", 0.3))).ranks())
        .isEqualTo(Map.of("a", 1));
    assertThat(Ranking.by(Measure.LINEAR, List.of(cell("a", 0.3))).ranks()).isEmpty();
  }

  @Test
  void aLargeDifferenceDecidesAndTheCostIsNamed() {
    var dear =
        Cells.withNumbers(
            Cells.plan("simclr"), "HEALTHY", Map.of("knn.top1", 0.45, "seconds", 30.0));

    assertThat(Ranking.answer(List.of(cell("moco", 0.40), dear)))
        .isEqualTo(
            "simclr is best by k-NN: 45.0 % against 40.0 % of moco, a difference of 5.0 points, beyond its 95 %"
                + " margin of 1.4 (of the test images alone: with one seed each the spread between seeds is unknown); it costs"
                + " 30 s per epoch, 1.5 times the cheapest (moco).");
    assertThat(Ranking.answer(List.of(cell("moco", 0.45), cell("byol", 0.40))))
        .endsWith("; it costs 20 s per epoch, the least of all.");
  }

  @Test
  void secondsOfDifferentNumbersOfThreadsAreNotCompared() {
    var more =
        Cells.withNumbers(
            Cells.plan("vicreg"),
            "HEALTHY",
            Map.of("knn.top1", 0.45, "seconds", 10.0, "threads", 4.0));

    assertThat(Ranking.answer(List.of(cell("moco", 0.40), more)))
        .endsWith(
            "; runs had different numbers of threads (2 and 4), so their seconds cannot be compared.")
        .doesNotContain("it costs");
  }

  @Test
  void aDifferenceWithinTheSpreadOfTheSeedsDoesNotDecide() {
    // Deviations of .042 over two seeds each: the error is .043, and t of two degrees of freedom
    // 4.2.
    assertThat(Ranking.answer(List.of(cell("simclr", 0.41, 0.47), cell("moco", 0.43, 0.49))))
        .startsWith(
            "moco is ahead, but undecided, by k-NN: 46.0 % +- 4.2 against 44.0 % +- 4.2 of simclr, a"
                + " difference of 2.0 points, within its 95 % margin of 17.6 (2 seeds each)");
  }

  @Test
  void aProbeOfAllCellsDecidesBeforeKnn() {
    var a = Cells.withNumbers(Cells.plan("a"), "HEALTHY", Map.of("knn.top1", 0.5, "linear", 0.5));
    var b = Cells.withNumbers(Cells.plan("b"), "HEALTHY", Map.of("knn.top1", 0.4, "linear", 0.6));

    assertThat(Ranking.answer(List.of(a, b)))
        .startsWith("b is best by linear probe: 60.0 % against 50.0 % of a")
        .contains("; k-NN puts a first (50.0 %)");
    assertThat(Ranking.answer(List.of(a, cell("c", 0.3)))).startsWith("a is best by k-NN");
  }

  @Test
  void everyAccuracyHasALeadOfItsOwn() {
    var a = Cells.withNumbers(Cells.plan("a"), "HEALTHY", Map.of("knn.top1", 0.5, "linear", 0.5));
    var b = Cells.withNumbers(Cells.plan("b"), "HEALTHY", Map.of("knn.top1", 0.505, "linear", 0.4));

    var leads = Ranking.leads(List.of(a, b));

    assertThat(leads)
        .extracting(Ranking.Lead::measure)
        .containsExactly(Measure.KNN, Measure.LINEAR);
    assertThat(leads).extracting(Ranking.Lead::decided).containsExactly(false, true);
    assertThat(leads.get(0).sentence()).startsWith("b is ahead, but undecided, by k-NN: 50.5 %");
    assertThat(Ranking.answer(List.of(a, b)))
        .startsWith("a is best by linear probe")
        .contains("; k-NN puts b first (50.5 %), but undecided;");
    assertThat(Ranking.leads(List.of(a))).isEmpty();
  }

  @Test
  void aFirstThatCollapsedIsNotCalledBestWithoutAWord() {
    var collapsed =
        Cells.withNumbers(
            Cells.plan("collapsed"), "COMPLETE_COLLAPSE", Map.of("knn.top1", 0.5, "linear", 0.6));
    var healthy =
        Cells.withNumbers(Cells.plan("healthy"), "HEALTHY", Map.of("knn.top1", 0.4, "linear", 0.5));

    assertThat(Ranking.answer(List.of(healthy, collapsed)))
        .startsWith(
            "collapsed, although its verdict is complete collapse, is best by linear probe: 60.0 %");
    assertThat(Ranking.leads(List.of(healthy, collapsed)))
        .extracting(Ranking.Lead::sound)
        .containsExactly(false, false);
  }

  @Test
  void verdictsOfSeveralSeedsAreCountedBesideTheFirst() {
    var cell = Cells.plan("mixed");
    var mixed =
        new CellOutcome(
            cell,
            List.of(
                Cells.done(cell, "HEALTHY", 0.5).runs().get(0),
                Cells.done(cell, "DIMENSIONAL_COLLAPSE", 0.5).runs().get(0)));

    assertThat(Ranking.answer(List.of(mixed, cell("b", 0.4))))
        .startsWith("mixed, although its runs' verdicts are 1 ");
  }

  @Test
  void aFirstThatIsNoBetterThanItsUntrainedNetworkIsNotCalledBestWithoutAWord() {
    var first =
        Cells.withNumbers(
            Cells.plan("first"),
            "UNCERTAIN",
            Map.of("knn.top1", 0.3, "baselines.untrainedKnn", 0.34));

    assertThat(Ranking.answer(List.of(first, cell("second", 0.2))))
        .startsWith(
            "first, although it is no better than the untrained network (34.0 %), is best by k-NN");
  }

  @Test
  void ofEqualCellsNoneIsAhead() {
    var collapsed = Cells.done(Cells.plan("c"), "COMPLETE_COLLAPSE", 0.4);

    var answer = Ranking.answer(List.of(cell("a", 0.4), cell("b", 0.4), collapsed, cell("d", 0.2)));

    assertThat(answer)
        .startsWith("a, b and c (complete collapse) are equal by k-NN: 40.0 %")
        .doesNotContain("best")
        .doesNotContain("ahead");
  }

  @Test
  void anUntrainedNetworkHasNoRank() {
    var untrained =
        Cells.withNumbers(
            Cells.plan("untrained"), "UNCERTAIN", Map.of("knn.top1", 0.9, "epoch", 0.0));

    assertThat(Ranking.by(Measure.KNN, List.of(untrained, cell("a", 0.3))).ranks())
        .isEqualTo(Map.of("a", 1));
    assertThat(Ranking.answer(List.of(untrained, cell("a", 0.3))))
        .isEqualTo(
            "Only a has a k-NN score (30.0 %), so nothing is ranked: untrained was not trained for a whole epoch.");
  }

  /** A finished cell without k-NN, and without a probe unless it is given. */
  private static CellOutcome unscored(String id, Map<String, Double> numbers) {
    var scored = Cells.withNumbers(Cells.plan(id), "HEALTHY", numbers);
    var run = scored.runs().get(0);
    var last = new java.util.LinkedHashMap<>(run.result().last());
    last.remove("knn.top1");
    var result = run.result();
    return new CellOutcome(
        scored.cell(),
        List.of(
            new RunOutcome(
                run.run(),
                RunStatus.DONE,
                null,
                new RunResult(
                    last,
                    result.untrained(),
                    result.linear(),
                    result.linearQueries(),
                    false,
                    result.verdict(),
                    result.secondsPerEpoch(),
                    Map.of(),
                    result.threads()))));
  }

  @Test
  void finishedRunsWithoutAScoreAreNamed() {
    assertThat(Ranking.answer(List.of(cell("a", 0.4), unscored("b", Map.of()))))
        .isEqualTo(
            "Only a has a k-NN score (40.0 %), so nothing is ranked: b has no k-NN score because its images have no labels.");
    assertThat(Ranking.answer(List.of(unscored("a", Map.of()), unscored("b", Map.of()))))
        .startsWith("No finished run has a k-NN score, so nothing is ranked: a has no k-NN score");
    assertThat(Ranking.answer(List.of(cell("a", 0.4), cell("b", 0.2), unscored("c", Map.of()))))
        .startsWith("a is best by k-NN")
        .endsWith(" Not ranked: c has no k-NN score because its images have no labels.");
  }

  @Test
  void aProbeRanksRunsOfWhichSomeHaveNoKnn() {
    var a = Cells.withNumbers(Cells.plan("a"), "HEALTHY", Map.of("linear", 0.5));

    assertThat(Ranking.answer(List.of(a, unscored("b", Map.of("linear", 0.4)))))
        .startsWith("a is best by linear probe: 50.0 % against 40.0 % of b")
        .doesNotContain("k-NN");
  }

  @Test
  void withoutTwoFinishedCellsThereIsNothingToRank() {
    assertThat(Ranking.answer(List.of()))
        .isEqualTo("No run is finished yet, so there is nothing to compare.");
    assertThat(Ranking.answer(List.of(cell("a", 0.4)))).isEqualTo("Only a is finished: 40.0 %.");
  }
}
