package org.ssl4j.data;

import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import org.bytedeco.javacpp.indexer.UByteRawIndexer;
import org.bytedeco.javacpp.indexer.UShortRawIndexer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;

/**
 * Java's images as OpenCV's matrices, with the samples that OpenCV would have decoded.
 *
 * <p>Gray samples are taken as they are: {@link BufferedImage#getRGB} takes them for linear light
 * and makes them brighter. Colours of more than 8 bits become 8 bits.
 */
final class Pictures {

  private static final int BGR = 3;

  private Pictures() {}

  /**
   * The pixels.
   *
   * @return gray of 8 or 16 bits, BGR, or BGRA if there is transparency; the caller closes it
   */
  static Mat toMat(BufferedImage picture) {
    boolean gray =
        !(picture.getColorModel() instanceof IndexColorModel)
            && picture.getColorModel().getColorSpace().getType() == ColorSpace.TYPE_GRAY;
    int type = picture.getRaster().getTransferType();
    boolean transparent = picture.getColorModel().hasAlpha();
    if (gray && type == DataBuffer.TYPE_BYTE && bits(picture) == Byte.SIZE) {
      return transparent ? grayWithAlpha(picture) : gray8(picture.getRaster());
    }
    if (gray && type == DataBuffer.TYPE_USHORT && !transparent) {
      return gray16(picture.getRaster());
    }
    return colours(picture, transparent ? Mats.BGRA : BGR);
  }

  private static int bits(BufferedImage picture) {
    return picture.getSampleModel().getSampleSize(0);
  }

  private static Mat gray8(Raster raster) {
    var mat = new Mat(raster.getHeight(), raster.getWidth(), opencv_core.CV_8UC1);
    int[] row = new int[raster.getWidth()];
    try (UByteRawIndexer pixels = mat.createIndexer()) {
      for (int y = 0; y < raster.getHeight(); y++) {
        samples(raster, y, 0, row);
        for (int x = 0; x < row.length; x++) {
          pixels.put(y, x, row[x]);
        }
      }
    }
    return mat;
  }

  private static Mat gray16(Raster raster) {
    var mat = new Mat(raster.getHeight(), raster.getWidth(), opencv_core.CV_16UC1);
    int[] row = new int[raster.getWidth()];
    try (UShortRawIndexer pixels = mat.createIndexer()) {
      for (int y = 0; y < raster.getHeight(); y++) {
        samples(raster, y, 0, row);
        for (int x = 0; x < row.length; x++) {
          pixels.put(y, x, row[x]);
        }
      }
    }
    return mat;
  }

  private static Mat grayWithAlpha(BufferedImage picture) {
    Raster raster = picture.getRaster();
    var mat = new Mat(raster.getHeight(), raster.getWidth(), opencv_core.CV_8UC4);
    int[] gray = new int[raster.getWidth()];
    int[] alpha = new int[raster.getWidth()];
    try (UByteRawIndexer pixels = mat.createIndexer()) {
      for (int y = 0; y < raster.getHeight(); y++) {
        samples(raster, y, 0, gray);
        samples(raster, y, 1, alpha);
        for (int x = 0; x < gray.length; x++) {
          for (int c = 0; c < BGR; c++) {
            pixels.put(y, x, c, gray[x]);
          }
          pixels.put(y, x, BGR, alpha[x]);
        }
      }
    }
    return mat;
  }

  private static void samples(Raster raster, int y, int band, int[] row) {
    raster.getSamples(raster.getMinX(), raster.getMinY() + y, row.length, 1, band, row);
  }

  private static Mat colours(BufferedImage picture, int channels) {
    int type = channels == Mats.BGRA ? opencv_core.CV_8UC4 : opencv_core.CV_8UC3;
    var mat = new Mat(picture.getHeight(), picture.getWidth(), type);
    int[] argb = new int[picture.getWidth()];
    byte[] row = new byte[channels * picture.getWidth()];
    for (int y = 0; y < picture.getHeight(); y++) {
      picture.getRGB(0, y, argb.length, 1, argb, 0, argb.length);
      for (int x = 0; x < argb.length; x++) {
        for (int c = 0; c < channels; c++) {
          row[channels * x + c] = (byte) (argb[x] >>> Byte.SIZE * c);
        }
      }
      try (var target = mat.ptr(y)) {
        target.put(row);
      }
    }
    return mat;
  }
}
