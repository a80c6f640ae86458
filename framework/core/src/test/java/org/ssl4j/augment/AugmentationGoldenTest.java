package org.ssl4j.augment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.ssl4j.random.CounterRandom;

/** The operations against vectors computed with torchvision's semantics in double precision. */
class AugmentationGoldenTest {
  private static final double TOLERANCE = 2e-6;
  private static final int SIDE = 8;
  private static final int COUNT = SIDE * SIDE;

  /** The golden image has six decimals: {@code value = digits / MILLION}. */
  private static final int MILLION = 1_000_000;

  private final List<JsonNode> cases = readCases();
  private final JsonNode image = cases.get(0).at("/expected/image");

  private static List<JsonNode> readCases() {
    try (InputStream in =
        AugmentationGoldenTest.class.getResourceAsStream("/golden/augmentation.json")) {
      List<JsonNode> cases = new ArrayList<>();
      new ObjectMapper().readTree(in).get("cases").forEach(cases::add);
      return cases;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @TestFactory
  Stream<DynamicTest> everyCase() {
    return cases.stream().map(c -> DynamicTest.dynamicTest(c.get("name").asText(), () -> check(c)));
  }

  private void check(JsonNode golden) {
    JsonNode params = golden.get("params");
    String operation = params.get("op").asText();
    if (operation.equals("random_resized_crop_law")) {
      checkLaw(params, golden.at("/expected/statistics"));
      return;
    }
    float[][] result =
        switch (operation) {
          case "hflip" -> crop(new CropBox(0, 0, SIDE, SIDE), true, SIDE, SIDE);
          case "resized_crop" ->
              crop(
                  new CropBox(
                      params.get("top").asInt(),
                      params.get("left").asInt(),
                      params.get("height").asInt(),
                      params.get("width").asInt()),
                  false,
                  params.get("out_height").asInt(),
                  params.get("out_width").asInt());
          default -> onPlanes(operation, params);
        };
    assertMatches(result, golden.at("/expected/image"));
  }

  private float[][] onPlanes(String operation, JsonNode params) {
    float[][] planes = planes();
    float factor = (float) params.path("factor").asDouble();
    switch (operation) {
      case "none" -> {}
      case "brightness", "contrast", "saturation", "hue" -> colour(operation, planes, factor);
      case "grayscale" -> ImageOperations.grayscale(planes, COUNT);
      case "gaussian_blur" -> {
        float[] weights =
            ImageOperations.gaussian(
                params.get("kernel_size").asInt(), params.get("sigma").asDouble());
        ImageOperations.blur(planes, SIDE, weights, new float[COUNT], new float[3 * SIDE]);
      }
      case "solarize" ->
          ImageOperations.solarize(planes, COUNT, (float) params.get("threshold").asDouble());
      case "normalize" ->
          ImageOperations.normalize(
              planes, COUNT, doubles(params.get("mean")), doubles(params.get("std")));
      case "color_jitter_chain" -> {
        for (JsonNode step : params.get("order")) {
          float strength = (float) params.get("factors").get(step.asText()).asDouble();
          colour(step.asText(), planes, strength);
        }
      }
      default -> throw new IllegalStateException("no test for " + operation);
    }
    return planes;
  }

  private static void colour(String operation, float[][] planes, float factor) {
    switch (operation) {
      case "brightness" -> ImageOperations.brightness(planes, COUNT, factor);
      case "contrast" -> ImageOperations.contrast(planes, COUNT, factor, new float[COUNT]);
      case "saturation" -> ImageOperations.saturation(planes, COUNT, factor);
      case "hue" -> ImageOperations.hue(planes, COUNT, factor, new float[3][COUNT]);
      default -> throw new IllegalStateException("no test for " + operation);
    }
  }

  /**
   * The production crop reads bytes, but is linear in them: the image is written in three digits of
   * base 256, each digit is cropped as an image of its own, and the results are put together.
   */
  private float[][] crop(CropBox box, boolean flip, int outHeight, int outWidth) {
    double[][] sum = new double[3][outHeight * outWidth];
    for (int shift = 0; shift < 24; shift += 8) {
      byte[] digit = new byte[3 * COUNT];
      for (int i = 0; i < digit.length; i++) {
        digit[i] = (byte) (Math.round(value(i / COUNT, i % COUNT) * MILLION) >> shift);
      }
      float[][] planes = new float[3][outHeight * outWidth];
      new CropResizer(outHeight, outWidth).resize(digit, 0, SIDE, SIDE, box, flip, planes);
      for (int c = 0; c < 3; c++) {
        for (int i = 0; i < planes[c].length; i++) {
          sum[c][i] += planes[c][i] * 255.0 * (1 << shift) / MILLION;
        }
      }
    }
    float[][] result = new float[3][outHeight * outWidth];
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < result[c].length; i++) {
        result[c][i] = (float) sum[c][i];
      }
    }
    return result;
  }

