package org.ssl4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SoftmaxRegressionTest {

  private static final double STEP = 1e-5;

  /** The wide case has several blocks of rows, and the last is partial. */
  @ParameterizedTest
  @CsvSource({"30, 4, 3", "1600, 700, 3", "50, 3, 12", "9, 2, 2"})
  void theGradientIsThatOfFiniteDifferences(int rows, int columns, int classes) {
    var random = new Random(5);
    try (var regression = random(random, rows, columns, classes)) {
      double[] x = random.doubles(regression.length(), -0.3, 0.3).toArray();
      double[] gradient = new double[x.length];
      double[] ignored = new double[x.length];
      int count = rows - 1; // the last row must not count
      double decay = 0.07;
      regression.evaluate(x, count, decay, gradient);
      double largest = Arrays.stream(gradient).map(Math::abs).max().orElseThrow();
      int stride = Math.max(1, x.length / 40);
      for (int i = x.length - 1; i >= 0; i -= stride) {
        double kept = x[i];
        x[i] = kept + STEP;
        double above = regression.evaluate(x, count, decay, ignored);
        x[i] = kept - STEP;
        double below = regression.evaluate(x, count, decay, ignored);
        x[i] = kept;
        assertThat(gradient[i])
            .as("entry " + i)
            .isCloseTo((above - below) / (2 * STEP), within(1e-7 * Math.max(1, largest)));
      }
    }
  }

  @Test
  void atZeroTheLossIsThatOfChance() {
    try (var regression = random(new Random(1), 40, 3, 7)) {
      double[] zero = new double[regression.length()];
      assertThat(regression.evaluate(zero, 40, 1, zero.clone()))
          .isCloseTo(Math.log(7), within(1e-12));
      assertThat(regression.fit(zero, 0, 40).loss()).isCloseTo(Math.log(7), within(1e-12));
    }
  }

  @Test
  void hugeScoresDoNotOverflow() {
    try (var regression = random(new Random(1), 40, 3, 4)) {
      double[] x = new Random(2).doubles(regression.length(), -1e5, 1e5).toArray();
      double[] gradient = new double[x.length];
      assertThat(regression.evaluate(x, 40, 0, gradient)).isFinite();
      assertThat(Arrays.stream(gradient)).allMatch(Double::isFinite);
    }
  }

  /**
   * At zero weights the curvature is exact: it maps a small step back from the gradient's change.
   */
  @Test
  void theCurvatureIsTheHessianAtZero() {
    var random = new Random(8);
    int classes = 4;
    try (var regression = random(random, 200, 6, classes);
        var curvature = new SoftmaxCurvature(regression, 200)) {
      double decay = 0.02;
      curvature.factorise(decay);
      double[] step = random.doubles(regression.length(), -1e-6, 1e-6).toArray();
      centreOverClasses(step, 6, classes);
      double[] before = new double[step.length];
      double[] after = new double[step.length];
      regression.evaluate(new double[step.length], 200, decay, before);
      regression.evaluate(step, 200, decay, after);
      for (int i = 0; i < after.length; i++) {
        after[i] -= before[i];
      }
      // The features' means are not zero here, which the curvature leaves out: hence the weights
      // only
      // of features that are.
      double[] solved = curvature.solve(after);
      assertThat(solved).hasSameSizeAs(step);
      for (int i = 0; i < classes * 6; i++) {
        assertThat(solved[i]).isCloseTo(step[i], within(2e-8));
      }
    }
  }

  /** What a class gains, others lose: only such steps occur when starting from zero. */
  private static void centreOverClasses(double[] step, int columns, int classes) {
    for (int j = 0; j < columns; j++) {
      double mean = 0;
      for (int c = 0; c < classes; c++) {
        mean += step[c * columns + j] / classes;
      }
      for (int c = 0; c < classes; c++) {
        step[c * columns + j] -= mean;
      }
    }
    Arrays.fill(step, classes * columns, step.length, 0);
  }

  private static SoftmaxRegression random(Random random, int rows, int columns, int classes) {
    int[] labels = random.ints(rows, 0, classes).toArray();
    var regression = new SoftmaxRegression(labels, columns, classes);
    for (int i = 0; i < rows; i++) {
      double[] row = new double[columns];
      Arrays.setAll(row, j -> random.nextGaussian());
      regression.row(i, row);
    }
    return regression;
  }
}
