package org.ssl4j.dl4j.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.ssl4j.config.Convolution;
import org.ssl4j.dl4j.kernel.ActivationShape.Layout;
import org.ssl4j.network.StepProfile.Part;

/** What is computed by Winograd's algorithm, whatever processor runs the test. */
class ConvolutionRuleTest {

  private static final List<Part> PASSES =
      List.of(
          Part.CONVOLUTION_FORWARD,
          Part.CONVOLUTION_BACKWARD_DATA,
          Part.CONVOLUTION_BACKWARD_WEIGHTS);

  @ParameterizedTest
  @CsvSource({
    "64, 64, 32, 128, true, true, true",
    "512, 512, 4, 128, true, true, true",
    "32, 32, 16, 256, true, true, true",
    "16, 16, 32, 256, false, false, true",
    "8, 8, 32, 256, false, false, false",
    "64, 16, 32, 128, false, false, true",
    "64, 64, 8, 1, false, false, false",
    "128, 128, 16, 4, true, false, true",
    "256, 256, 4, 64, true, false, true",
    "512, 512, 4, 64, false, false, false",
  })
  void autoFollowsChannelsAndTiles(
      int inputs,
      int outputs,
      int side,
      int images,
      boolean forward,
      boolean data,
      boolean weights) {
    var spec = new ConvolutionSpec(inputs, outputs, 3, 1, 1);
    var shape = blocked(spec, images, side);
    assertThat(takes(Convolution.AUTO, true, Part.CONVOLUTION_FORWARD, spec, shape))
        .isEqualTo(forward);
    assertThat(takes(Convolution.AUTO, true, Part.CONVOLUTION_BACKWARD_DATA, spec, shape))
        .isEqualTo(data);
    assertThat(takes(Convolution.AUTO, true, Part.CONVOLUTION_BACKWARD_WEIGHTS, spec, shape))
        .isEqualTo(weights);
  }

  @ParameterizedTest
  @EnumSource(Convolution.class)
  void aProcessorWithoutAvx512ComputesDirectly(Convolution setting) {
    var spec = new ConvolutionSpec(64, 64, 3, 1, 1);
    for (var pass : PASSES) {
      assertThat(takes(setting, false, pass, spec, blocked(spec, 128, 32))).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 0", "3, 2, 1", "7, 2, 3", "7, 1, 3"})
  void otherKernelsAndStridesAreComputedDirectly(int kernel, int stride, int padding) {
    var spec = new ConvolutionSpec(64, 64, kernel, stride, padding);
    for (var setting : Convolution.values()) {
      for (var pass : PASSES) {
        assertThat(takes(setting, true, pass, spec, blocked(spec, 128, 32))).isFalse();
      }
    }
  }

  @Test
  void aSettingDecidesWhereBothExist() {
    var few = new ConvolutionSpec(16, 16, 3, 1, 1);
    var many = new ConvolutionSpec(64, 64, 3, 1, 1);
    for (var pass : PASSES) {
      assertThat(takes(Convolution.WINOGRAD, true, pass, few, blocked(few, 1, 4))).isTrue();
      assertThat(takes(Convolution.DIRECT, true, pass, many, blocked(many, 128, 32))).isFalse();
    }
  }

  @Test
  void imagesAsTheyComeAreReadDirectly() {
    var spec = new ConvolutionSpec(3, 64, 3, 1, 1);
    var plain = new ActivationShape(128, 3, 32, 32, Layout.PLAIN);
    for (var pass : PASSES) {
      assertThat(takes(Convolution.WINOGRAD, true, pass, spec, plain)).isFalse();
    }
  }

  @ParameterizedTest
  @CsvSource({
    "64, 64, 3, 1, 32, false, false, false",
    "128, 128, 3, 1, 16, false, false, true",
    "256, 256, 3, 1, 8, true, true, true",
    "512, 512, 3, 1, 4, true, true, true",
    "64, 128, 3, 2, 32, false, false, true",
    "256, 512, 3, 2, 8, true, false, true",
    "256, 512, 1, 2, 8, false, false, true",
    "64, 64, 3, 1, 8, false, false, true",
    "16, 16, 3, 1, 32, false, false, false",
    "3, 64, 3, 1, 32, false, false, false",
  })
  void columnsFollowSideAndChannels(
      int inputs,
      int outputs,
      int kernel,
      int stride,
      int side,
      boolean forward,
      boolean data,
      boolean weights) {
    var spec = new ConvolutionSpec(inputs, outputs, kernel, stride, kernel / 2);
    var maps = new ActivationShape(64, inputs, side, side, Layout.CHANNELS_LAST);
    assertThat(PASSES.stream().map(p -> ConvolutionRule.columns(Convolution.AUTO, p, spec, maps)))
        .containsExactly(forward, data, weights);
    for (var pass : PASSES) {
      assertThat(ConvolutionRule.columns(Convolution.DIRECT, pass, spec, maps)).isFalse();
      assertThat(ConvolutionRule.columns(Convolution.COLUMNS, pass, spec, maps))
          .isEqualTo(stride == 1 || pass != Part.CONVOLUTION_BACKWARD_DATA);
      assertThat(ConvolutionRule.columns(Convolution.COLUMNS, pass, spec, blocked(spec, 64, side)))
          .isFalse();
    }
  }

  private static boolean takes(
      Convolution setting, boolean avx512, Part pass, ConvolutionSpec spec, ActivationShape shape) {
    return ConvolutionRule.winograd(setting, avx512, pass, spec, shape);
  }

  private static ActivationShape blocked(ConvolutionSpec spec, int images, int side) {
    return new ActivationShape(images, spec.inputChannels(), side, side, Layout.BLOCKED);
  }
}
