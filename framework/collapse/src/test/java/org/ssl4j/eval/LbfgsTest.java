package org.ssl4j.eval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

class LbfgsTest {

  /** Curvatures from 1 to 1e6; the minimum is at (1, 2, 3, ...). */
  private static final double[] CURVATURES = {1, 10, 1e2, 1e3, 1e4, 1e5, 1e6};

  private static double quadratic(double[] x, double[] gradient) {
    double value = 0;
    for (int i = 0; i < x.length; i++) {
      double distance = x[i] - (i + 1);
      gradient[i] = CURVATURES[i] * distance;
      value += gradient[i] * distance / 2;
    }
    return value;
  }

  private static Lbfgs.Minimum minimise(int iterations, UnaryOperator<double[]> preconditioner) {
    return new Lbfgs(10, 1e-12, iterations)
        .minimise(LbfgsTest::quadratic, preconditioner, new double[CURVATURES.length]);
  }

  @Test
  void withTheExactCurvatureOneStepSuffices() {
    var minimum =
        minimise(
            10,
            gradient -> {
              double[] result = gradient.clone();
              for (int i = 0; i < result.length; i++) {
                result[i] /= CURVATURES[i];
              }
              return result;
            });
    assertThat(minimum.converged()).isTrue();
    assertThat(minimum.iterations()).isEqualTo(1);
    assertThat(minimum.value()).isCloseTo(0, within(1e-12));
  }

  @Test
  void withoutPreconditionerItGetsThereToo() {
    var minimum = minimise(200, gradient -> gradient);
    assertThat(minimum.converged()).isTrue();
    for (int i = 0; i < CURVATURES.length; i++) {
      assertThat(minimum.x()[i]).isCloseTo(i + 1, within(1e-5));
    }
  }

  @Test
  void whenIterationsDoNotSufficeItSaysSo() {
    var minimum = minimise(3, gradient -> gradient);
    assertThat(minimum.converged()).isFalse();
    assertThat(minimum.iterations()).isEqualTo(3);
  }

  @Test
  void atTheMinimumNothingIsDone() {
    var minimum =
        new Lbfgs(10, 1e-12, 10)
            .minimise(
                LbfgsTest::quadratic, gradient -> gradient, new double[] {1, 2, 3, 4, 5, 6, 7});
    assertThat(minimum.iterations()).isZero();
    assertThat(minimum.converged()).isTrue();
  }
}
