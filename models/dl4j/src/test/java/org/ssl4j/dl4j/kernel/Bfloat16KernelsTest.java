package org.ssl4j.dl4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.ssl4j.config.Convolution;
import org.ssl4j.config.InvalidSettingException;

/** Every kernel that computes in values of 16 bits against the portable engine in double. */
class Bfloat16KernelsTest {

  /** Relative L2; a value of 16 bits is off by up to 4e-3, a random one by some 1.7e-3. */
  private static final double TOLERANCE = 1e-2;

  private static final ArrayAllocator OUTPUTS =
      (type, shape) -> Nd4j.createUninitialized(type, shape, 'c').assign(Float.NaN);

  private final LayerEngine portable = new Nd4jEngine();
  private LayerEngine mixed;

  @BeforeAll
  static void load() {
    Bfloat16.require();
  }

  @BeforeEach
  void open() {
    mixed = Engines.select(Engines.BFLOAT16, DataType.FLOAT);
    Nd4j.getRandom().setSeed(5);
  }

  private static INDArray random(long... shape) {
    return Nd4j.randn(DataType.FLOAT, shape);
  }

  private static INDArray rectified(long... shape) {
    var normal = random(shape);
    return normal.muli(normal.gt(0).castTo(DataType.FLOAT));
  }

  private static INDArray exact(INDArray array) {
    return array == null ? null : array.castTo(DataType.DOUBLE);
  }

  /**
   * Takes an activation to the engine's layout and type, as a convolution would have written it.
   */
  private INDArray maps(INDArray plain) {
    return new OneDnnLayouts((int) plain.size(1))
        .to(ActivationShape.Layout.CHANNELS_LAST, plain, OUTPUTS);
  }

  private INDArray plain(INDArray maps, int channels) {
    return maps.dataType() == DataType.BFLOAT16
        ? mixed.layout(channels).toPlain(maps, OUTPUTS)
        : maps;
  }

  private static void close(String what, INDArray actual, INDArray expected) {
    assertThat(actual.shape()).as(what).isEqualTo(expected.shape());
    assertThat(error(actual, expected)).as(what).isLessThan(TOLERANCE);
  }

  private static double error(INDArray actual, INDArray expected) {
    var difference = exact(actual).sub(exact(expected));
    return difference.norm2Number().doubleValue() / exact(expected).norm2Number().doubleValue();
  }

  @ParameterizedTest
  @CsvSource({
    "3, 16, 3, 1, 1, 32, 4",
    "3, 64, 7, 2, 3, 32, 3",
    "16, 16, 3, 1, 1, 32, 4",
    "64, 64, 3, 1, 1, 16, 2",
    "32, 64, 3, 2, 1, 16, 5",
    "32, 64, 1, 2, 0, 16, 5",
    "64, 64, 1, 1, 0, 8, 3",
    "256, 256, 3, 1, 1, 8, 3",
    "128, 256, 3, 2, 1, 8, 6",
    "512, 512, 3, 1, 1, 4, 3",
    "48, 33, 3, 1, 1, 7, 3",
    "20, 18, 3, 1, 1, 9, 2",
    "4, 4, 3, 1, 1, 5, 1",
    "64, 64, 3, 1, 1, 1, 3",
    "128, 128, 3, 1, 1, 4, 33"
  })
  void convolutionsAgree(
      int inputs, int outputs, int kernel, int stride, int padding, int side, int batch) {
    var spec = new ConvolutionSpec(inputs, outputs, kernel, stride, padding);
    var x = inputs == 3 ? random(batch, 3, side, side) : rectified(batch, inputs, side, side);
    var w =
        random(outputs, inputs, kernel, kernel).muli(Math.sqrt(2.0 / (kernel * kernel * inputs)));
    var dy = random(batch, outputs, spec.outputSize(side), spec.outputSize(side));
    var expected = portable.convolution(spec, Convolution.AUTO);
    var y = expected.forward(exact(x), exact(w), OUTPUTS);
    var dw = exact(w).like();
    var dx = expected.backward(exact(x), exact(w), exact(dy), dw, true, OUTPUTS);
    for (var how : List.of(Convolution.COLUMNS, Convolution.DIRECT)) {
      var actual = mixed.convolution(spec, how);
      var read = inputs == 3 ? x : maps(x);
      var written = actual.forward(read, w, OUTPUTS);
      assertThat(written.dataType()).isEqualTo(DataType.BFLOAT16);
      close("output", plain(written, outputs), y);
      var ofWeights = OUTPUTS.allocate(DataType.FLOAT, w.shape());
      var ofInput = actual.backward(read, w, maps(dy), ofWeights, true, OUTPUTS);
      close("gradient of the weights", ofWeights, dw);
      close("gradient of the input", plain(ofInput, inputs), dx);
      var again = OUTPUTS.allocate(DataType.FLOAT, w.shape());
      assertThat(actual.backward(read, w, maps(dy), again, false, OUTPUTS)).isNull();
      assertThat(again).isEqualTo(ofWeights);
    }
  }

