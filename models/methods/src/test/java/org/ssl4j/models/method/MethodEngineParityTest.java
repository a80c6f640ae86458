package org.ssl4j.models.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.ssl4j.config.Convolution.AUTO;

import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.indexing.NDArrayIndex;
import org.ssl4j.bench.StepNet;
import org.ssl4j.dl4j.Graphs;
import org.ssl4j.dl4j.HostMemory;
import org.ssl4j.dl4j.SslGraph;
import org.ssl4j.dl4j.kernel.Engines;
import org.ssl4j.dl4j.kernel.OneDnnNatives;
import org.ssl4j.matrix.Matrix;
import org.ssl4j.matrix.Precision;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.method.MethodContext;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.method.StepContext;

/**
 * Every method on both engines: loss, projections, gradient and updated weights. The reference is
 * the portable engine in double precision.
 *
 * <p>With random weights the gradient has a tolerance of its own: where rounding turns the sign of
 * a value before a ReLU it jumps, in the portable engine's float as often as in oneDNN's (measured
 * up to 3e-3 of the norm). With hardly a value before a ReLU near zero none turns, and every
 * gradient agrees.
 */
class MethodEngineParityTest {

  private static final double TOLERANCE = 1e-4;
  private static final double TOLERANCE_AFTER_STEPS = 1e-3;
  private static final int TEN_STEPS = 10;
  private static final double LEARNING_RATE = 0.03;
  private static final int DRAWS = 3;
  private static final int BATCH = 8;

  /** The nets average over all positions, so that any size will do. */
  private static final int SMALL_SIDE = 16;

  /**
   * Standard deviations between zero and the mean before each ReLU: of a million values none lies
   * so close to zero that rounding turns it (0.05 per unit and deviation, a rounding error of
   * 1e-6).
   */
  private static final double LIFT = 2;

  private static final long BLOCK = 1 << 20;

  /** What the turned sign of a few values before a ReLU was seen to do to a gradient's norm. */
  private static final double SIGN_FLIPS = 5e-3;

  @BeforeAll
  static void load() {
    OneDnnNatives.require();
  }

  /**
   * The mini net and ResNet-18; the latter takes its time in double precision, hence fewer images.
   */
  @ParameterizedTest
  @CsvSource({
    "simclr,16,1,8",
    "moco,16,1,8",
    "byol,16,1,8",
    "simsiam,16,1,8",
    "vicreg,16,1,8",
    "simclr,64,2,4",
    "moco,64,2,4",
    "byol,64,2,4",
    "simsiam,64,2,4",
    "vicreg,64,2,4"
  })
  void whereNoSignTurnsGradientsAgree(String name, int width, int blocks, int batch) {
    try (var fast = create(name, width, blocks, batch, "onednn", Precision.FLOAT);
        var exact = create(name, width, blocks, batch, "nd4j", Precision.DOUBLE)) {
      moveFromZero(fast);
      copyParameters(fast, exact);
      Nd4j.getRandom().setSeed(100);
      var views = Nd4j.randn(DataType.FLOAT, 2L * batch, 3, SMALL_SIDE, SMALL_SIDE);
      var context = new StepContext(0, 100);
      var step = Graphs.gradients(fast, views, context);
      var exactStep = Graphs.gradients(exact, views.castTo(DataType.DOUBLE), context);
      assertThat(error(step.projections(), exactStep.projections())).isLessThan(TOLERANCE);
      var gradient = Graphs.online(fast).flatGradient();
      assertThat(error(gradient, Graphs.online(exact).flatGradient())).isLessThan(TOLERANCE);
      assertThat(gradient.norm2Number().doubleValue()).isPositive();
      update(fast, context);
      update(exact, context);
      assertThat(error(Graphs.online(fast).flatParameters(), Graphs.online(exact).flatParameters()))
          .isLessThan(TOLERANCE);
    }
  }

  /** Winograd's algorithm wherever the library has it, against the direct one. */
  @ParameterizedTest
  @CsvSource({"simclr,0.03", "moco,0.03", "byol,0.03", "simsiam,0.03", "vicreg,0.0003"})
  void tenStepsByWinogradsAlgorithmStayTogether(String name, double rate) {
    boolean known = !Engines.select("onednn", DataType.FLOAT).convolutions(AUTO).equals("direct");
    assumeTrue(known, "the algorithm is for processors with AVX-512");
    try (var fast = create(new StepNet(name, 32, 1, BATCH, "onednn", "winograd"), Precision.FLOAT);
        var direct = create(new StepNet(name, 32, 1, BATCH, "onednn", "direct"), Precision.FLOAT)) {
      moveFromZero(fast);
      copyParameters(fast, direct);
      for (int i = 0; i < TEN_STEPS; i++) {
        Nd4j.getRandom().setSeed(100 + i);
        var views = Nd4j.randn(DataType.FLOAT, 2L * BATCH, 3, SMALL_SIDE, SMALL_SIDE);
        var context = new StepContext(i, 100);
        Graphs.gradients(fast, views, context);
        Graphs.gradients(direct, views, context);
        update(fast, context, rate);
        update(direct, context, rate);
      }
      assertThat(
              error(Graphs.online(fast).flatParameters(), Graphs.online(direct).flatParameters()))
          .isLessThan(TOLERANCE_AFTER_STEPS);
    }
  }

