package org.ssl4j.models.method;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Offset;
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
import org.ssl4j.dl4j.kernel.Bfloat16;
import org.ssl4j.matrix.Precision;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.method.MethodContext;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.method.StepContext;

/**
 * Every method with {@code precision: bfloat16} against float32.
 *
 * <p>A value of 16 bits has 8 for its digits, so each rounding is off by up to 0.4 % and a network
 * of 20 layers by some per cent. Losses, projections and the direction of gradients must agree as
 * far; what a wrong kernel gives agrees in nothing.
 */
class Bfloat16MethodTest {

  private static final int BATCH = 16;
  private static final int SIDE = 32;
  private static final int STEPS = 10;

  @BeforeAll
  static void load() {
    Bfloat16.require();
  }

  @ParameterizedTest
  @CsvSource({
    "simclr,16,1",
    "moco,16,1",
    "byol,16,1",
    "simsiam,16,1",
    "vicreg,16,1",
    "simclr,64,2"
  })
  void aStepAgrees(String name, int width, int blocks) {
    try (var mixed = lifted(create(name, width, blocks, "bfloat16"));
        var full = lifted(create(name, width, blocks, "float32"))) {
      assertThat(mixed.networks().engine().convolutions()).isEqualTo("bfloat16-1");
      assertThat(Graphs.online(mixed).flatParameters())
          .isEqualTo(Graphs.online(full).flatParameters());
      var context = new StepContext(0, 100);
      var views = views(0);
      var step = Graphs.gradients(mixed, views, context);
      var exact = Graphs.gradients(full, views, context);
      assertThat(step.loss()).isCloseTo(exact.loss(), within(2e-2, exact.loss()));
      assertThat(
              cosine(HostMemory.array(step.projections()), HostMemory.array(exact.projections())))
          .as("projections")
          .isGreaterThan(.99);
      var gradient = Graphs.online(mixed).flatGradient();
      assertThat(gradient.dataType()).isEqualTo(DataType.FLOAT);
      double direction = cosine(gradient, Graphs.online(full).flatGradient());
      assertThat(direction).as("gradient").isGreaterThan(.99);
      // Equal bits would mean that nothing was computed in other numbers.
      assertThat(gradient).isNotEqualTo(Graphs.online(full).flatGradient());
    }
  }

  @ParameterizedTest
  @CsvSource({"simclr,0.03", "moco,0.03", "byol,0.03", "simsiam,0.03", "vicreg,0.0003"})
  void tenStepsStayNear(String name, double rate) {
    try (var mixed = lifted(create(name, 16, 1, "bfloat16"));
        var full = lifted(create(name, 16, 1, "float32"));
        var again = lifted(create(name, 16, 1, "bfloat16"))) {
      var before = Graphs.online(full).flatParameters().dup();
      for (int i = 0; i < STEPS; i++) {
        var views = views(i);
        double loss = step(mixed, views, i, rate);
        double exact = step(full, views, i, rate);
        assertThat(loss).as("loss of step %d", i).isCloseTo(exact, within(5e-2, exact));
        // The same bits, whatever ran in between.
        assertThat(step(again, views, i, rate)).isEqualTo(loss);
      }
      var way = Graphs.online(full).flatParameters().sub(before);
      var ofMixed = Graphs.online(mixed).flatParameters().sub(before);
      assertThat(cosine(ofMixed, way)).as("way through the weights").isGreaterThan(.97);
      assertThat(Graphs.online(again).flatParameters())
          .isEqualTo(Graphs.online(mixed).flatParameters());
    }
  }

  /**
   * Moves what batch norms give to a ReLU away from zero. Where rounding turns the sign of a value
   * before a ReLU the gradient jumps, and of values near zero 16 bits turn many: with first weights
   * and noise for images the gradient of a ResNet-18 then has a cosine of .91 to .93.
   */
  private static SSLMethod lifted(SSLMethod method) {
    var networks = method.networks();
    lift(Graphs.of(networks.online()));
    networks.target().map(Graphs::of).ifPresent(Bfloat16MethodTest::lift);
    return method;
  }

  private static void lift(SslGraph graph) {
    for (var segment : graph.layout().segments()) {
      if (segment.name().equals("beta")) {
        graph
            .flatParameters()
            .get(NDArrayIndex.interval(segment.offset(), segment.end()))
            .assign(2);
      }
    }
  }

  private static INDArray views(int step) {
    Nd4j.getRandom().setSeed(100 + step);
    return Nd4j.randn(DataType.FLOAT, 2L * BATCH, 3, SIDE, SIDE);
  }

  private static double step(SSLMethod method, INDArray views, int number, double rate) {
    var context = new StepContext(number, 100);
    double loss = Graphs.gradients(method, views, context).loss();
    var online = Graphs.online(method);
    online.flatParameters().subi(online.flatGradient().mul(rate));
    method.afterUpdate(context);
    return loss;
  }

  private static SSLMethod create(String name, int width, int blocks, String precision) {
    var catalog = new MethodCatalog();
    var net = new StepNet(name, width, blocks, BATCH, "onednn", "auto", precision);
    return catalog
        .get(name)
        .create(MethodContext.open(net.load(catalog).config(), Precision.FLOAT));
  }

  private static Offset<Double> within(double relative, double value) {
    return Offset.offset(relative * Math.max(1, Math.abs(value)));
  }

  private static double cosine(INDArray a, INDArray b) {
    var x = a.reshape(a.length()).castTo(DataType.DOUBLE);
    var y = b.reshape(b.length()).castTo(DataType.DOUBLE);
    return x.mul(y).sumNumber().doubleValue()
        / (x.norm2Number().doubleValue() * y.norm2Number().doubleValue());
  }
}