  private double value(int channel, int pixel) {
    return image.get(channel).get(pixel / SIDE).get(pixel % SIDE).asDouble();
  }

  private float[][] planes() {
    float[][] planes = new float[3][COUNT];
    for (int c = 0; c < 3; c++) {
      for (int i = 0; i < COUNT; i++) {
        planes[c][i] = (float) value(c, i);
      }
    }
    return planes;
  }

  private static double[] doubles(JsonNode array) {
    double[] values = new double[array.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = array.get(i).asDouble();
    }
    return values;
  }

  private static void assertMatches(float[][] result, JsonNode expected) {
    for (int c = 0; c < 3; c++) {
      int width = expected.get(c).get(0).size();
      assertThat(result[c]).hasSize(expected.get(c).size() * width);
      for (int i = 0; i < result[c].length; i++) {
        double wanted = expected.get(c).get(i / width).get(i % width).asDouble();
        assertThat((double) result[c][i])
            .as("channel %d, row %d, column %d", c, i / width, i % width)
            .isCloseTo(wanted, within(TOLERANCE));
      }
    }
  }

  private static void checkLaw(JsonNode params, JsonNode statistics) {
    int height = params.get("image_height").asInt();
    int width = params.get("image_width").asInt();
    double[] scale = doubles(params.get("scale"));
    double[] ratio = doubles(params.get("ratio"));
    int samples = 60_000;
    double[][] drawn = new double[6][samples];
    var random = new CounterRandom(11, 0, 0, 0);
    for (int i = 0; i < samples; i++) {
      CropBox box = CropBox.random(height, width, scale, ratio, random);
      drawn[0][i] = (double) box.height() * box.width() / (height * width);
      drawn[1][i] = Math.log((double) box.width() / box.height());
      drawn[2][i] = box.top();
      drawn[3][i] = box.left();
      drawn[4][i] = box.height();
      drawn[5][i] = box.width();
    }
    List<String> names = List.of("area_fraction", "log_aspect", "top", "left", "height", "width");
    for (int s = 0; s < names.size(); s++) {
      JsonNode law = statistics.get(names.get(s));
      double mean = Arrays.stream(drawn[s]).sum() / samples;
      double std = law.get("std").asDouble();
      double error = std * Math.sqrt(1.0 / samples + 1.0 / params.get("samples").asInt());
      assertThat(mean)
          .as("mean of %s", names.get(s))
          .isCloseTo(law.get("mean").asDouble(), within(5 * error));
      double[] sorted = drawn[s].clone();
      Arrays.sort(sorted);
      double[] levels = {0.05, 0.25, 0.5, 0.75, 0.95};
      double pixel = s < 2 ? 0.07 : 1;
      for (int q = 0; q < levels.length; q++) {
        assertThat(sorted[(int) (levels[q] * samples)])
            .as("quantile %s of %s", levels[q], names.get(s))
            .isCloseTo(law.get("quantiles_5_25_50_75_95").get(q).asDouble(), within(pixel + 1e-12));
      }
    }
  }
}
