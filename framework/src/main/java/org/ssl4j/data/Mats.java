package org.ssl4j.data;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.MatVector;

/**
 * Between OpenCV's interleaved BGR matrices and this project's R, G, B byte planes.
 *
 * <p>OpenCV is set to one thread: images are worked on by many Java threads already.
 */
public final class Mats {
  private static final double SIXTEEN_TO_EIGHT_BITS = 1 / 257.0;

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
   * The pixels as R, G, B planes.
   *
   * @param mat 8- or 16-bit pixels in one (gray), three (BGR) or four (BGRA) channels; an alpha
   *     channel is dropped
   * @return {@code 3 * rows * cols} bytes
   * @throws IllegalArgumentException for other pixel formats
   */
  public static byte[] toRgbPlanes(Mat mat) {
    try (Mat bytes = toEightBits(mat);
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

  private static Mat toEightBits(Mat mat) {
    return switch (mat.depth()) {
      case opencv_core.CV_8U -> new Mat(mat);
      case opencv_core.CV_16U -> {
        var bytes = new Mat();
        mat.convertTo(bytes, opencv_core.CV_8U, SIXTEEN_TO_EIGHT_BITS, 0);
        yield bytes;
      }
      default -> throw new IllegalArgumentException("pixels of OpenCV depth " + mat.depth());
    };
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
