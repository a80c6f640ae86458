package org.ssl4j.models.objective;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.ssl4j.matrix.Matrix;

/** Every analytic gradient against central differences in double precision. */
class FiniteDifferencesTest {

  private static final double TOLERANCE = 1e-7;

  private static void assertClose(Matrix analytic, Matrix numerical) {
    assertThat(Samples.relativeDeviation(analytic, numerical)).isLessThan(TOLERANCE);
  }

  @ParameterizedTest
  @CsvSource({"5, 3, 0.5, true", "3, 7, 0.1, true", "2, 2, 1, true", "4, 3, 0.5, false"})
  void ntXent(int n, int d, double temperature, boolean negatives) {
    Matrix z1 = Samples.gaussian(1, n, d);
    Matrix z2 = Samples.scaled(Samples.gaussian(2, n, d), 3);
    ObjectiveResult result = NtXent.compute(z1, z2, temperature, negatives);
    assertClose(
        result.gradient(0),
        Samples.numericalGradient(z1, z -> NtXent.compute(z, z2, temperature, negatives).loss()));
    assertClose(
        result.gradient(1),
        Samples.numericalGradient(z2, z -> NtXent.compute(z1, z, temperature, negatives).loss()));
  }

  @ParameterizedTest
  @CsvSource({"5, 3, 4, 0.5, true", "3, 7, 9, 0.1, true", "4, 3, 4, 0.2, false"})
  void infoNce(int n, int d, int k, double temperature, boolean negatives) {
    Matrix query = Samples.gaussian(1, n, d);
    Matrix key = Samples.scaled(Samples.gaussian(2, n, d), 3);
    Matrix queue = UnitRows.normalize(Samples.gaussian(3, k, d));
    ObjectiveResult result = InfoNce.compute(query, key, queue, temperature, negatives);
    assertClose(
        result.gradient(0),
        Samples.numericalGradient(
            query, q -> InfoNce.compute(q, key, queue, temperature, negatives).loss()));
  }

  @ParameterizedTest
  @CsvSource({"true", "false"})
  void infoNceOfBothViews(boolean negatives) {
    Matrix q1 = Samples.gaussian(1, 4, 3);
    Matrix q2 = Samples.gaussian(2, 4, 3);
    Matrix k1 = Samples.gaussian(3, 4, 3);
    Matrix k2 = Samples.gaussian(4, 4, 3);
    Matrix queue = UnitRows.normalize(Samples.gaussian(5, 6, 3));
    ObjectiveResult result = InfoNce.symmetric(q1, q2, k1, k2, queue, 0.2, negatives);
    assertClose(
        result.gradient(0),
        Samples.numericalGradient(
            q1, q -> InfoNce.symmetric(q, q2, k1, k2, queue, 0.2, negatives).loss()));
    assertClose(
        result.gradient(1),
        Samples.numericalGradient(
            q2, q -> InfoNce.symmetric(q1, q, k1, k2, queue, 0.2, negatives).loss()));
  }

  @ParameterizedTest
  @CsvSource({"3, 2", "1, 3"})
  void cosineRegressions(int n, int d) {
    Matrix[] inputs = {
      Samples.gaussian(1, n, d),
      Samples.scaled(Samples.gaussian(2, n, d), 3),
      Samples.gaussian(3, n, d),
      Samples.scaled(Samples.gaussian(4, n, d), 0.1)
    };
    ObjectiveResult simSiam =
        NegativeCosine.symmetric(inputs[0], inputs[1], inputs[2], inputs[3], true);
    ObjectiveResult byol =
        NormalizedRegression.symmetric(inputs[0], inputs[1], inputs[2], inputs[3], true);
    for (int input = 0; input < inputs.length; input++) {
      int changed = input;
      assertClose(
          simSiam.gradient(input),
          Samples.numericalGradient(
              inputs[input],
              x -> {
                Matrix[] at = inputs.clone();
                at[changed] = x;
                return NegativeCosine.symmetric(at[0], at[1], at[2], at[3], false).loss();
              }));
      assertClose(
          byol.gradient(input),
          Samples.numericalGradient(
              inputs[input],
              x -> {
                Matrix[] at = inputs.clone();
                at[changed] = x;
                return NormalizedRegression.symmetric(at[0], at[1], at[2], at[3], false).loss();
              }));
    }
  }

  /** More columns than rows and more rows than columns take different ways to the covariance. */
  @ParameterizedTest
  @CsvSource({
    "6, 3, 25, 25, 1",
    "3, 6, 25, 25, 1",
    "5, 5, 25, 25, 1",
    "2, 4, 25, 25, 1",
    "4, 2, 0, 1, 0",
    "3, 6, 0, 1, 0",
    "6, 3, 0, 0, 1",
    "3, 6, 0, 0, 1",
    "3, 6, 1, 0, 0"
  })
  void vicReg(int n, int d, double invariance, double variance, double covariance) {
    Matrix z1 = Samples.scaled(Samples.gaussian(1, n, d), 0.7);
    Matrix z2 = Samples.mapped(Samples.gaussian(2, n, d), x -> 0.7 * x + 2);
    ObjectiveResult result = VicRegLoss.compute(z1, z2, invariance, variance, covariance);
    assertClose(
        result.gradient(0),
        Samples.numericalGradient(
            z1, z -> VicRegLoss.compute(z, z2, invariance, variance, covariance).loss()));
    assertClose(
        result.gradient(1),
        Samples.numericalGradient(
            z2, z -> VicRegLoss.compute(z1, z, invariance, variance, covariance).loss()));
  }
}
