package org.ssl4j.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ssl4j.diagnose.Verdict;
import org.ssl4j.study.Rule.Reference;

class RuleTest {

  private final List<CellPlan> cells =
      List.of(
          Cells.plan("on", "method.stopGradient", true),
          Cells.plan("off", "method.stopGradient", false));

  @Test
  void rulesAreRead() {
    assertThat(Rule.parse("collapsed", cells)).isEqualTo(new Rule.Collapsed("collapsed", true));
    assertThat(Rule.parse("not collapsed", cells))
        .isEqualTo(new Rule.Collapsed("not collapsed", false));
    assertThat(Rule.parse("verdict is HEALTHY or UNCERTAIN", cells))
        .isEqualTo(
            new Rule.VerdictIs(
                "verdict is HEALTHY or UNCERTAIN", List.of(Verdict.HEALTHY, Verdict.UNCERTAIN)));
    assertThat(Rule.parse("knn below untrained", cells))
        .isEqualTo(
            new Rule.Compared("knn below untrained", "knn", false, 1, new Reference.Untrained()));
    assertThat(Rule.parse("loss below -0.9", cells))
        .isEqualTo(
            new Rule.Compared("loss below -0.9", "loss", false, -0.9, new Reference.Constant()));
    assertThat(Rule.parse("effectiveRank below 0.1 of stopGradient=true", cells))
        .isEqualTo(
            new Rule.Compared(
                "effectiveRank below 0.1 of stopGradient=true",
                "effectiveRank",
                false,
                0.1,
                new Reference.Cells("stopGradient=true", List.of("on"))));
    assertThat(Rule.parse("backbone.stdRatio above 2 of untrained", cells))
        .isInstanceOf(Rule.Compared.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "collapses|is not a rule",
        "verdict is HEALTY|unknown verdict \"HEALTY\"; did you mean \"HEALTHY\"?",
        "knnn above 1|unknown measure \"knnn\"; did you mean \"knn\"?",
        "effectiveRnk above 1|did you mean \"effectiveRank\"?",
        "knn above nowhere|unknown cell \"nowhere\"",
        "stdRatio above pixels|but only knn and linear are measured on pixels",
        "loss above untrained|but it is not measured before training",
      })
  void whatIsNoRuleIsRefusedWithAHint(String text, String message) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rule.parse(text, cells))
        .withMessageContaining(message);
  }
}
