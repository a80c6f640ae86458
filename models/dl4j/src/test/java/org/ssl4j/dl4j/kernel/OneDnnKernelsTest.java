package org.ssl4j.dl4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.ssl4j.config.Convolution;
import org.ssl4j.dl4j.kernel.ActivationShape.Layout;

/** Every kernel of the oneDNN engine against the portable one. */
class OneDnnKernelsTest {

  private static final double TOLERANCE = 1e-4;

  /** Results start as NaN, so that a value or a padding lane that is not written shows. */
  private static final ArrayAllocator NANS =
      (type, shape) -> Nd4j.createUninitialized(type, shape, 'c').assign(Float.NaN);

  private static LayerEngine fast;
  private final LayerEngine portable = new Nd4jEngine();

  @BeforeAll
  static void load() {
    OneDnnNatives.require();
    fast = new OneDnnEngine();
  }

  @BeforeEach
  void seed() {
    Nd4j.getRandom().setSeed(42);
  }

  static Stream<Arguments> convolutions() {
    List<Arguments> cases = new ArrayList<>();
    for (int[] channels : new int[][] {{3, 16}, {16, 64}, {20, 3}, {3, 20}, {64, 20}}) {
      for (int kernel : new int[] {1, 3, 7}) {
        for (int stride : new int[] {1, 2}) {
          cases.add(Arguments.of(channels[0], channels[1], kernel, stride, 2));
        }
      }
    }
    cases.add(Arguments.of(16, 20, 3, 1, 1));
    cases.add(Arguments.of(16, 20, 3, 2, 129));
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("convolutions")
  void convolutionAgrees(int inputs, int outputs, int kernel, int stride, int batch) {
    var spec = new ConvolutionSpec(inputs, outputs, kernel, stride, kernel / 2);
    var x = random(batch, inputs, 9, 7);
    var w = random(outputs, inputs, kernel, kernel);
    var reference = portable.convolution(spec, Convolution.AUTO);
    var y = reference.forward(x, w, NANS);
    var dy = random(y.shape());
    var dw = NANS.allocate(DataType.FLOAT, w.shape());
    var dx = reference.backward(x, w, dy, dw, true, NANS);

    for (var layout : List.of(Layout.PLAIN, Layout.BLOCKED)) {
      var kernelUnderTest = fast.convolution(spec, Convolution.AUTO);
      var input = as(layout, x, inputs);
      var output = kernelUnderTest.forward(input, w, NANS);
      assertThat(output.rank()).as("a blocked array").isEqualTo(5);
      close("output", plain(output, outputs), y);
      var weightGradient = NANS.allocate(DataType.FLOAT, w.shape());
      var inputGradient =
          kernelUnderTest.backward(
              input, w, as(Layout.BLOCKED, dy, outputs), weightGradient, true, NANS);
      close("weight gradient", weightGradient, dw);
      assertThat(inputGradient.shape()).isEqualTo(input.shape());
      close("input gradient", plain(inputGradient, inputs), dx);
      assertThat(kernelUnderTest.backward(input, w, dy, weightGradient, false, NANS)).isNull();
      close("weight gradient from a plain gradient", weightGradient, dw);
    }
  }

  static Stream<Arguments> batchNorms() {
    List<Arguments> cases = new ArrayList<>();
    for (int channels : new int[] {3, 16, 20, 64}) {
      for (boolean affine : new boolean[] {true, false}) {
        for (boolean relu : new boolean[] {true, false}) {
          cases.add(Arguments.of(channels, 1, 1, affine, relu, 2));
          cases.add(Arguments.of(channels, 2, 1, affine, relu, 4));
          cases.add(Arguments.of(channels, 2, 3, affine, relu, 12));
        }
      }
    }
    cases.add(Arguments.of(16, 1, 1, true, true, 1));
    cases.add(Arguments.of(20, 1, 1, true, true, 129));
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("batchNorms")
  void batchNormAgreesOnMaps(
      int channels, int groups, int splits, boolean affine, boolean relu, int batch) {
    var spec = new BatchNormSpec(channels, groups, splits, 1e-5, 0.1, affine, relu);
    var x = random(batch, channels, 9, 7).muli(2).addi(0.5);
    batchNorm(spec, x, x);
    batchNorm(spec, x, as(Layout.BLOCKED, x, channels));
  }

  @ParameterizedTest
  @MethodSource("batchNorms")
  void batchNormAgreesOnFeatures(
      int channels, int groups, int splits, boolean affine, boolean relu, int batch) {
    var spec = new BatchNormSpec(channels, groups, splits, 1e-5, 0.1, affine, relu);
    var x = random(batch * 8L, channels).muli(2).addi(0.5);
    batchNorm(spec, x, x);
  }

  private void batchNorm(BatchNormSpec spec, INDArray plainInput, INDArray input) {
    var reference = new BatchNormRun(portable, spec);
    var underTest = new BatchNormRun(fast, spec);
    int channels = spec.channels();
    var y = reference.train(plainInput);
    var output = underTest.train(input);
    close("training", plain(output, channels), y);
    close("running mean", underTest.mean, reference.mean);
    close("running variance", underTest.variance, reference.variance);
    var dy = random(y.shape());
    var dx = reference.backward(plainInput, y, dy);
    // A second shape between the two passes must not disturb the first one's mask and statistics.
    underTest.infer(input);
    if (input.rank() != 2) {
      assertThat(underTest.repeat(input)).as("repetition").isEqualTo(output);
    }
    var inputGradient =
        underTest.backward(
            input, output, input.rank() == 5 ? as(Layout.BLOCKED, dy, channels) : dy);
    assertThat(inputGradient.shape()).isEqualTo(input.shape());
    close("input gradient", plain(inputGradient, channels), dx);
    if (spec.affine()) {
      close("scale gradient", underTest.gammaGradient, reference.gammaGradient);
      close("shift gradient", underTest.betaGradient, reference.betaGradient);
    }
    close("inference", plain(underTest.infer(input), channels), reference.infer(plainInput));
  }

  /** A batch norm with its parameters. */
  private static final class BatchNormRun {
    private final BatchNormKernel kernel;
    private final INDArray gamma;
    private final INDArray beta;
    private final INDArray gammaGradient;
    private final INDArray betaGradient;
    private final INDArray mean;
    private final INDArray variance;

    BatchNormRun(LayerEngine engine, BatchNormSpec spec) {
      kernel = engine.batchNorm(spec);
      int c = spec.channels();
      // Views with an offset, as in a network's flat vector.
      var flat = Nd4j.linspace(DataType.FLOAT, -0.7, 0.03, 1 + 4L * c);
      gamma = spec.affine() ? part(flat, 0, c).addi(1) : null;
      beta = spec.affine() ? part(flat, 1, c) : null;
      mean = part(flat, 2, c);
      variance = part(flat, 3, c).assign(1.5);
      gammaGradient = spec.affine() ? Nd4j.create(DataType.FLOAT, c) : null;
      betaGradient = spec.affine() ? Nd4j.create(DataType.FLOAT, c) : null;
    }

    private static INDArray part(INDArray flat, int index, int length) {
      return flat.get(
          org.nd4j.linalg.indexing.NDArrayIndex.interval(
              1 + (long) index * length, 1 + (index + 1L) * length));
    }

    INDArray train(INDArray x) {
      return kernel.forwardTraining(x, gamma, beta, mean, variance, NANS);
    }

    INDArray repeat(INDArray x) {
      return kernel.repeat(x, gamma, beta, NANS);
    }

    INDArray infer(INDArray x) {
      return kernel.forwardInference(x, gamma, beta, mean, variance, NANS);
    }

    INDArray backward(INDArray x, INDArray y, INDArray dy) {
      return kernel.backward(x, y, dy, gamma, gammaGradient, betaGradient, NANS);
    }
  }

  @Test
  void givenABatchThatPartsCannotDivide_whenNormalised_thenRefused() {
    var kernel = fast.batchNorm(new BatchNormSpec(4, 2, 1, 1e-5, 0.1, false, false));
    var x = random(3, 4);
    var statistics = Nd4j.ones(DataType.FLOAT, 4);
    assertThatThrownBy(() -> kernel.forwardTraining(x, null, null, statistics, statistics, NANS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("batch norm with 2 groups of 1 splits cannot divide 3 rows evenly");
  }

  @ParameterizedTest
  @ValueSource(ints = {3, 16, 20, 64})
  void addReluAgrees(int channels) {
    var a = random(5, channels, 9, 7);
    var b = random(5, channels, 9, 7);
    var dy = random(5, channels, 9, 7);
    var reference = portable.addRelu();
    var y = reference.forward(a, b, NANS);
    var gradient = reference.backward(y, dy, NANS);
    for (var layout : List.of(Layout.PLAIN, Layout.BLOCKED)) {
      var kernel = fast.addRelu();
      var output = kernel.forward(as(layout, a, channels), as(layout, b, channels), NANS);
      close("output", plain(output, channels), y);
      close(
          "gradient",
          plain(kernel.backward(output, as(layout, dy, channels), NANS), channels),
          gradient);
    }
  }

  @ParameterizedTest
  @CsvSource({"3,1", "16,2", "20,5", "64,129"})
  void globalAveragePoolingAgrees(int channels, int batch) {
    var x = random(batch, channels, 9, 7);
    var dy = random(batch, channels);
    var reference = portable.globalAveragePool(channels);
    var y = reference.forward(x, NANS);
    var dx = reference.backward(x, dy, NANS);
    for (var layout : List.of(Layout.PLAIN, Layout.BLOCKED)) {
      var kernel = fast.globalAveragePool(channels);
      var input = as(layout, x, channels);
      close("output", kernel.forward(input, NANS), y);
      var gradient = kernel.backward(input, dy, NANS);
      assertThat(gradient.shape()).isEqualTo(input.shape());
      close("gradient", plain(gradient, channels), dx);
    }
  }

  @ParameterizedTest
  @CsvSource({"3,1", "16,2", "20,5", "64,129"})
  void maxPoolingAgrees(int channels, int batch) {
    var x = random(batch, channels, 9, 7);
    var reference = portable.maxPool(channels, 3, 2, 1);
    var y = reference.forward(x, NANS);
    var dy = random(y.shape());
    var dx = reference.backward(x, dy, NANS);
    for (var layout : List.of(Layout.PLAIN, Layout.BLOCKED)) {
      var kernel = fast.maxPool(channels, 3, 2, 1);
      var input = as(layout, x, channels);
      close("output", plain(kernel.forward(input, NANS), channels), y);
      close(
          "gradient", plain(kernel.backward(input, as(layout, dy, channels), NANS), channels), dx);
    }
  }

  @ParameterizedTest
  @CsvSource({"1,64,32,true", "129,20,3,true", "7,33,128,false"})
  void denseAgrees(int batch, int inputs, int outputs, boolean bias) {
    var spec = new DenseSpec(inputs, outputs, bias);
    var x = random(batch, inputs);
    var w = random(outputs, inputs);
    var b = bias ? random(outputs) : null;
    // Column-major, as a product of ND4J's may come.
    var dy = random(batch, outputs).dup('f');
    var results = new ArrayList<List<INDArray>>();
    for (var engine : List.of(portable, fast)) {
      var kernel = engine.dense(spec);
      var dw = NANS.allocate(DataType.FLOAT, outputs, inputs);
      var db = Nd4j.create(DataType.FLOAT, outputs);
      var y = kernel.forward(x, w, b, NANS);
      var dx = kernel.backward(x, w, dy, dw, bias ? db : null, NANS);
      results.add(List.of(y, dx, dw, db));
    }
    for (int i = 0; i < results.get(0).size(); i++) {
      close("result " + i, results.get(1).get(i), results.get(0).get(i));
    }
  }

  @Test
  void manyBatchShapesStayRight() {
    var spec = new ConvolutionSpec(4, 8, 3, 1, 1);
    var kernel = fast.convolution(spec, Convolution.AUTO);
    var reference = portable.convolution(spec, Convolution.AUTO);
    var w = random(8, 4, 3, 3);
    for (int round = 0; round < 2; round++) {
      for (int batch = 1; batch <= 6; batch++) {
        var x = random(batch, 4, 5, 5);
        close("output", plain(kernel.forward(x, w, NANS), 8), reference.forward(x, w, NANS));
      }
    }
  }

  @Test
  void givenDoubles_whenBound_thenRefused() {
    var kernel = fast.convolution(new ConvolutionSpec(3, 4, 1, 1, 0), Convolution.AUTO);
    var x = Nd4j.rand(DataType.DOUBLE, 1, 3, 2, 2);
    assertThatThrownBy(() -> kernel.forward(x, random(4, 3, 1, 1), NANS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("FLOAT");
  }

  @Test
  void givenWrongChannels_whenRead_thenRefused() {
    var kernel = fast.globalAveragePool(8);
    assertThatThrownBy(() -> kernel.forward(random(1, 4, 2, 2), NANS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an activation of 8 channels cannot have shape [1, 4, 2, 2]");
  }

  private static INDArray as(Layout layout, INDArray plain, int channels) {
    return new OneDnnLayouts(channels).to(layout, plain, NANS);
  }

  private static INDArray plain(INDArray array, int channels) {
    return array.rank() == 5 ? fast.layout(channels).toPlain(array, NANS) : array;
  }

  private static INDArray random(long... shape) {
    return Nd4j.randn(DataType.FLOAT, shape);
  }

  private static void close(String what, INDArray actual, INDArray expected) {
    assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
    double scale = Math.max(1e-6, expected.amaxNumber().doubleValue());
    var difference = actual.sub(expected);
    // NaN would pass a comparison of the largest magnitude.
    assertThat(difference.sumNumber().doubleValue()).as(what).isNotNaN();
    assertThat(difference.amaxNumber().doubleValue() / scale).as(what).isLessThan(TOLERANCE);
  }
}
