package org.ssl4j.study;

import static org.assertj.core.api.Assertions.assertThat;

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

  @Test
  void aVerdictMustHoldInEveryRun() {
    var cells =
        List.of(
            Cells.done(on, "HEALTHY", 0.40, 0.41),
            new CellOutcome(
                off,
                List.of(
                    Cells.done(off, "COMPLETE_COLLAPSE", 0.1).runs().get(0),
                    Cells.done(off, "HEALTHY", 0.1).runs().get(0))));

    assertThat(check(cells, "stopGradient=true", "not collapsed").reproduced()).isTrue();
    assertThat(check(cells, "stopGradient=true", "collapsed").reproduced()).isFalse();
    var mixed = check(cells, "stopGradient=false", "collapsed");
    assertThat(mixed.reproduced()).isFalse();
    assertThat(mixed.observed()).isEqualTo("off: COMPLETE_COLLAPSE x1, HEALTHY x1");
    assertThat(mixed.evidence()).isEqualTo("off: collapsed in 1 of 2 runs");
    assertThat(check(cells, "stopGradient=true", "verdict is HEALTHY or UNCERTAIN").reproduced())
        .isTrue();
  }

  @Test
  void anAccuracyDecidesOnlyBeyondTwoStandardErrors() {
    // 10,000 queries at .3 and .4: a standard error of the difference of .0067.
    assertThat(check(cells(Map.of("knn.top1", 0.27)), "off", "knn below untrained").reproduced())
        .isTrue();
    var close = check(cells(Map.of("knn.top1", 0.295)), "off", "knn below untrained");
    assertThat(close.reproduced()).isNull();
    assertThat(close.evidence())
        .isEqualTo(
            "off has knn 0.295 against 0.300 of untrained, within 2 standard errors (6.47e-03)");
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
  void otherMeasuresAreComparedWithAFactor() {
    var cells = cells(Map.of("layers.projector.effectiveRank", 6.0));

    var outcome = check(cells, "off", "effectiveRank below 0.1 of on");
    assertThat(outcome.reproduced()).isTrue();
    assertThat(outcome.expected()).isEqualTo("off: effectiveRank below 0.1 of on");
    assertThat(outcome.observed()).isEqualTo("off: effectiveRank 6");
    assertThat(outcome.evidence()).isEqualTo("off has effectiveRank 6 against 10 (0.100 of on)");
    assertThat(check(cells, "off", "effectiveRank above 7").reproduced()).isFalse();
    assertThat(check(cells, "off", "effectiveRank below 0.05 of untrained").reproduced()).isFalse();
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
    assertThat(outcome.evidence()).isEqualTo("on is HEALTHY");
  }
}
