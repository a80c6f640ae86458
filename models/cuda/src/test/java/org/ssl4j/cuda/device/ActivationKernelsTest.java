package org.ssl4j.cuda.device;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each kernel beside a plain loop in double precision. */
class ActivationKernelsTest {
  private static final int IMAGES = 3;
  private static final int CHANNELS = 5;
  private static final int HEIGHT = 7;
  private static final int WIDTH = 6;
  private static final int COUNT = IMAGES * CHANNELS * HEIGHT * WIDTH;

  private EmulatedDevice device;

  @BeforeEach
  void open() {
    device = Emulation.open();
  }

  @AfterEach
  void close() {
    device.close();
  }

  private static int place(int n, int i, int j, int c, int height, int width) {
    return ((n * height + i) * width + j) * CHANNELS + c;
  }

  @ParameterizedTest
  @EnumSource
  void imagesComeInChannelsLast(StorageType type) {
    var numbers = new Numbers(device, type);
    double[] pixels = numbers.drawn(COUNT);
    double[] expected = new double[COUNT];
    for (int n = 0; n < IMAGES; n++) {
      for (int c = 0; c < CHANNELS; c++) {
        for (int i = 0; i < HEIGHT; i++) {
          for (int j = 0; j < WIDTH; j++) {
            expected[place(n, i, j, c, HEIGHT, WIDTH)] =
                pixels[((n * CHANNELS + c) * HEIGHT + i) * WIDTH + j];
          }
        }
      }
    }
    var images = numbers.stored(COUNT);
    numbers.each(
        COUNT, "images_in", numbers.floats(pixels), CHANNELS, HEIGHT * WIDTH, (long) COUNT, images);
    assertThat(numbers.read(images)).containsExactly(expected);
  }

  /** Also ties, the largest numbers and what is no number. */
  @ParameterizedTest
  @EnumSource
  void numbersAreRoundedToTheNearestEvenOne(StorageType type) {
    var numbers = new Numbers(device, type);
    double[] values = {
      1,
      1 + 0x1p-8,
      1 + 0x3p-8,
      1 + 0x1.1p-8,
      -1 - 0x1p-8,
      0,
      1e-40,
      Float.MAX_VALUE,
      Double.POSITIVE_INFINITY,
      Double.NaN
    };
    var stored = numbers.stored(values.length);
    numbers.each(values.length, "from_float", numbers.floats(values), (long) values.length, stored);
    double[] found = numbers.read(stored);
    for (int i = 0; i < values.length; i++) {
      float single = (float) values[i];
      double expected =
          type == StorageType.FLOAT || Float.isNaN(single)
              ? single
              : Numbers.fromBits(Numbers.toBits(single));
      assertThat(found[i]).isEqualTo((Double) expected);
    }
    var back = numbers.floats(values.length);
    numbers.each(values.length, "to_float", stored, (long) values.length, back);
    assertThat(numbers.readFloats(back)).containsExactly(found);
  }

  @ParameterizedTest
  @EnumSource
  void sumsAndReluPassTheGradientWhereTheyArePositive(StorageType type) {
    var numbers = new Numbers(device, type);
    double[] a = numbers.drawn(COUNT);
    double[] b = numbers.drawn(COUNT);
    double[] dy = numbers.drawn(COUNT);
    double[] sum = new double[COUNT];
    double[] rectified = new double[COUNT];
    double[] relu = new double[COUNT];
    for (int i = 0; i < COUNT; i++) {
      sum[i] = a[i] + b[i];
      rectified[i] = Math.max(sum[i], 0);
      relu[i] = Math.max(a[i], 0);
    }
    var y = numbers.stored(COUNT);
    numbers.each(COUNT, "add_relu", numbers.stored(a), numbers.stored(b), (long) COUNT, y);
    numbers.assertStored(y, rectified);
    var dx = numbers.stored(COUNT);
    numbers.each(COUNT, "relu_backward", numbers.stored(dy), y, (long) COUNT, dx);
    double[] result = numbers.read(y);
    double[] gradient = numbers.read(dx);
    for (int i = 0; i < COUNT; i++) {
      assertThat(gradient[i]).isEqualTo(result[i] > 0 ? dy[i] : 0);
    }
    numbers.each(COUNT, "relu", numbers.stored(a), (long) COUNT, y);
    assertThat(numbers.read(y)).containsExactly(relu);
    var total = numbers.stored(a);
    numbers.each(COUNT, "add", numbers.stored(b), (long) COUNT, total);
    numbers.assertStored(total, sum);
    double[] broken = {Double.NaN, -1};
    numbers.each(2, "relu", numbers.stored(broken), 2L, y);
    assertThat(numbers.read(y)).startsWith(Double.NaN, 0);
  }

  @ParameterizedTest
  @EnumSource
  void theMaximumOfEachWindowGetsItsGradient(StorageType type) {
    maxPool(type, 3, 2, 1);
    maxPool(type, 2, 2, 0);
    maxPool(type, 3, 1, 1);
  }

