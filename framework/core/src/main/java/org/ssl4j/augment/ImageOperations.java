package org.ssl4j.augment;

import java.util.Arrays;

/**
 * Augmentations as pure functions on planar colour images, with the semantics of torchvision's
 * tensor transforms.
 *
 * <p>An image is three planes (R, G, B) of {@code count} floats in [0,1], each plane its own array.
 * All functions work in place, allocate nothing and clip where torchvision clips.
 *
 * <p>How they are written is what makes them fast, and easily lost. HotSpot turns a loop into
 * vector instructions if all arrays are read and written at the same index and the body is short
 * and has no branches; so planes are separate arrays, hue is several short loops, and clipping uses
 * absolute values: {@code Math.min} and {@code max} must care for NaN and cost six instructions
 * each. docs/PERFORMANCE.md has the measurements.
 */
final class ImageOperations {
  private static final float RED_WEIGHT = 0.2989f;
  private static final float GREEN_WEIGHT = 0.587f;
  private static final float BLUE_WEIGHT = 0.114f;

  private ImageOperations() {}

  /**
   * {@code min(factor * x, 1)}.
   *
   * @param factor at least 0
   */
  static void brightness(float[][] planes, int count, float factor) {
    for (float[] plane : planes) {
      brighten(plane, count, factor);
    }
  }

  private static void brighten(float[] plane, int count, float factor) {
    for (int i = 0; i < count; i++) {
      float missing = 1 - factor * plane[i];
      plane[i] = 1 - positive(missing);
    }
  }

  /**
   * {@code clip(factor * x + (1 - factor) * m)}, m the mean of the gray image.
   *
   * @param gray working memory, {@code count} floats
   */
  static void contrast(float[][] planes, int count, float factor, float[] gray) {
    gray(planes[0], planes[1], planes[2], gray, count);
    double mean = (double) sum(gray, count) / count;
    float shift = (float) ((1 - (double) factor) * mean);
    for (float[] plane : planes) {
      scaleAndShift(plane, count, factor, shift);
    }
  }

  private static void scaleAndShift(float[] plane, int count, float factor, float shift) {
    for (int i = 0; i < count; i++) {
      plane[i] = clip(factor * plane[i] + shift);
    }
  }

  /** {@code clip(factor * x + (1 - factor) * gray(x))}, pixel by pixel. */
  static void saturation(float[][] planes, int count, float factor) {
    saturate(planes[0], planes[1], planes[2], count, factor, 1 - factor);
  }

  private static void saturate(
      float[] red, float[] green, float[] blue, int count, float factor, float rest) {
    for (int i = 0; i < count; i++) {
      float gray = rest * (RED_WEIGHT * red[i] + GREEN_WEIGHT * green[i] + BLUE_WEIGHT * blue[i]);
      red[i] = clip(factor * red[i] + gray);
      green[i] = clip(factor * green[i] + gray);
      blue[i] = clip(factor * blue[i] + gray);
    }
  }

  /**
   * Rotates the hue: torchvision's HSV round trip without its six-way selection.
   *
   * <p>With D the range of a pixel's channels, M and m the larger and the smaller of G and B, and h
   * the hue in sixths of a turn, measured from red in (-3, 3]: {@code |h| D = M - m + max(M - R, 0)
   * + 2 max(m - R, 0)}, and h has the sign of G - B. After the rotation, a channel that lies at hue
   * c is {@code min(R, m) + D clip(2 - |h - c|)}, the distance taken around the circle.
   *
   * @param shift turns, in [-0.5, 0.5]
   * @param work working memory, three arrays of {@code count} floats
   */
  static void hue(float[][] planes, int count, float shift, float[][] work) {
    toHue(planes[0], planes[1], planes[2], work[0], work[1], work[2], count, shift);
    fromHue(planes[0], work[0], work[1], work[2], count, 0);
    fromHue(planes[1], work[0], work[1], work[2], count, 1 / 3f);
    fromHue(planes[2], work[0], work[1], work[2], count, 2 / 3f);
  }

  /**
   * @param lowest receives the smallest channel
   * @param range receives the largest minus the smallest channel
   * @param turns receives the hue in turns, rotated
   */
  private static void toHue(
      float[] red,
      float[] green,
      float[] blue,
      float[] lowest,
      float[] range,
      float[] turns,
      int count,
      float shift) {
    for (int i = 0; i < count; i++) {
      float r = red[i];
      float difference = green[i] - blue[i];
      float distance = Math.abs(difference);
      float sum = green[i] + blue[i];
      float larger = 0.5f * (sum + distance);
      float smaller = 0.5f * (sum - distance);
      float largerOver = positive(larger - r);
      float smallerOver = positive(smaller - r);
      float low = smaller - smallerOver;
      float span = r + largerOver - low;
      // The factor makes any difference of floats in [0,1] saturate; equal G and B count as
      // positive.
      float sign = Math.min(Math.max(difference * 1e30f + 1, -1f), 1f);
      lowest[i] = low;
      range[i] = span;
      turns[i] = shift + sign * (distance + largerOver + 2 * smallerOver) / (6 * span + 1e-20f);
    }
  }

