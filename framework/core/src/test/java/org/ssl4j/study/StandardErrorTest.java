package org.ssl4j.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StandardErrorTest {

  /** Quantiles of a table of Student's t. */
  @ParameterizedTest
  @CsvSource({"1, 12.706", "2, 4.303", "4, 2.776", "30, 2.042"})
  void anErrorEstimatedFromFewSeedsHasAWideMargin(int degreesOfFreedom, double quantile) {
    assertThat(StandardError.estimated(0.25, degreesOfFreedom).margin())
        .isCloseTo(0.5 * quantile, within(3e-4));
  }

  @Test
  void aKnownErrorHasTheMarginOfTheNormalDistribution() {
    assertThat(StandardError.known(4).margin()).isCloseTo(2 * 1.95996, within(1e-4));
    assertThat(StandardError.NONE.margin()).isZero();
  }

  @Test
  void degreesOfFreedomAreAddedByWelchAndSatterthwaite() {
    // Two equal errors of two degrees each have four together.
    var sum = StandardError.estimated(1, 2).plus(StandardError.estimated(1, 2));
    assertThat(sum.margin()).isCloseTo(Math.sqrt(2) * 2.7764, within(1e-4));
    // A known part of three times the size: (1 + 3)^2 / (1 / 2) = 32 degrees.
    var mixed = StandardError.estimated(1, 2).plus(StandardError.known(3));
    assertThat(mixed.margin()).isCloseTo(2 * 2.0369, within(1e-4));
  }

  @Test
  void aFactorScalesTheMarginAndNotItsDegreesOfFreedom() {
    var error = StandardError.estimated(2, 3);

    assertThat(error.times(0.1).margin()).isCloseTo(0.1 * error.margin(), within(1e-12));
  }

  @Test
  void aDifferenceDecidesBeyondTheMarginOnly() {
    var error = StandardError.known(1);

    assertThat(error.decides(1.9)).isFalse();
    assertThat(error.decides(-2)).isTrue();
    assertThat(StandardError.NONE.decides(0)).isFalse();
    assertThat(StandardError.NONE.decides(1e-9)).isTrue();
  }
}
