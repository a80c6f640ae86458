package org.ssl4j.data;

import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/** How a camera was held, as EXIF says it, for what OpenCV does not turn by itself. */
final class Orientation {
  private static final int AROUND_BOTH = -1;
  private static final int LEFT_RIGHT = 1;
  private static final int UP_DOWN = 0;

  private Orientation() {}

  /**
   * Turns an image upright, in place.
   *
   * @param orientation 1 to 8, as in EXIF 2.3, 4.6.4
   */
  static void apply(Mat image, int orientation) {
    // 5 to 8 lie on their side: rows become columns, and then it is one of the others.
    if (orientation > 4) {
      opencv_core.transpose(image, image);
    }
    switch (orientation) {
      case 2, 6 -> opencv_core.flip(image, image, LEFT_RIGHT);
      case 3, 7 -> opencv_core.flip(image, image, AROUND_BOTH);
      case 4, 8 -> opencv_core.flip(image, image, UP_DOWN);
      default -> {}
    }
  }
}