  private void maxPool(StorageType type, int kernel, int stride, int padding) {
    var numbers = new Numbers(device, type);
    int rows = (HEIGHT + 2 * padding - kernel) / stride + 1;
    int columns = (WIDTH + 2 * padding - kernel) / stride + 1;
    int count = IMAGES * rows * columns * CHANNELS;
    double[] x = numbers.drawn(COUNT);
    double[] dy = numbers.drawn(count);
    double[] y = new double[count];
    double[] dx = new double[COUNT];
    for (int n = 0; n < IMAGES; n++) {
      for (int c = 0; c < CHANNELS; c++) {
        for (int i = 0; i < rows; i++) {
          for (int j = 0; j < columns; j++) {
            int best = -1;
            for (int p = 0; p < kernel; p++) {
              for (int q = 0; q < kernel; q++) {
                int row = stride * i + p - padding;
                int column = stride * j + q - padding;
                if (row >= 0 && row < HEIGHT && column >= 0 && column < WIDTH) {
                  int at = place(n, row, column, c, HEIGHT, WIDTH);
                  best = best < 0 || x[at] > x[best] ? at : best;
                }
              }
            }
            int window = place(n, i, j, c, rows, columns);
            y[window] = x[best];
            dx[best] += dy[window];
          }
        }
      }
    }
    var found = numbers.stored(count);
    var winner = device.allocate(count);
    numbers.each(
        count,
        "max_pool",
        numbers.stored(x),
        CHANNELS,
        HEIGHT,
        WIDTH,
        rows,
        columns,
        kernel,
        stride,
        padding,
        (long) count,
        found,
        winner);
    assertThat(numbers.read(found)).containsExactly(y);
    var back = numbers.stored(COUNT);
    numbers.each(
        COUNT,
        "max_pool_backward",
        numbers.stored(dy),
        winner,
        CHANNELS,
        HEIGHT,
        WIDTH,
        rows,
        columns,
        kernel,
        stride,
        padding,
        (long) COUNT,
        back);
    numbers.assertStored(back, dx);
  }

  @ParameterizedTest
  @EnumSource
  void theMeanOverAllPositionsGivesEachAnEqualShare(StorageType type) {
    var numbers = new Numbers(device, type);
    double[] x = numbers.drawn(COUNT);
    double[] dy = numbers.drawn(IMAGES * CHANNELS);
    double[] y = new double[IMAGES * CHANNELS];
    double[] dx = new double[COUNT];
    int area = HEIGHT * WIDTH;
    for (int i = 0; i < COUNT; i++) {
      int feature = i / CHANNELS / area * CHANNELS + i % CHANNELS;
      y[feature] += x[i] / area;
      dx[i] = dy[feature] / area;
    }
    var found = numbers.stored(y.length);
    numbers.each(
        y.length, "global_average_pool", numbers.stored(x), CHANNELS, area, (long) y.length, found);
    numbers.assertStored(found, y);
    var back = numbers.stored(COUNT);
    numbers.each(
        COUNT,
        "global_average_pool_backward",
        numbers.stored(dy),
        CHANNELS,
        area,
        (long) COUNT,
        back);
    numbers.assertStored(back, dx);
  }

  @ParameterizedTest
  @EnumSource
  void aBiasIsAddedToEachRowAndItsGradientIsTheColumnsSum(StorageType type) {
    var numbers = new Numbers(device, type);
    int rows = 70;
    int columns = 9;
    int chunk = 16;
    int chunks = 5;
    double[] x = numbers.drawn(rows * columns);
    double[] bias = numbers.drawnFloats(columns);
    double[] before = numbers.drawnFloats(columns);
    double[] shifted = new double[rows * columns];
    double[] sums = before.clone();
    for (int i = 0; i < shifted.length; i++) {
      shifted[i] = x[i] + bias[i % columns];
      sums[i % columns] += x[i];
    }
    var y = numbers.stored(x);
    numbers.each(x.length, "add_bias", numbers.floats(bias), columns, (long) x.length, y);
    numbers.assertStored(y, shifted);
    var parts = numbers.floats(chunks * columns);
    numbers.each(
        chunks * columns,
        "column_chunks",
        numbers.stored(x),
        rows,
        columns,
        chunk,
        (long) chunks * columns,
        parts);
    var total = numbers.floats(before);
    numbers.run(
        "chunk_sums", LaunchShape.reductions(columns, 1, chunks), parts, chunks, columns, 1, total);
    numbers.assertFloats(total, sums);
  }

  @ParameterizedTest
  @EnumSource
  void filtersChangeTheirOrderAndTheirGradientGoesBack(StorageType type) {
    var numbers = new Numbers(device, type);
    int outputs = 4;
    int area = 9;
    int count = outputs * CHANNELS * area;
    double[] parameters = numbers.drawn(count);
    double[] filters = new double[count];
    double[] gradient = numbers.drawnFloats(count);
    double[] added = numbers.drawnFloats(count);
    double[] sum = new double[count];
    for (int k = 0; k < outputs; k++) {
      for (int c = 0; c < CHANNELS; c++) {
        for (int p = 0; p < area; p++) {
          int parameter = (k * CHANNELS + c) * area + p;
          int filter = (k * area + p) * CHANNELS + c;
          filters[filter] = parameters[parameter];
          sum[parameter] = gradient[parameter] + added[filter];
        }
      }
    }
    var found = numbers.stored(count);
    numbers.each(
        count, "filters_in", numbers.floats(parameters), CHANNELS, area, (long) count, found);
    assertThat(numbers.read(found)).containsExactly(filters);
    var total = numbers.floats(gradient);
    numbers.each(count, "filters_out", numbers.floats(added), CHANNELS, area, (long) count, total);
    numbers.assertFloats(total, sum);
  }
}
