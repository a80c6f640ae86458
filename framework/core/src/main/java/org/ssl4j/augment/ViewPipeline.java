package org.ssl4j.augment;

import java.util.List;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.config.ViewConfig;
import org.ssl4j.random.CounterRandom;
import org.ssl4j.text.Text;

/**
 * Makes one view of an image: an optional DataVec transform, random-resized-crop, flip, colour
 * jitter, grayscale, blur, solarise, normalise; the order of the CIFAR recipes of SimCLR
 * (arXiv:2002.05709, appendix A) and BYOL (arXiv:2006.07733, appendix B).
 *
 * <p>Immutable and safe for many threads: each brings its own {@link Scratch} and {@link
 * CounterRandom}. The view is a function of the image's bytes and the random stream alone.
 */
public final class ViewPipeline {
  private static final int BRIGHTNESS = 0;
  private static final int CONTRAST = 1;
  private static final int SATURATION = 2;
  private static final int HUE = 3;

  private final ViewConfig config;
  private final int size;
  private final double[] mean;
  private final double[] std;
  private final double[] cropScale;
  private final double[] cropRatio;
  private final int blurKernel;
  private final DataVecStep dataVec;

  private ViewPipeline(ViewConfig config, int size, double[] mean, double[] std) {
    this.config = config;
    this.size = size;
    this.mean = mean.clone();
    this.std = std.clone();
    cropScale = config.cropScale() == null ? null : range("cropScale", config.cropScale());
    cropRatio = cropScale == null ? null : range("cropRatio", config.cropRatio());
    blurKernel = config.blur() > 0 ? blurKernel(config, size) : 0;
    dataVec =
        config.dataVecTransform() == null ? null : DataVecStep.read(config.dataVecTransform());
  }

  /**
   * The pipeline of a view.
   *
   * @param size side of the view in pixels
   * @param mean channel means in [0,1] that normalise
   * @param std channel standard deviations in [0,1] that normalise
   * @throws InvalidSettingException if a range is reversed or the blur kernel does not fit
   * @throws org.ssl4j.error.ConfigException if the DataVec file cannot be read or used
   */
  public static ViewPipeline of(ViewConfig config, int size, double[] mean, double[] std) {
    return new ViewPipeline(config, size, mean, std);
  }

  /** Resizes if necessary and normalises: the images that are measured. */
  public static ViewPipeline clean(int size, double[] mean, double[] std) {
    var nothing =
        new ViewConfig(
            null,
            List.of(0.75, 4.0 / 3),
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            List.of(0.1, 2.0),
            0,
            0,
            0.5,
            null);
    return new ViewPipeline(nothing, size, mean, std);
  }

  /** Side of the view in pixels. */
  public int size() {
    return size;
  }

  /** Channel means in [0,1] that normalise. */
  public double[] mean() {
    return mean.clone();
  }

  /** Channel standard deviations in [0,1] that normalise. */
  public double[] std() {
    return std.clone();
  }

  /**
   * Makes the view.
   *
   * @param chw the image's bytes from {@code offset} on: R, G, B planes of {@code height} rows
   * @param random stream of this (seed, epoch, image, view)
   * @param out receives {@code 3 * size * size} normalised floats from {@code outOffset} on
   */
  public void apply(
      byte[] chw,
      int offset,
      int height,
      int width,
      CounterRandom random,
      float[] out,
      int outOffset,
      Scratch scratch) {
    if (dataVec == null) {
      make(chw, offset, height, width, random, out, outOffset, scratch);
    } else {
      var image = scratch.instance(dataVec).apply(chw, offset, height, width, random.nextLong());
      make(image.chw(), 0, image.height(), image.width(), random, out, outOffset, scratch);
    }
  }

  private void make(
      byte[] chw,
      int offset,
      int height,
      int width,
      CounterRandom random,
      float[] out,
      int outOffset,
      Scratch scratch) {
    scratch.prepare(size);
    float[][] planes = scratch.planes();
    int count = size * size;
    CropBox box =
        cropScale == null
            ? CropBox.whole(height, width)
            : CropBox.random(height, width, cropScale, cropRatio, random);
    boolean flip = random.chance(config.flip());
    scratch.resizer().resize(chw, offset, height, width, box, flip, planes);
    if (random.chance(config.jitter())) {
      jitter(planes, count, random, scratch);
    }
    if (random.chance(config.grayscale())) {
      ImageOperations.grayscale(planes, count);
    }
    if (random.chance(config.blur())) {
      double sigma = random.uniform(config.blurSigma().get(0), config.blurSigma().get(1));
      float[] weights = ImageOperations.gaussian(blurKernel, sigma);
      ImageOperations.blur(planes, size, weights, scratch.work()[0], scratch.line());
    }
    if (random.chance(config.solarize())) {
      ImageOperations.solarize(planes, count, (float) config.solarizeThreshold());
    }
    ImageOperations.normalize(planes, count, mean, std);
    for (int c = 0; c < planes.length; c++) {
      System.arraycopy(planes[c], 0, out, outOffset + c * count, count);
    }
  }

  /** ColorJitter: a random order of operations, a strength of zero leaving its operation out. */
  private void jitter(float[][] planes, int count, CounterRandom random, Scratch scratch) {
    int[] order = scratch.jitterOrder();
    random.shuffle(order);
    for (int operation : order) {
      switch (operation) {
        case BRIGHTNESS -> {
          if (config.brightness() > 0) {
            ImageOperations.brightness(planes, count, factor(config.brightness(), random));
          }
        }
        case CONTRAST -> {
          if (config.contrast() > 0) {
            float factor = factor(config.contrast(), random);
            ImageOperations.contrast(planes, count, factor, scratch.work()[0]);
          }
        }
        case SATURATION -> {
          if (config.saturation() > 0) {
            ImageOperations.saturation(planes, count, factor(config.saturation(), random));
          }
        }
        case HUE -> {
          if (config.hue() > 0) {
            float shift = (float) random.uniform(-config.hue(), config.hue());
            ImageOperations.hue(planes, count, shift, scratch.work());
          }
        }
        default -> throw new IllegalStateException("unknown jitter operation " + operation);
      }
    }
  }

  private static float factor(double strength, CounterRandom random) {
    return (float) random.uniform(Math.max(0, 1 - strength), 1 + strength);
  }

  private static double[] range(String path, List<Double> limits) {
    double low = limits.get(0);
    double high = limits.get(1);
    if (low > high) {
      throw new InvalidSettingException(
          path, Text.of("the smallest value %s is above the largest %s; swap them", low, high));
    }
    return new double[] {low, high};
  }

  private static int blurKernel(ViewConfig config, int size) {
    range("blurSigma", config.blurSigma());
    int kernel = config.blurKernel() == 0 ? Math.max(3, size / 10 | 1) : config.blurKernel();
    if (kernel % 2 == 0 || kernel > 2 * size - 1) {
      throw new InvalidSettingException(
          "blurKernel",
          Text.of(
              "is %d; it must be an odd number of at most %d for views of %d pixels",
              kernel, 2 * size - 1, size));
    }
    return kernel;
  }
}
