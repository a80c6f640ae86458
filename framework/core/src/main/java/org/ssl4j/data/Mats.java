package org.ssl4j.data;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;
import org.bytedeco.opencv.opencv_core.Scalar;

/**
 * Between OpenCV's interleaved BGR matrices and this project's R, G, B byte planes.
 *
 * <p>OpenCV is set to one thread: images are worked on by many Java threads already.
 */
public final class Mats {
  /** Channels of an image with opacity. */
  static final int BGRA = 4;

  private static final int SIXTEEN_BITS = 16;
  private static final int ALPHA = 3;

  static {
    opencv_core.setNumThreads(1);
  }

  private Mats() {}

  /**
   * A new BGR matrix of 8-bit pixels.
   *
   * @param chw R, G, B planes of {@code height} rows from {@code offset} on
   * @return shape [height, width], three channels; the caller closes it
   */
  public static Mat fromRgbPlanes(byte[] chw, int offset, int height, int width) {
    int count = height * width;
    byte[] bgr = new byte[ImageSet.CHANNELS * count];
    for (int i = 0; i < count; i++) {
      bgr[3 * i] = chw[offset + 2 * count + i];
      bgr[3 * i + 1] = chw[offset + count + i];
      bgr[3 * i + 2] = chw[offset + i];
    }
    var mat = new Mat(height, width, opencv_core.CV_8UC3);
    mat.data().put(bgr);
    return mat;
  }

  /**
   * The pixels as R, G, B planes; 16-bit pixels use all of their range.
   *
   * @param mat 8- or 16-bit pixels in one (gray), three (BGR) or four (BGRA) channels; an alpha
   *     channel is dropped
   * @return {@code 3 * rows * cols} bytes
   * @throws IllegalArgumentException for other pixel formats
   */
  public static byte[] toRgbPlanes(Mat mat) {
    return toRgbPlanes(mat, toEightBits(SIXTEEN_BITS));
  }

  /** What the samples of 16-bit pixels are multiplied with, of which so many bits are in use. */
  static double toEightBits(int bits) {
    return 255.0 / ((1 << bits) - 1);
  }

  /** The same with the factor of 16-bit samples. */
  static byte[] toRgbPlanes(Mat mat, double scale) {
    try (Mat bytes = toEightBits(mat, scale);
        Mat bgr = toBgr(bytes);
        var channels = new MatVector()) {
      opencv_core.split(bgr, channels);
      int count = mat.rows() * mat.cols();
      byte[] chw = new byte[ImageSet.CHANNELS * count];
      for (int c = 0; c < ImageSet.CHANNELS; c++) {
        try (Mat plane = channels.get(ImageSet.CHANNELS - 1 - c)) {
          plane.data().get(chw, c * count, count);
        }
      }
      return chw;
    }
  }

  private static Mat toEightBits(Mat mat, double scale) {
    return switch (mat.depth()) {
      case opencv_core.CV_8U -> new Mat(mat);
      case opencv_core.CV_16U -> {
        var bytes = new Mat();
        mat.convertTo(bytes, opencv_core.CV_8U, scale, 0);
        yield bytes;
      }
      default -> throw new IllegalArgumentException("pixels of OpenCV depth " + mat.depth());
    };
  }

  /**
   * Four channels of bytes.
   *
   * @param bgra 8 or 16 bits; the opacity of 16-bit pixels uses all of its range
   * @param scale factor of the colours of 16-bit pixels
   */
  static Mat toBgraBytes(Mat bgra, double scale) {
    if (bgra.depth() == opencv_core.CV_8U) {
      return bgra.clone();
    }
    try (var channels = new MatVector()) {
      opencv_core.split(bgra, channels);
      for (int c = 0; c < BGRA; c++) {
        try (Mat channel = channels.get(c)) {
          double factor = c == ALPHA ? toEightBits(SIXTEEN_BITS) : scale;
          channel.convertTo(channel, opencv_core.CV_8U, factor, 0);
          channels.put(c, channel);
        }
      }
      var bytes = new Mat();
      opencv_core.merge(channels, bytes);
      return bytes;
    }
  }

  /** A gray image as BGRA in which one gray value is transparent and every other opaque. */
  static Mat withTransparentGray(Mat gray, int transparent) {
    try (var hole = new Mat(gray.size(), gray.type(), Scalar.all(transparent));
        var opacity = new Mat();
        var wide = new Mat()) {
      opencv_core.compare(gray, hole, opacity, opencv_core.CMP_NE);
      boolean sixteen = gray.depth() == opencv_core.CV_16U;
      opacity.convertTo(wide, gray.depth(), sixteen ? 65535 / 255.0 : 1, 0);
      try (var channels = new MatVector(gray, gray, gray, wide)) {
        var bgra = new Mat();
        opencv_core.merge(channels, bgra);
        return bgra;
      }
    }
  }

  /** The same pixels without a fourth channel; the caller closes them. */
  static Mat withoutAlpha(Mat image) {
    return image.channels() == BGRA
        ? convert(image, opencv_imgproc.COLOR_BGRA2BGR)
        : new Mat(image);
  }

  static double smallestAlpha(Mat bgra) {
    return alphaRange(bgra)[0];
  }

  static double largestAlpha(Mat bgra) {
    return alphaRange(bgra)[1];
  }

  private static double[] alphaRange(Mat bgra) {
    try (var alpha = new Mat();
        var least = new DoublePointer(1);
        var most = new DoublePointer(1)) {
      opencv_core.extractChannel(bgra, alpha, ALPHA);
      opencv_core.minMaxLoc(alpha, least, most, null, null, null);
      return new double[] {least.get(), most.get()};
    }
  }

  private static Mat toBgr(Mat mat) {
    return switch (mat.channels()) {
      case 1 -> convert(mat, opencv_imgproc.COLOR_GRAY2BGR);
      case 3 -> new Mat(mat);
      case 4 -> convert(mat, opencv_imgproc.COLOR_BGRA2BGR);
      default -> throw new IllegalArgumentException("images of " + mat.channels() + " channels");
    };
  }

  private static Mat convert(Mat mat, int code) {
    var converted = new Mat();
    opencv_imgproc.cvtColor(mat, converted, code);
    return converted;
  }
}
