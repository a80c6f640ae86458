package org.ssl4j.study;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class StatisticTest {

  @Test
  void oneValueHasNoSpread() {
    assertThat(Statistic.of(List.of(0.4))).isEqualTo(new Statistic(0.4, null, 1));
    assertThat(Statistic.of(List.of(0.4)).errorOfSeeds()).isEqualTo(StandardError.NONE);
  }

  @Test
  void severalValuesHaveTheUnbiasedDeviation() {
    var statistic = Statistic.of(List.of(1.0, 2.0, 4.0));

    assertThat(statistic.mean()).isCloseTo(7 / 3.0, within(1e-15));
    assertThat(statistic.spread()).isCloseTo(Math.sqrt(7 / 3.0), within(1e-15));
    assertThat(statistic.n()).isEqualTo(3);
    assertThat(statistic.errorOfSeeds().squared()).isCloseTo(7 / 9.0, within(1e-15));
  }

  @Test
  void runsWithoutTheNumberAreLeftOut() {
    assertThat(Statistic.of(new ArrayList<>(Arrays.asList(null, 3.0, null))))
        .isEqualTo(new Statistic(3, null, 1));
    assertThat(Statistic.of(new ArrayList<>(Arrays.asList(null, null)))).isNull();
    assertThat(Statistic.of(List.of())).isNull();
  }
}
