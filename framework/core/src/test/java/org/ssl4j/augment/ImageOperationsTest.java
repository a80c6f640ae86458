package org.ssl4j.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The branch-free colour operations against their definitions, where images are hard. */
class ImageOperationsTest {
  private static final int COUNT = 4096;
  private static final float TOLERANCE = 2e-6f;

  /** Pixels with equal channels, blacks, whites, saturated and nearly gray ones, and any others. */
  private static float[][] hardImage(int seed) {
    var random = new SplittableRandom(seed);
    float[][] planes = new float[3][COUNT];
    for (int i = 0; i < COUNT; i++) {
      float any = (float) random.nextDouble();
      for (float[] plane : planes) {
        plane[i] =
            switch (random.nextInt(6)) {
              case 0 -> 0;
              case 1 -> 1;
              case 2 -> any;
              case 3 -> Math.min(1, any + 0x1p-23f);
              case 4 -> random.nextInt(256) / 255f;
              default -> (float) random.nextDouble();
            };
      }
    }
    return planes;
  }

  private static float[][] copy(float[][] planes) {
    return new float[][] {planes[0].clone(), planes[1].clone(), planes[2].clone()};
  }

  @ParameterizedTest
  @ValueSource(floats = {-0.5f, -0.31f, -0.1f, 0, 1e-4f, 0.1f, 1 / 3f, 0.5f})
  void hueIsTheRoundTripThroughHsv(float shift) {
    float[][] image = hardImage(1);
    float[][] shifted = copy(image);
    ImageOperations.hue(shifted, COUNT, shift, new float[3][COUNT]);
    for (int i = 0; i < COUNT; i++) {
      double[] expected = shiftHue(image[0][i], image[1][i], image[2][i], shift);
      for (int c = 0; c < 3; c++) {
        assertThat((double) shifted[c][i])
            .as("channel %d of %s %s %s", c, image[0][i], image[1][i], image[2][i])
            .isCloseTo(expected[c], within((double) TOLERANCE));
      }
    }
  }

  /** The textbook way: six sectors, one at a time. */
  private static double[] shiftHue(double r, double g, double b, double shift) {
    double value = Math.max(r, Math.max(g, b));
    double range = value - Math.min(r, Math.min(g, b));
    if (range == 0) {
      return new double[] {r, g, b};
    }
    double hue =
        value == r ? (g - b) / range : value == g ? 2 + (b - r) / range : 4 + (r - g) / range;
    hue = hue / 6 + shift;
    hue -= Math.floor(hue);
    int sector = (int) (hue * 6) % 6;
    double f = hue * 6 - Math.floor(hue * 6);
    double low = value - range;
    double falling = value - range * f;
    double rising = value - range * (1 - f);
    return switch (sector) {
      case 0 -> new double[] {value, rising, low};
      case 1 -> new double[] {falling, value, low};
      case 2 -> new double[] {low, value, rising};
      case 3 -> new double[] {low, falling, value};
      case 4 -> new double[] {rising, low, value};
      default -> new double[] {value, low, falling};
    };
  }

  @Test
  void everyColourOperationStaysWithinZeroAndOneExactly() {
    for (float factor : new float[] {0, 0.3f, 1, 1.7f, 3}) {
      float[][] image = hardImage(2);
      ImageOperations.brightness(image, COUNT, factor);
      assertInRange(image);
      ImageOperations.saturation(image, COUNT, factor);
      assertInRange(image);
      ImageOperations.contrast(image, COUNT, factor, new float[COUNT]);
      assertInRange(image);
    }
  }

  private static void assertInRange(float[][] image) {
    for (float[] plane : image) {
      boolean inside = IntStream.range(0, COUNT).allMatch(i -> plane[i] >= 0 && plane[i] <= 1);
      assertThat(inside).isTrue();
    }
  }

  @Test
  void aFactorOfOneChangesNothing() {
    float[][] image = hardImage(3);
    float[][] same = copy(image);
    ImageOperations.brightness(same, COUNT, 1);
    ImageOperations.contrast(same, COUNT, 1, new float[COUNT]);
    ImageOperations.saturation(same, COUNT, 1);
    for (int c = 0; c < 3; c++) {
      assertThat(same[c]).containsExactly(image[c], within(TOLERANCE));
    }
  }

  @Test
  void grayHasEqualChannelsOfTheWeightedMean() {
    float[][] image = hardImage(4);
    float[][] gray = copy(image);
    ImageOperations.grayscale(gray, COUNT);
    assertThat(gray[1]).isEqualTo(gray[0]);
    assertThat(gray[2]).isEqualTo(gray[0]);
    for (int i = 0; i < COUNT; i++) {
      double expected = 0.2989 * image[0][i] + 0.587 * image[1][i] + 0.114 * image[2][i];
      assertThat((double) gray[0][i]).isCloseTo(expected, within((double) TOLERANCE));
    }
  }
}
