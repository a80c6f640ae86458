package org.ssl4j.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PlanarProjectionTest {

  @Test
  void findsTheTwoDirectionsOfGreatestVariance() {
    var random = new SplittableRandom(3);
    double[][] rows = new double[400][6];
    for (double[] row : rows) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      // Along (1, 1, 0, ...) / sqrt 2 with deviation 3 and along (0, 0, 1, ...) with 2, noise of
      // 0.1.
      Arrays.setAll(row, j -> 5 + 0.1 * random.nextGaussian());
      row[0] += 3 * a / Math.sqrt(2);
      row[1] += 3 * a / Math.sqrt(2);
      row[2] += 2 * b;
    }

    var projection = PlanarProjection.of(rows);

    double mean = Arrays.stream(projection.x()).average().orElseThrow();
    assertThat(mean).isCloseTo(0, within(1e-9));
    assertThat(projection.xShare()).isCloseTo(9 / 13.05, within(0.06));
    assertThat(projection.yShare()).isCloseTo(4 / 13.05, within(0.06));
    for (int i = 1; i < rows.length; i++) {
      double along = (rows[i][0] + rows[i][1] - rows[0][0] - rows[0][1]) / Math.sqrt(2);
      assertThat(Math.abs(projection.x()[i] - projection.x()[0]))
          .isCloseTo(Math.abs(along), within(0.6));
    }
  }

  @Test
  void aLineHasNoSecondDirection() {
    double[][] rows = new double[50][8];
    for (int i = 0; i < rows.length; i++) {
      Arrays.fill(rows[i], i);
    }

    var projection = PlanarProjection.of(rows);

    assertThat(projection.xShare()).isCloseTo(1, within(1e-9));
    assertThat(projection.y()).containsOnly(new double[] {0}, within(1e-6));
  }

  @Test
  void aPointStaysAPoint() {
    double[][] rows = new double[50][8];
    for (double[] row : rows) {
      Arrays.fill(row, 0.1);
    }

    var projection = PlanarProjection.of(rows);

    assertThat(projection.x()).containsOnly(0);
    assertThat(projection.y()).containsOnly(0);
    assertThat(projection.xShare()).isZero();
  }
}
