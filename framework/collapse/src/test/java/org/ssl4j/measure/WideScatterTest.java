package org.ssl4j.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** LiDAR where the ridge vanishes beside the scatter of an image's views. */
class WideScatterTest {

  private static final int VIEWS = 4;

  /**
   * Images and deviations along the same axes, then rotated: the eigenvalues are known.
   *
   * @param between standard deviation of the means by axis
   * @param within standard deviation of the views by axis
   */
  private static double[][] rows(double[] between, double[] within) {
    int d = between.length;
    int n = 2 * d;
    double[][] rows = new double[n * VIEWS][d];
    for (int i = 0; i < n; i++) {
      int axis = i / 2;
      double mean = (i % 2 == 0 ? 1 : -1) * between[axis] * Math.sqrt((n - 1) / 2.0);
      double deviation = within[axis] * Math.sqrt(n * (VIEWS - 1) / 8.0);
      for (int view = 0; view < VIEWS; view++) {
        rows[i * VIEWS + view][axis] = mean + (view % 2 == 0 ? 1 : -1) * deviation;
      }
    }
    return rotated(rows);
  }

  private static double[][] rotated(double[][] rows) {
    var random = new Random(3);
    int d = rows[0].length;
    for (int mirror = 0; mirror < 5; mirror++) {
      double[] normal = random.doubles(d, -1, 1).toArray();
      double squared = 0;
      for (double value : normal) {
        squared += value * value;
      }
      for (double[] row : rows) {
        double along = 0;
        for (int j = 0; j < d; j++) {
          along += row[j] * normal[j];
        }
        for (int j = 0; j < d; j++) {
          row[j] -= 2 * along / squared * normal[j];
        }
      }
    }
    return rows;
  }

  private static double[] axes(int d, double first, double last) {
    double[] values = new double[d];
    for (int j = 0; j < d; j++) {
      values[j] = first * Math.pow(last / first, j / (d - 1.0));
    }
    return values;
  }

  /** The scale of a network that a high rate has blown up; before, dsygvd failed with info > d. */
  @ParameterizedTest
  @CsvSource({
    "1, 0.5",
    "1e3, 1e3",
    "1e5, 1e5",
    "1e7, 1e6",
    "1e9, 1e9",
    "1e9, 1e-3",
    "1e12, 1e11",
    "1e60, 1e60"
  })
  void theEigenvaluesAreRightAtAnyScale(double between, double within) {
    int d = 24;
    double[] means = axes(d, between, between / 100);
    double[] views = axes(d, within, within / 10);
    var lidar = LidarRank.of(EmbeddingMatrix.of(rows(means, views)), VIEWS);
    double[] expected = new double[d];
    for (int j = 0; j < d; j++) {
      expected[j] = means[j] * means[j] / (views[j] * views[j] + LidarRank.DELTA);
    }
    java.util.Arrays.sort(expected);
    for (int j = 0; j < d; j++) {
      assertThat(lidar.eigenvalues()[j])
          .isCloseTo(expected[d - 1 - j], within(1e-5 * expected[d - 1 - j]));
    }
  }

  /** Both ways are the same number where both are possible. */
  @Test
  void bothWaysAgree() {
    double[][] rows = rows(axes(30, 3, 0.1), axes(30, 1, 0.3));
    var z = EmbeddingMatrix.of(rows);
    double[][] imageMeans = new double[rows.length / VIEWS][30];
    for (int i = 0; i < rows.length; i++) {
      for (int j = 0; j < 30; j++) {
        imageMeans[i / VIEWS][j] += rows[i][j] / VIEWS;
      }
    }
    var means = EmbeddingMatrix.of(imageMeans);
    double[] direct = LidarRank.of(z, VIEWS).eigenvalues();
    double[] wide = WideScatter.eigenvalues(z, imageMeans, means, RowStatistics.of(means));
    for (int j = 0; j < direct.length; j++) {
      assertThat(wide[j]).isCloseTo(direct[j], within(1e-9 * direct[0]));
    }
  }

  /** Fewer views than dimensions, most directions without any scatter, values of float32. */
  @ParameterizedTest
  @ValueSource(doubles = {1, 1e4, 1e8, 1e14, 1e18, 1e30})
  void aRankDeficientScatterHasALidar(double scale) {
    var random = new Random(8);
    int n = 20;
    int d = 160;
    double[][] basis = new double[6][d];
    for (double[] row : basis) {
      java.util.Arrays.setAll(row, j -> random.nextGaussian());
    }
    float[] values = new float[n * VIEWS * d];
    for (int i = 0; i < n * VIEWS; i++) {
      for (double[] direction : basis) {
        double along = scale * random.nextGaussian();
        for (int j = 0; j < d; j++) {
          values[i * d + j] += (float) (along * direction[j]);
        }
      }
    }
    var lidar = LidarRank.of(EmbeddingMatrix.of(values, n * VIEWS, d), VIEWS);
    assertThat(lidar.value()).isBetween(0.9, (double) d);
  }
}
