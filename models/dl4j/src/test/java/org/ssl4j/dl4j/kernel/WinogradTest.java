package org.ssl4j.dl4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_forward_desc_init;
import static org.bytedeco.dnnl.global.dnnl.dnnl_convolution_winograd;
import static org.bytedeco.dnnl.global.dnnl.dnnl_format_tag_any;
import static org.bytedeco.dnnl.global.dnnl.dnnl_forward_training;
import static org.bytedeco.dnnl.global.dnnl.dnnl_nchw;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.bytedeco.dnnl.dnnl_convolution_desc_t;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.ssl4j.config.Convolution;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.natives.OpenBlas;

/** Winograd's algorithm against the direct one, and against double precision. */
class WinogradTest {

  /** Relative L2. Measured: at most 2e-6. */
  private static final double TOLERANCE = 5e-6;

  private static final ArrayAllocator OUTPUTS =
      (type, shape) -> Nd4j.createUninitialized(type, shape, 'c').assign(Float.NaN);

  @BeforeAll
  static void load() {
    OneDnnNatives.require();
  }

  @BeforeEach
  void seed() {
    Nd4j.getRandom().setSeed(7);
  }

  /** Every 3x3 convolution of stride 1 of both nets, and sizes that fill no tile. */
  static Stream<Arguments> shapes() {
    List<Arguments> cases = new ArrayList<>();
    for (int stage = 0; stage < 4; stage++) {
      int side = 32 >> stage;
      for (int channels : new int[] {16 << stage, 64 << stage}) {
        for (int batch : new int[] {1, 2}) {
          cases.add(Arguments.of(channels, channels, side, side, batch));
        }
      }
      cases.add(Arguments.of(16 << stage, 16 << stage, side, side, 129));
    }
    cases.add(Arguments.of(64, 64, 4, 4, 129));
    cases.add(Arguments.of(512, 512, 4, 4, 129));
    for (int[] size : new int[][] {{1, 1}, {2, 3}, {5, 7}, {9, 6}, {14, 14}, {7, 7}}) {
      for (int batch : new int[] {1, 2, 129}) {
        cases.add(Arguments.of(32, 48, size[0], size[1], batch));
      }
    }
    cases.add(Arguments.of(64, 16, 13, 11, 5));
    cases.add(Arguments.of(33, 40, 16, 16, 4));
    return cases.stream();
  }

  @ParameterizedTest
  @MethodSource("shapes")
  void agreesWithTheDirectAlgorithm(int inputs, int outputs, int height, int width, int batch) {
    requireAvx512();
    var x = activations(batch, inputs, height, width);
    var w = weights(inputs, outputs);
    var dy = Nd4j.randn(DataType.FLOAT, batch, outputs, height, width);
    var direct = passes(new OneDnnEngine(), Convolution.DIRECT, x, w, dy);
    var winograd = passes(new OneDnnEngine(), Convolution.WINOGRAD, x, w, dy);
    for (int i = 0; i < direct.size(); i++) {
      assertThat(error(winograd.get(i), direct.get(i))).as("result %d", i).isLessThan(TOLERANCE);
    }
    // Equal bits would mean that the other algorithm did not run.
    assertThat(bits(winograd.get(0))).isNotEqualTo(bits(direct.get(0)));
  }

  @Test
  void agreesWithDoublePrecision() {
    requireAvx512();
    var x = activations(3, 48, 10, 13);
    var w = weights(48, 32);
    var dy = Nd4j.randn(DataType.FLOAT, 3, 32, 10, 13);
    var exact =
        passes(
            new Nd4jEngine(),
            Convolution.AUTO,
            x.castTo(DataType.DOUBLE),
            w.castTo(DataType.DOUBLE),
            dy.castTo(DataType.DOUBLE));
    var winograd = passes(new OneDnnEngine(), Convolution.WINOGRAD, x, w, dy);
    for (int i = 0; i < exact.size(); i++) {
      assertThat(error(winograd.get(i).castTo(DataType.DOUBLE), exact.get(i)))
          .as("result %d", i)
          .isLessThan(TOLERANCE);
    }
  }

  @Test
  void theSameInputsGiveTheSameBits() {
    requireAvx512();
    var x = activations(33, 64, 9, 9);
    var w = weights(64, 64);
    var dy = Nd4j.randn(DataType.FLOAT, 33, 64, 9, 9);
    var first = passes(new OneDnnEngine(), Convolution.WINOGRAD, x, w, dy);
    var second = passes(new OneDnnEngine(), Convolution.WINOGRAD, x, w, dy);
    for (int i = 0; i < first.size(); i++) {
      assertThat(bits(second.get(i))).as("result %d", i).isEqualTo(bits(first.get(i)));
    }
  }

