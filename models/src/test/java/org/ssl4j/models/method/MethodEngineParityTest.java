package org.ssl4j.models.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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
 * Every method on both engines: loss, projections, gradient and updated weights of the mini net and
 * of ResNet-18. The reference is the portable engine, in double precision where that is fast enough for
 * every build.
 *
 * <p>Gradients are compared by their norms: where rounding turns the sign of a value before a ReLU,
 * single entries jump, in the portable engine's float as often as in oneDNN's.
 */
class MethodEngineParityTest {

  private static final double TOLERANCE = 1e-4;
  private static final double LEARNING_RATE = 0.03;
  private static final int DRAWS = 3;

  @BeforeAll
  static void load() {
    OneDnnNatives.require();
  }

  @ParameterizedTest
  @CsvSource({
    "simclr, 16, 1, 8, DOUBLE",
    "moco, 16, 1, 8, DOUBLE",
    "byol, 16, 1, 8, DOUBLE",
    "simsiam, 16, 1, 8, DOUBLE",
    "vicreg, 16, 1, 8, DOUBLE",
    "simclr, 64, 2, 4, FLOAT",
    "moco, 64, 2, 4, FLOAT",
    "byol, 64, 2, 4, FLOAT",
    "simsiam, 64, 2, 4, FLOAT",
    "vicreg, 64, 2, 4, FLOAT"
  })
  void aStepAgrees(String name, int width, int blocks, int batch, DataType precision) {
    try (var fast = create(name, width, blocks, batch, "onednn", DataType.FLOAT);
        var exact = create(name, width, blocks, batch, "nd4j", precision)) {
      copyParameters(fast, exact);
      var gradientErrors = new double[DRAWS];
      for (int draw = 0; draw < DRAWS; draw++) {
        Nd4j.getRandom().setSeed(100 + draw);
        var views = Nd4j.randn(DataType.FLOAT, 2L * batch, 3, 32, 32);
        var context = new StepContext(draw, 100);
        var step = fast.computeGradients(views, context);
        var exactStep = exact.computeGradients(views.castTo(precision), context);
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
      assertThat(gradientErrors[DRAWS / 2]).as("gradient").isLessThan(TOLERANCE);
    }
  }

  private static SSLMethod create(
      String name, int width, int blocks, int batch, String engine, DataType type) {
    var catalog = new MethodCatalog();
    var config = new StepNet(name, width, blocks, batch, engine).load(catalog).config();
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

  /** Norm of the difference relative to the reference's norm. */
  private static double error(INDArray actual, INDArray exact) {
    return actual.castTo(DataType.DOUBLE).sub(exact.castTo(DataType.DOUBLE)).norm2Number().doubleValue()
        / exact.norm2Number().doubleValue();
  }
}
