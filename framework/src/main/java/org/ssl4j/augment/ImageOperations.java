package org.ssl4j.augment;

import java.util.Arrays;

/**
 * Augmentations as pure functions on planar colour images, with the semantics of torchvision's
 * tensor transforms.
 *
 * <p>An image is three planes (R, G, B) of {@code count} floats in [0,1], each plane its own array:
 * loops over one index of several arrays are what the JIT compiler turns into vector instructions.
 * All functions work in place, allocate nothing and clip where torchvision clips.
 */
final class ImageOperations {
  private static final float RED_WEIGHT = 0.2989f;
  private static final float GREEN_WEIGHT = 0.587f;
  private static final float BLUE_WEIGHT = 0.114f;

  private ImageOperations() {}

  /** {@code clip(factor * x)}. */
  static void brightness(float[][] planes, int count, float factor) {
    for (float[] plane : planes) {
      for (int i = 0; i < count; i++) {
        plane[i] = clip(factor * plane[i]);
      }
    }
  }

  /** {@code clip(factor * x + (1 - factor) * m)}, m the mean of the gray image. */
  static void contrast(float[][] planes, int count, float factor) {
    double mean =
        (RED_WEIGHT * sum(planes[0], count)
                + GREEN_WEIGHT * sum(planes[1], count)
                + BLUE_WEIGHT * sum(planes[2], count))
            / count;
    float shift = (float) ((1 - (double) factor) * mean);
    for (float[] plane : planes) {
      for (int i = 0; i < count; i++) {
        plane[i] = clip(factor * plane[i] + shift);
      }
    }
  }

  /** {@code clip(factor * x + (1 - factor) * gray(x))}, pixel by pixel. */
  static void saturation(float[][] planes, int count, float factor) {
    float[] red = planes[0];
    float[] green = planes[1];
    float[] blue = planes[2];
    float rest = 1 - factor;
    for (int i = 0; i < count; i++) {
      float gray = rest * (RED_WEIGHT * red[i] + GREEN_WEIGHT * green[i] + BLUE_WEIGHT * blue[i]);
      red[i] = clip(factor * red[i] + gray);
      green[i] = clip(factor * green[i] + gray);
      blue[i] = clip(factor * blue[i] + gray);
    }
  }

  /**
   * Rotates the hue.
   *
   * <p>With V the largest channel, D the range and h the hue in sixths of a turn, channel n of the
   * result is {@code V - D * clip(min(k, 4 - k))} with {@code k = (n + h) mod 6} and n = 5, 3, 1
   * for R, G, B: the HSV round trip of torchvision without its six-way selection.
   *
   * @param shift turns, in [-0.5, 0.5]
   */
  static void hue(float[][] planes, int count, float shift) {
    float[] red = planes[0];
    float[] green = planes[1];
    float[] blue = planes[2];
    float sixths = 6 * shift + 6;
    for (int i = 0; i < count; i++) {
      float r = red[i];
      float g = green[i];
      float b = blue[i];
      float value = Math.max(r, Math.max(g, b));
      float range = value - Math.min(r, Math.min(g, b));
      if (range > 0) {
        float hue;
        if (value == r) {
          hue = (g - b) / range;
        } else if (value == g) {
          hue = 2 + (b - r) / range;
        } else {
          hue = 4 + (r - g) / range;
        }
        hue += sixths;
        red[i] = value - range * sector(hue + 5);
        green[i] = value - range * sector(hue + 3);
        blue[i] = value - range * sector(hue + 1);
      }
    }
  }

  /** {@code clip(min(k, 4 - k))}, k = position mod 6, for a position in 0 .. 24. */
  private static float sector(float position) {
    float k = position - 6 * (int) (position * (1 / 6f));
    return clip(Math.min(k, 4 - k));
  }

  /** Gray on all three planes. */
  static void grayscale(float[][] planes, int count) {
    float[] red = planes[0];
    float[] green = planes[1];
    float[] blue = planes[2];
    for (int i = 0; i < count; i++) {
      float gray = RED_WEIGHT * red[i] + GREEN_WEIGHT * green[i] + BLUE_WEIGHT * blue[i];
      red[i] = gray;
      green[i] = gray;
      blue[i] = gray;
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

  private static float clip(float x) {
    return Math.min(1f, Math.max(0f, x));
  }
}