  @ParameterizedTest
  @CsvSource({"16, 24, 16, true", "64, 64, 4, false", "256, 256, 8, true"})
  void convolutionsWithABatchNormFoldedInAgree(int inputs, int outputs, int side, boolean relu) {
    var spec = new ConvolutionSpec(inputs, outputs, 3, 1, 1);
    var batchNorm = new BatchNormSpec(outputs, 1, 1, 1e-5, 0.1, true, relu);
    var x = rectified(4, inputs, side, side);
    var w = random(outputs, inputs, 3, 3).muli(Math.sqrt(2.0 / (9 * inputs)));
    var gamma = random(outputs).addi(1);
    var beta = random(outputs);
    var mean = random(outputs).muli(0.1);
    var variance = Nd4j.rand(DataType.FLOAT, outputs).addi(0.5);
    var y =
        portable
            .batchNorm(batchNorm)
            .forwardInference(
                portable.convolution(spec, Convolution.AUTO).forward(exact(x), exact(w), OUTPUTS),
                exact(gamma),
                exact(beta),
                exact(mean),
                exact(variance),
                OUTPUTS);
    var actual =
        mixed
            .convolution(spec, Convolution.AUTO)
            .forwardFolded(maps(x), w, batchNorm, gamma, beta, mean, variance, OUTPUTS);
    close("output", plain(actual, outputs), y);
  }

  @ParameterizedTest
  @CsvSource({
    "16, 16, 2, 1, true",
    "64, 8, 2, 2, false",
    "33, 5, 1, 1, true",
    "20, 1, 2, 1, false"
  })
  void batchNormsAgree(int channels, int side, int groups, int splits, boolean relu) {
    var spec = new BatchNormSpec(channels, groups, splits, 1e-5, 0.1, true, relu);
    // What the kernel reads has been rounded before, and so has what the reference reads.
    var x = plain(maps(random(8, channels, side, side).addi(0.5)), channels);
    var dy = plain(maps(random(8, channels, side, side)), channels);
    var gamma = random(channels).muli(0.1).addi(1);
    var beta = random(channels).muli(0.1);
    var means =
        List.of(Nd4j.zeros(DataType.FLOAT, channels), Nd4j.zeros(DataType.DOUBLE, channels));
    var variances =
        List.of(Nd4j.ones(DataType.FLOAT, channels), Nd4j.ones(DataType.DOUBLE, channels));
    var actual = mixed.batchNorm(spec);
    var expected = portable.batchNorm(spec);
    var maps = maps(x);
    var y = actual.forwardTraining(maps, gamma, beta, means.get(0), variances.get(0), OUTPUTS);
    var reference =
        expected.forwardTraining(
            exact(x), exact(gamma), exact(beta), means.get(1), variances.get(1), OUTPUTS);
    close("output", plain(y, channels), reference);
    // Statistics are float sums of what was read.
    assertThat(error(means.get(0), means.get(1))).isLessThan(1e-4);
    assertThat(error(variances.get(0), variances.get(1))).isLessThan(1e-4);
    assertThat(actual.repeats()).isTrue();
    assertThat(actual.repeat(maps, gamma, beta, OUTPUTS)).isEqualTo(y);
    var dGamma = OUTPUTS.allocate(DataType.FLOAT, channels);
    var dBeta = OUTPUTS.allocate(DataType.FLOAT, channels);
    var dx = actual.backward(maps, y, maps(dy), gamma, dGamma, dBeta, OUTPUTS);
    var exactGamma = OUTPUTS.allocate(DataType.DOUBLE, channels);
    var exactBeta = OUTPUTS.allocate(DataType.DOUBLE, channels);
    var exactDx =
        expected.backward(
            exact(x), reference, exact(dy), exact(gamma), exactGamma, exactBeta, OUTPUTS);
    close("gradient of the scale", dGamma, exactGamma);
    close("gradient of the shift", dBeta, exactBeta);
    if (side > 1) {
      close("gradient of the input", plain(dx, channels), exactDx);
    }
    close(
        "inference",
        plain(
            actual.forwardInference(maps, gamma, beta, means.get(0), variances.get(0), OUTPUTS),
            channels),
        expected.forwardInference(
            exact(x), exact(gamma), exact(beta), means.get(1), variances.get(1), OUTPUTS));
  }