  /**
   * @param position hue of the channel in turns
   */
  private static void fromHue(
      float[] channel, float[] lowest, float[] range, float[] turns, int count, float position) {
    for (int i = 0; i < count; i++) {
      float away = turns[i] - position;
      // Adding and subtracting 1.5 * 2^23 rounds to the nearest whole turn.
      float whole = (away + 0x1.8p23f) - 0x1.8p23f;
      channel[i] = lowest[i] + range[i] * clip(2 - 6 * Math.abs(away - whole));
    }
  }

  /** Gray on all three planes. */
  static void grayscale(float[][] planes, int count) {
    gray(planes[0], planes[1], planes[2], planes[0], count);
    System.arraycopy(planes[0], 0, planes[1], 0, count);
    System.arraycopy(planes[0], 0, planes[2], 0, count);
  }

  private static void gray(float[] red, float[] green, float[] blue, float[] gray, int count) {
    for (int i = 0; i < count; i++) {
      gray[i] = RED_WEIGHT * red[i] + GREEN_WEIGHT * green[i] + BLUE_WEIGHT * blue[i];
    }
  }

  /** Values at or above the threshold are inverted. */
  static void solarize(float[][] planes, int count, float threshold) {
    for (float[] plane : planes) {
      for (int i = 0; i < count; i++) {
        float x = plane[i];
        plane[i] = x >= threshold ? 1 - x : x;
      }
    }
  }

  /** {@code (x - mean) / std} per channel. */
  static void normalize(float[][] planes, int count, double[] mean, double[] std) {
    for (int c = 0; c < planes.length; c++) {
      float[] plane = planes[c];
      float scale = (float) (1 / std[c]);
      float shift = (float) (-mean[c] / std[c]);
      for (int i = 0; i < count; i++) {
        plane[i] = plane[i] * scale + shift;
      }
    }
  }

  /**
   * Separable Gaussian blur with reflected borders (the edge pixel is not repeated).
   *
   * @param weights the kernel of {@link #gaussian}, odd length, at most {@code 2 * side - 1}
   * @param blurred receives the horizontal pass, {@code side * side} floats
   * @param line at least {@code side + weights.length} floats
   */
  static void blur(float[][] planes, int side, float[] weights, float[] blurred, float[] line) {
    int radius = weights.length / 2;
    for (float[] plane : planes) {
      for (int y = 0; y < side; y++) {
        System.arraycopy(plane, y * side, line, radius, side);
        for (int t = 1; t <= radius; t++) {
          line[radius - t] = line[radius + t];
          line[radius + side - 1 + t] = line[radius + side - 1 - t];
        }
        for (int x = 0; x < side; x++) {
          float sum = 0;
          for (int t = 0; t < weights.length; t++) {
            sum += weights[t] * line[x + t];
          }
          blurred[y * side + x] = sum;
        }
      }
      for (int y = 0; y < side; y++) {
        Arrays.fill(line, 0, side, 0);
        for (int t = 0; t < weights.length; t++) {
          int row = reflect(y + t - radius, side) * side;
          float weight = weights[t];
          for (int x = 0; x < side; x++) {
            line[x] += weight * blurred[row + x];
          }
        }
        System.arraycopy(line, 0, plane, y * side, side);
      }
    }
  }

  /** Normalised weights {@code exp(-(t / sigma)^2 / 2)}, t = -(k-1)/2 .. (k-1)/2. */
  static float[] gaussian(int kernel, double sigma) {
    double[] weights = new double[kernel];
    double total = 0;
    for (int i = 0; i < kernel; i++) {
      double t = (i - (kernel - 1) / 2.0) / sigma;
      weights[i] = StrictMath.exp(-0.5 * t * t);
      total += weights[i];
    }
    float[] normalised = new float[kernel];
    for (int i = 0; i < kernel; i++) {
      normalised[i] = (float) (weights[i] / total);
    }
    return normalised;
  }

  private static int reflect(int position, int side) {
    int folded = Math.abs(position);
    return folded < side ? folded : 2 * (side - 1) - folded;
  }

  /** Sum in four independent chains, so that additions overlap; the order is fixed. */
  private static float sum(float[] plane, int count) {
    float a = 0;
    float b = 0;
    float c = 0;
    float d = 0;
    int i = 0;
    for (; i + 3 < count; i += 4) {
      a += plane[i];
      b += plane[i + 1];
      c += plane[i + 2];
      d += plane[i + 3];
    }
    for (; i < count; i++) {
      a += plane[i];
    }
    return a + b + (c + d);
  }

  /** {@code min(max(x, 0), 1)}: exactly 0 and 1 outside, within half an ulp of 1 of x inside. */
  private static float clip(float x) {
    float missing = 1 - positive(x);
    return 1 - positive(missing);
  }

  /** {@code max(x, 0)}, exactly. */
  private static float positive(float x) {
    return 0.5f * (x + Math.abs(x));
  }
}
