package org.ssl4j.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

class CollapseMeasuresPropertyTest {

  private static final int TRIES = 40;

  @Property(tries = TRIES)
  void rotationLeavesEverySpectralMeasureUnchanged(
      @ForAll long seed, @ForAll @IntRange(min = 3, max = 30) int n) {
    var random = new Random(seed);
    double[][] z = gaussian(random, n, 8);
    double[][] rotated = z;
    for (int i = 0; i < 4; i++) {
      rotated = reflected(rotated, gaussian(random, 1, 8)[0]);
    }
    LayerMeasures before = measure(z);
    LayerMeasures after = measure(rotated);
    assertThat(spectral(after)).containsExactly(spectral(before), within(1e-9));
    assertThat(after.meanCosine()).isCloseTo(before.meanCosine(), within(1e-12));
    assertThat(after.uniformity()).isCloseTo(before.uniformity(), within(1e-10));
  }

  @Property(tries = TRIES)
  void scaleChangesOnlyTheMeasuresOfLength(
      @ForAll long seed, @ForAll @IntRange(min = -6, max = 12) int exponent) {
    double scale = Math.pow(10, exponent);
    double[][] z = gaussian(new Random(seed), 20, 6);
    LayerMeasures before = measure(z);
    LayerMeasures after = measure(mapped(z, v -> v * scale));
    assertThat(spectral(after)).containsExactly(spectral(before), within(1e-9));
    assertThat(after.stdRatio()).isCloseTo(before.stdRatio(), within(1e-12));
    assertThat(after.meanCosine()).isCloseTo(before.meanCosine(), within(1e-12));
    assertThat(after.offDiagonalCorrelation())
        .isCloseTo(before.offDiagonalCorrelation(), within(1e-12));
    assertThat(after.rawStd()).isCloseTo(scale * before.rawStd(), within(1e-12 * scale));
    assertThat(after.meanNorm()).isCloseTo(scale * before.meanNorm(), within(1e-11 * scale));
  }

  @Property(tries = TRIES)
  void orderOfRowsDoesNotMatter(@ForAll long seed) {
    var random = new Random(seed);
    double[][] z = gaussian(random, 25, 7);
    double[][] shuffled = z.clone();
    for (int i = shuffled.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      double[] row = shuffled[i];
      shuffled[i] = shuffled[j];
      shuffled[j] = row;
    }
    LayerMeasures before = measure(z);
    LayerMeasures after = measure(shuffled);
    assertThat(spectral(after)).containsExactly(spectral(before), within(1e-9));
    assertThat(after.stdRatio()).isCloseTo(before.stdRatio(), within(1e-12));
    assertThat(after.uniformity()).isCloseTo(before.uniformity(), within(1e-12));
  }

  @Property(tries = TRIES)
  void plusMinusOneVectorHasRankOneWhateverItsStd(
      @ForAll long seed, @ForAll @IntRange(min = 2, max = 40) int pairs) {
    double[] v = gaussian(new Random(seed), 1, 9)[0];
    double[][] z = new double[2 * pairs][];
    Arrays.setAll(z, i -> Arrays.stream(v).map(x -> i % 2 == 0 ? x : -x).toArray());
    for (SpectralRoute route : routes(z)) {
      LayerMeasures measures = measure(z, route);
      assertThat(measures.effectiveRank()).isCloseTo(1, within(1e-9));
      assertThat(measures.participationRatio()).isCloseTo(1, within(1e-9));
      assertThat(measures.topEigenvalueShare()).isCloseTo(1, within(1e-9));
      assertThat(measures.stdRatio()).isGreaterThan(0.3);
    }
  }

