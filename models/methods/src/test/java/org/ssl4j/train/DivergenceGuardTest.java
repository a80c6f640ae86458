package org.ssl4j.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.ssl4j.dl4j.Graphs;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.method.Step;
import org.ssl4j.method.StepContext;
import org.ssl4j.models.method.TinyExperiments;

/** What counts as a divergence, and what is said about it. */
class DivergenceGuardTest {

  @TempDir Path directory;

  private SSLMethod method;
  private DivergenceGuard guard;

  @BeforeEach
  void create() {
    method = TinyExperiments.create(directory, "vicreg", List.of());
    guard = new DivergenceGuard(method.networks().online());
    Graphs.gradients(method, TinyExperiments.views(1), new StepContext(0, 1));
    Graphs.online(method).flatGradient().assign(0);
  }

  @AfterEach
  void close() {
    method.close();
  }

  private static Step step(double variance, double covariance) {
    Map<String, Double> terms = new LinkedHashMap<>();
    terms.put("variance", variance);
    terms.put("covariance", covariance);
    return new Step(variance + covariance, terms, null);
  }

  @Test
  void aLossAThousandTimesTheFirstNamesItsLargestTermAndLayer() {
    var segment = method.networks().online().layout().segments().get(0);
    Graphs.online(method).flatGradient().putScalar(segment.offset(), -7);
    assertThatThrownBy(() -> guard.check(12, step(1, 25_001), norm(), OptionalDouble.of(25)))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("at step 12: the loss has exploded to 2.50e+04 from 25.0")
        .hasMessageContaining("largest term: covariance, 2.50e+04")
        .hasMessageContaining("layer with the largest gradient: " + segment.fullName());
  }

  @Test
  void aLossWithinBoundsIsNone() {
    assertThatCode(() -> guard.check(12, step(1, 24_000), norm(), OptionalDouble.of(25)))
        .doesNotThrowAnyException();
    // Near zero the first loss says nothing about the size of the others.
    assertThatCode(() -> guard.check(2, step(0, -0.9), norm(), OptionalDouble.of(-0.0001)))
        .doesNotThrowAnyException();
    assertThatCode(() -> guard.check(1, step(1e9, 0), norm(), OptionalDouble.empty()))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void aGradientThatIsNotFiniteNamesItsLayer(double value) {
    var segments = method.networks().online().layout().segments();
    var segment = segments.get(segments.size() - 1);
    Graphs.online(method).flatGradient().putScalar(segment.offset(), value);
    assertThatThrownBy(() -> guard.check(3, step(1, 1), norm(), OptionalDouble.of(2)))
        .isInstanceOf(DivergedException.class)
        .hasMessageContaining("its gradient is not finite")
        .hasMessageContaining(segment.fullName() + " (its gradient)");
  }

  /** The norm that a step takes is not finite where one entry of a long gradient is not. */
  @ParameterizedTest
  @ValueSource(floats = {Float.NaN, Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY})
  void theNormOfFloatsFindsOneEntryThatIsNotFinite(float value) {
    for (int at : new int[] {0, 1, 7, 99_998, 99_999}) {
      var gradient = Nd4j.zeros(DataType.FLOAT, 100_000);
      assertThat(Nd4j.getBlasWrapper().nrm2(gradient)).isZero();
      gradient.putScalar(at, value);
      assertThat(Double.isFinite(Nd4j.getBlasWrapper().nrm2(gradient))).as("at %d", at).isFalse();
    }
    // A large entry whose square does not fit into a float is no reason to stop.
    var large = Nd4j.zeros(DataType.FLOAT, 100_000).putScalar(5, 1e25);
    assertThat(Nd4j.getBlasWrapper().nrm2(large)).isFinite();
  }

  private double norm() {
    return method.networks().online().gradientNorm();
  }
}