  /** A kernel of 5x5 stands for a version of the library that has no such algorithm at all. */
  @Test
  void whatTheLibraryDoesNotHaveIsNoFailure() {
    var plan = new NativePlan("a kernel of 5x5");
    var description = new dnnl_convolution_desc_t();
    OneDnnLibrary.check(
        dnnl_convolution_forward_desc_init(
            description,
            dnnl_forward_training,
            dnnl_convolution_winograd,
            Descriptors.tensor(dnnl_nchw, 4, 32, 16, 16),
            Descriptors.tensor(dnnl_format_tag_any, 32, 32, 5, 5),
            null,
            Descriptors.tensor(dnnl_nchw, 4, 32, 16, 16),
            new long[] {1, 1},
            new long[] {2, 2},
            new long[] {2, 2}),
        "describing");
    assertThat(plan.chooseIfPossible("forward", description, OneDnnLibrary.get().plainAttributes()))
        .isNull();
    plan.release();
  }

  @Test
  void thePortableEngineHasNoChoice() {
    var spec = new ConvolutionSpec(32, 32, 3, 1, 1);
    assertThatThrownBy(() -> new Nd4jEngine().convolution(spec, Convolution.WINOGRAD))
        .isInstanceOf(InvalidSettingException.class)
        .hasMessage(
            "winograd needs the engine onednn, and this network runs on nd4j; use auto or direct");
    assertThat(new Nd4jEngine().convolutions(Convolution.AUTO)).isEqualTo("nd4j");
  }

  /** The library is told to use no more than AVX2, as on an older processor. */
  @Test
  void aProcessorWithoutAvx512TakesTheDirectAlgorithm() throws Exception {
    var builder =
        new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-cp",
            System.getProperty("java.class.path"),
            OlderProcessor.class.getName());
    builder.environment().put("DNNL_MAX_CPU_ISA", "AVX2");
    var process = builder.redirectErrorStream(true).start();
    var text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(text).contains("auto: direct", "equal: true");
    assertThat(text)
        .contains(
            "winograd needs a processor with AVX-512, and this one has none; use auto or direct");
    assertThat(text).doesNotContain("WARN o.s");
    assertThat(process.exitValue()).isZero();
  }

  /** Prints what the engine takes. */
  static final class OlderProcessor {
    private OlderProcessor() {}

    public static void main(String[] arguments) {
      OpenBlas.prepare();
      var engine = new OneDnnEngine();
      System.out.println("auto: " + engine.convolutions(Convolution.AUTO));
      var x = activations(2, 32, 16, 16);
      var w = weights(32, 32);
      var dy = Nd4j.randn(DataType.FLOAT, 2, 32, 16, 16);
      var auto = passes(engine, Convolution.AUTO, x, w, dy);
      var direct = passes(engine, Convolution.DIRECT, x, w, dy);
      System.out.println("equal: " + Arrays.equals(bits(auto.get(0)), bits(direct.get(0))));
      try {
        engine.convolution(new ConvolutionSpec(32, 32, 3, 1, 1), Convolution.WINOGRAD);
      } catch (InvalidSettingException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  private static void requireAvx512() {
    assumeTrue(OneDnnLibrary.get().avx512(), "the algorithm is for processors with AVX-512");
  }

  /** As after a ReLU. */
  private static INDArray activations(long... shape) {
    var normal = Nd4j.randn(DataType.FLOAT, shape);
    return normal.muli(normal.gt(0).castTo(DataType.FLOAT));
  }

  private static INDArray weights(int inputs, int outputs) {
    return Nd4j.randn(DataType.FLOAT, outputs, inputs, 3, 3).muli(Math.sqrt(2.0 / (9 * inputs)));
  }

  /** Output, gradient of the weights, gradient of the input, and the output of inference. */
  private static List<INDArray> passes(
      LayerEngine engine, Convolution how, INDArray x, INDArray w, INDArray dy) {
    int inputs = (int) w.size(1);
    int outputs = (int) w.size(0);
    var kernel = engine.convolution(new ConvolutionSpec(inputs, outputs, 3, 1, 1), how);
    var layoutOfInput = engine.layout(inputs);
    var layoutOfOutput = engine.layout(outputs);
    List<INDArray> results = new ArrayList<>();
    results.add(layoutOfOutput.toPlain(kernel.forward(x, w, OUTPUTS), OUTPUTS));
    var dw = OUTPUTS.allocate(w.dataType(), w.shape());
    var dx = kernel.backward(x, w, dy, dw, true, OUTPUTS);
    results.add(dw);
    results.add(dx.rank() == 5 ? layoutOfInput.toPlain(dx, OUTPUTS) : dx);
    if (kernel.foldsBatchNorm()) {
      var ones = Nd4j.ones(w.dataType(), outputs);
      var zeros = Nd4j.zeros(w.dataType(), outputs);
      var batchNorm = new BatchNormSpec(outputs, 1, 1, 0, 0.1, true, false);
      results.add(
          layoutOfOutput.toPlain(
              kernel.forwardFolded(x, w, batchNorm, ones, zeros, zeros, ones, OUTPUTS), OUTPUTS));
    } else {
      results.add(results.get(0));
    }
    return results;
  }

  /** ND4J's own comparison allows a difference. */
  private static float[] bits(INDArray array) {
    return array.dup('c').data().asFloat();
  }

  private static double error(INDArray actual, INDArray expected) {
    return actual.sub(expected).norm2Number().doubleValue() / expected.norm2Number().doubleValue();
  }
}