  @Test
  void additionsAgree() {
    var a = random(3, 24, 5, 5);
    var b = random(3, 24, 5, 5);
    var actual = mixed.addRelu();
    var expected = portable.addRelu();
    var sum = actual.forward(maps(a), maps(b), OUTPUTS);
    var exactSum = expected.forward(exact(plain(maps(a), 24)), exact(plain(maps(b), 24)), OUTPUTS);
    close("sum", plain(sum, 24), exactSum);
    var gradient = maps(random(3, 24, 5, 5));
    close(
        "gradient",
        plain(actual.backward(sum, gradient, OUTPUTS), 24),
        expected.backward(exactSum, exact(plain(gradient, 24)), OUTPUTS));
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void poolsAgree(boolean wholeMap) {
    var x = plain(maps(random(3, 24, 8, 8)), 24);
    var actual = wholeMap ? mixed.globalAveragePool(24) : mixed.maxPool(24, 3, 2, 1);
    var expected = wholeMap ? portable.globalAveragePool(24) : portable.maxPool(24, 3, 2, 1);
    var y = actual.forward(maps(x), OUTPUTS);
    var reference = expected.forward(exact(x), OUTPUTS);
    assertThat(y.dataType()).isEqualTo(wholeMap ? DataType.FLOAT : DataType.BFLOAT16);
    assertThat(error(plain(y, 24), reference)).isLessThan(1e-5);
    var dy = wholeMap ? random(3, 24) : maps(random(3, 24, 4, 4));
    close(
        "gradient",
        plain(actual.backward(maps(x), dy, OUTPUTS), 24),
        expected.backward(exact(x), exact(plain(dy, 24)), OUTPUTS));
  }

  @ParameterizedTest
  @CsvSource({"64, 32, 7, true", "100, 33, 8, false", "512, 512, 16, true"})
  void denseLayersAgree(int inputs, int outputs, int rows, boolean bias) {
    var spec = new DenseSpec(inputs, outputs, bias);
    var x = random(rows, inputs);
    var w = random(outputs, inputs).divi(Math.sqrt(inputs));
    var b = bias ? random(outputs) : null;
    var dy = random(rows, outputs);
    List<List<INDArray>> results = new ArrayList<>();
    for (var engine : List.of(mixed, portable)) {
      var type = engine == mixed ? DataType.FLOAT : DataType.DOUBLE;
      var dense = engine.dense(spec);
      var biases = b == null ? null : b.castTo(type);
      var y = dense.forward(x.castTo(type), w.castTo(type), biases, OUTPUTS);
      var dw = OUTPUTS.allocate(type, outputs, inputs);
      var db = bias ? OUTPUTS.allocate(type, outputs) : null;
      var dx = dense.backward(x.castTo(type), w.castTo(type), dy.castTo(type), dw, db, OUTPUTS);
      results.add(bias ? List.of(y, dx, dw, db) : List.of(y, dx, dw));
    }
    for (int i = 0; i < results.get(0).size(); i++) {
      assertThat(results.get(0).get(i).dataType()).isEqualTo(DataType.FLOAT);
      close("result " + i, results.get(0).get(i), results.get(1).get(i));
    }
  }

  @Test
  void winogradsAlgorithmIsRefused() {
    var spec = new ConvolutionSpec(64, 64, 3, 1, 1);
    assertThatThrownBy(() -> mixed.convolution(spec, Convolution.WINOGRAD))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(
            "winograd computes in float32 only, and precision is bfloat16; use auto or direct");
  }
}
