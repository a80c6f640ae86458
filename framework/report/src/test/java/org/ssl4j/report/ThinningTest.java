package org.ssl4j.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ThinningTest {

  @Test
  void keepsAnOutlierOfOneStepInAHundredThousand() {
    double[] values = new double[100_000];
    values[54_321] = 7;
    values[54_322] = -7;

    assertThat(Thinning.extremes(values, 200))
        .contains(54_321, 54_322)
        .hasSizeLessThanOrEqualTo(200);
  }

  @Test
  void isNotLedAstrayByNaN() {
    double[] values = new double[1000];
    Arrays.setAll(values, i -> i % 10 == 0 ? Math.sin(i) : Double.NaN);

    double[] kept =
        Arrays.stream(Thinning.extremes(values, 100)).mapToDouble(i -> values[i]).toArray();

    assertThat(Arrays.stream(kept).filter(Double::isFinite).count()).isGreaterThan(60);
  }

  @Property
  void everyWayKeepsTheEndsInOrderAndWithinTheLimit(
      @ForAll @IntRange(min = 1, max = 5000) int n,
      @ForAll @IntRange(min = 4, max = 300) int limit) {
    double[] values = new SplittableRandom(n).doubles(n).toArray();

    for (int[] kept :
        new int[][] {
          Thinning.extremes(values, limit), Thinning.even(n, limit), Thinning.logarithmic(n, limit)
        }) {
      assertThat(kept)
          .hasSizeLessThanOrEqualTo(Math.max(limit, Math.min(n, limit)))
          .doesNotHaveDuplicates();
      assertThat(kept).isSorted().startsWith(0).endsWith(n - 1);
    }
  }

  @Test
  void logarithmicIsDenseAtTheStart() {
    int[] kept = Thinning.logarithmic(2048, 160);

    assertThat(kept).startsWith(0, 1, 2, 3, 4, 5, 6, 7, 8, 9).hasSize(160);
    assertThat(kept[159] - kept[158]).isGreaterThan(30);
  }
}