  @Property(tries = TRIES)
  void rankIsAtMostTheNumberOfDirections(
      @ForAll long seed,
      @ForAll @IntRange(min = 1, max = 6) int k,
      @ForAll @IntRange(min = 7, max = 40) int n,
      @ForAll @IntRange(min = 7, max = 40) int d) {
    var random = new Random(seed);
    double[][] basis = integers(random, k, d);
    double[][] z = new double[n][d];
    for (double[] row : z) {
      for (double[] direction : basis) {
        int factor = random.nextInt(-4, 5);
        for (int j = 0; j < d; j++) {
          row[j] += factor * direction[j];
        }
      }
    }
    for (SpectralRoute route : routes(z)) {
      LayerAnalysis analysis = CollapseMeasures.measure(EmbeddingMatrix.of(z), route);
      double[] singularValues = analysis.spectrum().singularValues();
      assertThat(Arrays.stream(singularValues).filter(s -> s > 0).count()).isLessThanOrEqualTo(k);
      assertThat(analysis.measures().effectiveRank()).isLessThanOrEqualTo(k + 1e-9);
      assertThat(analysis.measures().participationRatio()).isLessThanOrEqualTo(k + 1e-9);
    }
  }

  @Property(tries = TRIES)
  void everyRouteGivesTheSameMeasures(
      @ForAll long seed,
      @ForAll @IntRange(min = 2, max = 40) int n,
      @ForAll @IntRange(min = 2, max = 40) int d,
      @ForAll @DoubleRange(min = 0, max = 100) double offset) {
    double[][] z = mapped(gaussian(new Random(seed), n, d), v -> v + offset);
    LayerMeasures direct = measure(z, SpectralRoute.SVD);
    for (SpectralRoute route : routes(z)) {
      LayerMeasures measures = measure(z, route);
      assertThat(spectral(measures)).containsExactly(spectral(direct), within(1e-5));
      assertThat(measures.offDiagonalCorrelation())
          .isCloseTo(direct.offDiagonalCorrelation(), within(1e-9));
    }
  }

  private static double[] spectral(LayerMeasures measures) {
    return new double[] {
      measures.effectiveRank(),
      measures.participationRatio(),
      measures.stableRank(),
      measures.topEigenvalueShare(),
      measures.cevAuc(),
      measures.rankMe()
    };
  }

  private static SpectralRoute[] routes(double[][] z) {
    return new SpectralRoute[] {
      SpectralRoute.SVD, z.length >= z[0].length ? SpectralRoute.COVARIANCE : SpectralRoute.GRAM
    };
  }

  private static LayerMeasures measure(double[][] z) {
    return CollapseMeasures.measure(EmbeddingMatrix.of(z)).measures();
  }

  private static LayerMeasures measure(double[][] z, SpectralRoute route) {
    return CollapseMeasures.measure(EmbeddingMatrix.of(z), route).measures();
  }

  /** Every row reflected at the hyperplane orthogonal to an axis; two such make a rotation. */
  private static double[][] reflected(double[][] z, double[] axis) {
    double square = dot(axis, axis);
    double[][] result = new double[z.length][];
    for (int i = 0; i < z.length; i++) {
      double factor = 2 * dot(z[i], axis) / square;
      double[] row = z[i].clone();
      Arrays.setAll(row, j -> row[j] - factor * axis[j]);
      result[i] = row;
    }
    return result;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int j = 0; j < a.length; j++) {
      sum += a[j] * b[j];
    }
    return sum;
  }

  private static double[][] mapped(double[][] z, DoubleUnaryOperator operator) {
    return Arrays.stream(z)
        .map(row -> Arrays.stream(row).map(operator).toArray())
        .toArray(double[][]::new);
  }

  private static double[][] gaussian(Random random, int n, int d) {
    double[][] rows = new double[n][d];
    for (double[] row : rows) {
      Arrays.setAll(row, j -> random.nextGaussian());
    }
    return rows;
  }

  private static double[][] integers(Random random, int n, int d) {
    double[][] rows = new double[n][d];
    for (double[] row : rows) {
      Arrays.setAll(row, j -> random.nextInt(-5, 6));
    }
    return rows;
  }
}
