package org.ssl4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

class ClassificationTest {

  private static final List<String> SEVEN = List.of("a", "b", "c", "d", "e", "f", "g");

  @Test
  void countsHitsRanksAndConfusions() {
    var tally = new Classification.Tally(SEVEN);
    double[] falling = {7, 6, 5, 4, 3, 2, 1};
    tally.add(0, 0, falling); // hit
    tally.add(4, 0, falling); // fifth
    tally.add(5, 0, falling); // sixth: not among five
    tally.add(1, 1, new double[7]); // all equal: the second class ranks second
    tally.add(6, 0, new double[7]); // and the seventh last
    var result = tally.result();
    assertThat(result.top1()).isCloseTo(2 / 5.0, within(1e-15));
    assertThat(result.top5()).isCloseTo(3 / 5.0, within(1e-15));
    assertThat(result.standardError()).isCloseTo(Math.sqrt(0.4 * 0.6 / 5), within(1e-15));
    assertThat(result.confusion()[4]).containsExactly(1, 0, 0, 0, 0, 0, 0);
    assertThat(result.perClass().get(0)).isEqualTo(new Classification.ClassRow("a", 1, 1.0, 0.25));
    assertThat(result.perClass().get(2)).isEqualTo(new Classification.ClassRow("c", 0, null, null));
    assertThat(result.images()).isEqualTo(5);
  }

  @Test
  void topFiveIsUndefinedForFiveClasses() {
    var tally = new Classification.Tally(SEVEN.subList(0, 5));
    tally.add(0, 1, new double[5]);
    assertThat(tally.result().top5()).isNull();
    assertThat(Classification.Chance.of(new int[] {0}, new int[] {1}, 5).top5()).isNull();
  }

  @Test
  void chanceIsTheMostFrequentTrainingClassAmongTheTestImages() {
    int[] train = {1, 1, 1, 0, 0, 2, 2, 3, 4, 5, 6};
    int[] test = {1, 0, 0, 6, 5};
    var chance = Classification.Chance.of(train, test, 7);
    assertThat(chance.top1()).isCloseTo(0.2, within(1e-15));
    // 1, 0, 2, 3, 4 are the most frequent; of equally frequent ones the lower class.
    assertThat(chance.top5()).isCloseTo(0.6, within(1e-15));
  }
}