  /** Moves what batch norms give to a ReLU away from zero. */
  private static void moveFromZero(SSLMethod method) {
    var networks = method.networks();
    lift(Graphs.of(networks.online()));
    networks.target().map(Graphs::of).ifPresent(MethodEngineParityTest::lift);
  }

  private static void lift(SslGraph graph) {
    graph.layout().segments().stream()
        .filter(segment -> segment.name().equals("beta"))
        .forEach(
            segment ->
                graph
                    .flatParameters()
                    .get(NDArrayIndex.interval(segment.offset(), segment.end()))
                    .assign(LIFT));
  }

  /**
   * With the rate at which each method learns: a turned sign reaches the weights by the gradient's
   * size, and VICReg's is some hundred times as large as the others'.
   */
  @ParameterizedTest
  @CsvSource({"simclr,0.03", "moco,0.03", "byol,0.03", "simsiam,0.03", "vicreg,0.0003"})
  void aStepAgrees(String name, double rate) {
    try (var fast = create(name, 16, 1, BATCH, "onednn", Precision.FLOAT);
        var exact = create(name, 16, 1, BATCH, "nd4j", Precision.DOUBLE)) {
      copyParameters(fast, exact);
      var gradientErrors = new double[DRAWS];
      for (int draw = 0; draw < DRAWS; draw++) {
        Nd4j.getRandom().setSeed(100 + draw);
        var views = Nd4j.randn(DataType.FLOAT, 2L * BATCH, 3, 32, 32);
        var context = new StepContext(draw, 100);
        var step = Graphs.gradients(fast, views, context);
        var exactStep = Graphs.gradients(exact, views.castTo(DataType.DOUBLE), context);
        assertThat(step.loss())
            .isCloseTo(
                exactStep.loss(),
                org.assertj.core.data.Offset.offset(
                    TOLERANCE * Math.max(1, Math.abs(exactStep.loss()))));
        assertThat(error(step.projections(), exactStep.projections())).isLessThan(TOLERANCE);
        gradientErrors[draw] =
            error(Graphs.online(fast).flatGradient(), Graphs.online(exact).flatGradient());
        update(fast, context, rate);
        update(exact, context, rate);
        assertThat(
                error(Graphs.online(fast).flatParameters(), Graphs.online(exact).flatParameters()))
            .isLessThan(TOLERANCE);
        copyParameters(fast, exact);
      }
      Arrays.sort(gradientErrors);
      assertThat(gradientErrors[DRAWS / 2]).as("gradient").isLessThan(SIGN_FLIPS);
    }
  }

  private static SSLMethod create(
      String name, int width, int blocks, int batch, String engine, Precision type) {
    return create(new StepNet(name, width, blocks, batch, engine), type);
  }

  private static SSLMethod create(StepNet net, Precision type) {
    var catalog = new MethodCatalog();
    var config = net.load(catalog).config();
    return catalog.get(net.method()).create(MethodContext.open(config, type));
  }

  private static void copyParameters(SSLMethod from, SSLMethod to) {
    copyParameters(Graphs.online(from), Graphs.online(to));
    from.networks()
        .target()
        .ifPresent(
            target ->
                copyParameters(Graphs.of(target), Graphs.of(to.networks().target().orElseThrow())));
    var queue = from.state().arrays().get("queue");
    if (queue != null) {
      double[] row = new double[queue.columns()];
      for (int i = 0; i < queue.rows(); i++) {
        queue.read(i, row);
        to.state().arrays().get("queue").write(i, row);
      }
    }
  }

  private static void copyParameters(SslGraph from, SslGraph to) {
    to.flatParameters().assign(from.flatParameters().castTo(to.flatParameters().dataType()));
  }

  private static void update(SSLMethod method, StepContext context) {
    update(method, context, LEARNING_RATE);
  }

  private static void update(SSLMethod method, StepContext context, double rate) {
    var online = Graphs.online(method);
    online.flatParameters().subi(online.flatGradient().mul(rate));
    method.afterUpdate(context);
  }

  private static double error(Matrix actual, Matrix exact) {
    return error(HostMemory.array(actual), HostMemory.array(exact));
  }

  /** Norm of the difference relative to the reference's norm, by blocks: memory is tight. */
  private static double error(INDArray actual, INDArray exact) {
    var x = actual.reshape(actual.length());
    var y = exact.reshape(exact.length());
    double difference = 0;
    double norm = 0;
    for (long from = 0; from < x.length(); from += BLOCK) {
      var block = NDArrayIndex.interval(from, Math.min(from + BLOCK, x.length()));
      double[] a = x.get(block).dup('c').data().asDouble();
      double[] b = y.get(block).dup('c').data().asDouble();
      for (int i = 0; i < a.length; i++) {
        difference += (a[i] - b[i]) * (a[i] - b[i]);
        norm += b[i] * b[i];
      }
    }
    return Math.sqrt(difference / norm);
  }
}
