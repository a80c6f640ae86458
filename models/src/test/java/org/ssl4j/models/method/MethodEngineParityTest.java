package org.ssl4j.models.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.ssl4j.bench.StepNet;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.method.MethodContext;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.method.StepContext;
import org.ssl4j.models.engine.OneDnnNatives;

/**
 * Every method on both engines: loss, projections, gradient and updated weights of the mini net.
 * The reference is the portable engine in double precision.
 *
 * <p>The gradient has a tolerance of its own: where rounding turns the sign of a value before a
 * ReLU it jumps, in the portable engine's float as often as in oneDNN's (measured up to 3e-3 of the
 * norm). {@code OneDnnNetworkTest} holds gradients to 1e-4 where such flips are rare.
 */
class MethodEngineParityTest {

  private static final double TOLERANCE = 1e-4;
  private static final double LEARNING_RATE = 0.03;
  private static final int DRAWS = 3;
  private static final int BATCH = 8;

  /** What the turned sign of a few values before a ReLU was seen to do to a gradient's norm. */
  private static final double SIGN_FLIPS = 5e-3;

  @BeforeAll
  static void load() {
    OneDnnNatives.require();
  }

  @ParameterizedTest
  @ValueSource(strings = {"simclr", "moco", "byol", "simsiam", "vicreg"})
  void aStepAgrees(String name) {
    try (var fast = create(name, "onednn", DataType.FLOAT);
        var exact = create(name, "nd4j", DataType.DOUBLE)) {
      copyParameters(fast, exact);
      var gradientErrors = new double[DRAWS];
      for (int draw = 0; draw < DRAWS; draw++) {
        Nd4j.getRandom().setSeed(100 + draw);
        var views = Nd4j.randn(DataType.FLOAT, 2L * BATCH, 3, 32, 32);
        var context = new StepContext(draw, 100);
        var step = fast.computeGradients(views, context);
        var exactStep = exact.computeGradients(views.castTo(DataType.DOUBLE), context);
        assertThat(step.loss())
            .isCloseTo(
                exactStep.loss(),
                org.assertj.core.data.Offset.offset(
                    TOLERANCE * Math.max(1, Math.abs(exactStep.loss()))));
        assertThat(error(step.projections(), exactStep.projections())).isLessThan(TOLERANCE);
        gradientErrors[draw] =
            error(
                fast.networks().online().flatGradient(), exact.networks().online().flatGradient());
        update(fast, context);
        update(exact, context);
        assertThat(
                error(
                    fast.networks().online().flatParameters(),
                    exact.networks().online().flatParameters()))
            .isLessThan(TOLERANCE);
        copyParameters(fast, exact);
      }
      Arrays.sort(gradientErrors);
      assertThat(gradientErrors[DRAWS / 2]).as("gradient").isLessThan(SIGN_FLIPS);
    }
  }

  private static SSLMethod create(String name, String engine, DataType type) {
    var catalog = new MethodCatalog();
    var config = new StepNet(name, 16, 1, BATCH, engine).load(catalog).config();
    return catalog.get(name).create(new MethodContext(config, type));
  }

  private static void copyParameters(SSLMethod from, SSLMethod to) {
    to.networks()
        .online()
        .flatParameters()
        .assign(castFor(to, from.networks().online().flatParameters()));
    from.networks()
        .target()
        .ifPresent(
            target ->
                to.networks()
                    .target()
                    .orElseThrow()
                    .flatParameters()
                    .assign(castFor(to, target.flatParameters())));
    if (!from.state().arrays().isEmpty()) {
      to.state().arrays().get("queue").assign(from.state().arrays().get("queue"));
    }
  }

  private static INDArray castFor(SSLMethod method, INDArray array) {
    return array.castTo(method.networks().online().flatParameters().dataType());
  }

  private static void update(SSLMethod method, StepContext context) {
    var online = method.networks().online();
    online.flatParameters().subi(online.flatGradient().mul(LEARNING_RATE));
    method.afterUpdate(context);
  }

  /**
   * Norm of the difference relative to the reference's norm; on the heap, native memory is tight.
   */
  private static double error(INDArray actual, INDArray exact) {
    double[] x = actual.dup('c').data().asDouble();
    double[] y = exact.dup('c').data().asDouble();
    double difference = 0;
    double norm = 0;
    for (int i = 0; i < x.length; i++) {
      difference += (x[i] - y[i]) * (x[i] - y[i]);
      norm += y[i] * y[i];
    }
    return Math.sqrt(difference / norm);
  }
}
