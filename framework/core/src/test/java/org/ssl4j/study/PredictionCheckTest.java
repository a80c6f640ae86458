package org.ssl4j.study;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PredictionCheckTest {

  private final CellPlan on = Cells.plan("on", "method.stopGradient", true);
  private final CellPlan off = Cells.plan("off", "method.stopGradient", false);
  private final List<CellPlan> plans = List.of(on, off);

  private PredictionOutcome check(List<CellOutcome> cells, String selector, String rule) {
    var expectation =
        new Prediction.Expectation(
            selector,
            CellSelector.select(selector, plans).stream().map(CellPlan::id).toList(),
            Rule.parse(rule, plans));
    return new PredictionCheck(cells)
        .check(new Prediction("It does.", "A paper", List.of(expectation)));
  }

  private List<CellOutcome> cells(Map<String, Double> offNumbers) {
    return List.of(
        Cells.done(on, "HEALTHY", 0.40),
        Cells.withNumbers(off, "DIMENSIONAL_COLLAPSE", offNumbers));
  }

  private CellOutcome offWith(String... verdicts) {
    return new CellOutcome(
        off,
        Arrays.stream(verdicts).map(word -> Cells.done(off, word, 0.1).runs().get(0)).toList());
  }

  private Boolean judged(String rule, String... verdicts) {
    return check(List.of(Cells.done(on, "HEALTHY", 0.4), offWith(verdicts)), "off", rule)
        .reproduced();
  }

  @Test
  void aVerdictDecidesWhenAllRunsAgree() {
    assertThat(judged("collapsed", "COMPLETE_COLLAPSE", "DIMENSIONAL_COLLAPSE")).isTrue();
    assertThat(judged("not collapsed", "COMPLETE_COLLAPSE", "DIMENSIONAL_COLLAPSE")).isFalse();
    assertThat(judged("collapsed", "HEALTHY", "NOT_LEARNING")).isFalse();
    assertThat(judged("not collapsed", "HEALTHY", "NOT_LEARNING")).isTrue();
    assertThat(judged("verdict is HEALTHY or UNCERTAIN", "HEALTHY", "UNCERTAIN")).isTrue();
    assertThat(judged("verdict is HEALTHY", "COMPLETE_COLLAPSE")).isFalse();
  }

  @Test
  void anUncertainOrMixedCellIsUndecidedBothWays() {
    for (String rule : List.of("collapsed", "not collapsed")) {
      assertThat(judged(rule, "UNCERTAIN")).as(rule).isNull();
      assertThat(judged(rule, "DIVERGED")).as(rule).isNull();
      assertThat(judged(rule, "UNCERTAIN", "HEALTHY")).as(rule).isNull();
      assertThat(judged(rule, "UNCERTAIN", "COMPLETE_COLLAPSE")).as(rule).isNull();
      assertThat(judged(rule, "COMPLETE_COLLAPSE", "HEALTHY")).as(rule).isNull();
    }
    assertThat(judged("verdict is HEALTHY", "UNCERTAIN")).isNull();
  }

  @Test
  void theVerdictsOfSeveralRunsAreCountedInWords() {
    var cells =
        List.of(Cells.done(on, "HEALTHY", 0.4), offWith("HEALTHY", "UNCERTAIN", "UNCERTAIN"));

    var mixed = check(cells, "off", "not collapsed");

    assertThat(mixed.observed()).isEqualTo("off: 2 uncertain, 1 healthy");
    assertThat(mixed.evidence())
        .isEqualTo("off: not collapsed in 1 of 3 runs (2 uncertain, 1 healthy)");
    assertThat(check(cells, "on", "not collapsed").evidence()).isEqualTo("on: healthy");
  }

  @Test
  void anAccuracyDecidesOnlyBeyondItsMargin() {
    // 10,000 queries at .3 and .4: a standard error of the difference of .0067.
    assertThat(check(cells(Map.of("knn.top1", 0.27)), "off", "knn below untrained").reproduced())
        .isTrue();
    var close = check(cells(Map.of("knn.top1", 0.295)), "off", "knn below untrained");
    assertThat(close.reproduced()).isNull();
    assertThat(close.observed()).isEqualTo("off: knn 29.5 % (one seed, its spread unknown)");
    assertThat(close.evidence())
        .isEqualTo(
            "off has knn 29.5 % against 30.0 % of untrained, within the 95 % margin of 1.3 points");
    assertThat(check(cells(Map.of("knn.top1", 0.33)), "off", "knn below untrained").reproduced())
        .isFalse();
    assertThat(
            check(cells(Map.of("knn.top1", 0.33)), "off", "knn below stopGradient=true")
                .reproduced())
        .isTrue();
    assertThat(check(cells(Map.of("knn.top1", 0.33)), "off", "knn below pixels").reproduced())
        .isTrue();
  }

  @Test
  void theSpreadOfFewSeedsWeighsMoreThanTwoStandardErrors() {
    // Errors of .0082 and .0041 from the seeds and .0045 from the images: 2.4 of them apart, but t
    // is 2.8.
    var close =
        check(
            List.of(
                Cells.done(on, "HEALTHY", 0.30, 0.31, 0.328),
                Cells.done(off, "HEALTHY", 0.28, 0.287, 0.294)),
            "on",
            "knn above off");

    assertThat(close.reproduced()).isNull();
    assertThat(close.observed()).isEqualTo("on: knn 31.3 % +- 1.4 in 3 seeds");
    assertThat(close.evidence())
        .startsWith("on has knn 31.3 % against 28.7 % of off, within the 95 % margin of");
    assertThat(
            check(
                    List.of(
                        Cells.done(on, "HEALTHY", 0.33, 0.34, 0.358),
                        Cells.done(off, "HEALTHY", 0.28, 0.287, 0.294)),
                    "on",
                    "knn above off")
                .reproduced())
        .isTrue();
  }

  @Test
  void otherMeasuresAreComparedWithAFactor() {
    var cells = cells(Map.of("layers.projector.effectiveRank", 6.0));

    var outcome = check(cells, "off", "effectiveRank below 0.1 of on");
    assertThat(outcome.reproduced()).isTrue();
    assertThat(outcome.expected()).isEqualTo("off: effectiveRank below 0.1 of on");
    assertThat(outcome.observed()).isEqualTo("off: effectiveRank 6 (one seed, error unknown)");
    assertThat(outcome.evidence()).isEqualTo("off has effectiveRank 6 against 10 (0.100 of on)");
    assertThat(check(cells, "off", "effectiveRank above 7").reproduced()).isFalse();
    assertThat(check(cells, "off", "effectiveRank below 0.05 of untrained").reproduced()).isFalse();
  }

  @Test
  void theSpreadOfTheSeedsDecidesForEveryMeasure() {
    // Means of 0.5 and 0.7 with deviations of 0.1: an error of 0.058 from two degrees of freedom.
    var cells =
        List.of(
            Cells.done(on, "HEALTHY", 0.4), Cells.withSeeds(off, "HEALTHY", "loss", 0.4, 0.5, 0.6));

    var near = check(cells, "off", "loss below 0.7");
    assertThat(near.reproduced()).isNull();
    assertThat(near.observed()).isEqualTo("off: loss 0.500 +- 0.100 in 3 seeds");
    assertThat(near.evidence())
        .isEqualTo("off has loss 0.500 against 0.700, within the 95 % margin of 0.248");
    assertThat(check(cells, "off", "loss below 0.8").reproduced()).isTrue();
    assertThat(check(cells, "off", "loss above 0.8").evidence())
        .isEqualTo("off has loss 0.500 against 0.800 (95 % margin 0.248)");
  }

  @Test
  void whatIsNotThereDecidesNothing() {
    var pending =
        List.of(
            Cells.done(on, "HEALTHY", 0.4),
            new CellOutcome(
                off,
                List.of(
                    new RunOutcome(
                        new PlannedRun(0, null, null, true), RunStatus.PENDING, null, null))));

    var outcome = check(pending, "off", "collapsed");
    assertThat(outcome.reproduced()).isNull();
    assertThat(outcome.evidence()).isEqualTo("off is pending");
    assertThat(check(pending, "on", "linear above 0.2").evidence()).isEqualTo("on has no linear");
    assertThat(check(pending, "on", "knn above off").reproduced()).isNull();
  }

  @Test
  void oneBrokenRuleOfSeveralDecides() {
    var expectations =
        List.of(
            new Prediction.Expectation("on", List.of("on"), Rule.parse("linear above 0.2", plans)),
            new Prediction.Expectation("on", List.of("on"), Rule.parse("collapsed", plans)));
    var outcome =
        new PredictionCheck(cells(Map.of()))
            .check(new Prediction("Both.", "A paper", expectations));

    assertThat(outcome.reproduced()).isFalse();
    assertThat(outcome.evidence()).isEqualTo("on: healthy");
  }
}
