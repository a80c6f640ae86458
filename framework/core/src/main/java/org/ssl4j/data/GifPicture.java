package org.ssl4j.data;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.MemoryCacheImageInputStream;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Scalar;
import org.w3c.dom.NamedNodeMap;
import org.w3c.dom.Node;

/** The first picture of a GIF, which OpenCV does not read; the JDK does. */
final class GifPicture {
  private static final String METADATA = "javax_imageio_gif_image_1.0";
  private static final int CHANNELS = 4;

  private GifPicture() {}

  /**
   * Decodes the first picture at its place on the GIF's screen; what it leaves free is transparent.
   *
   * @return 8-bit BGRA pixels; the caller closes them
   * @throws IOException if the data are damaged
   */
  static Mat read(byte[] file) throws IOException {
    ImageReader reader = ImageIO.getImageReadersByFormatName("gif").next();
    try (var in = new MemoryCacheImageInputStream(new ByteArrayInputStream(file))) {
      reader.setInput(in);
      BufferedImage picture = reader.read(0);
      NamedNodeMap place = place(reader.getImageMetadata(0).getAsTree(METADATA));
      int left = number(place, "imageLeftPosition");
      int top = number(place, "imageTopPosition");
      // The screen's size is in the file's head; some pictures reach beyond their screen.
      int width = Math.max(twoBytes(file, 6), left + picture.getWidth());
      int height = Math.max(twoBytes(file, 8), top + picture.getHeight());
      ImageSource.checkSize(width, height);
      return onScreen(picture, left, top, width, height);
    } catch (UnreadableImageException e) {
      throw new IOException(e.getMessage(), e);
    } finally {
      reader.dispose();
    }
  }

  private static Mat onScreen(BufferedImage picture, int left, int top, int width, int height) {
    Mat screen;
    try (var nothing = new Scalar(0, 0, 0, 0)) {
      screen = new Mat(height, width, opencv_core.CV_8UC4, nothing);
    }
    int[] argb = new int[picture.getWidth()];
    byte[] bgra = new byte[CHANNELS * picture.getWidth()];
    for (int y = 0; y < picture.getHeight(); y++) {
      picture.getRGB(0, y, argb.length, 1, argb, 0, argb.length);
      for (int x = 0; x < argb.length; x++) {
        for (int c = 0; c < CHANNELS; c++) {
          bgra[CHANNELS * x + c] = (byte) (argb[x] >>> 8 * c);
        }
      }
      try (var row = screen.ptr(top + y, left)) {
        row.put(bgra);
      }
    }
    return screen;
  }

  private static NamedNodeMap place(Node metadata) {
    for (Node node = metadata.getFirstChild(); node != null; node = node.getNextSibling()) {
      if (node.getNodeName().equals("ImageDescriptor")) {
        return node.getAttributes();
      }
    }
    throw new IllegalArgumentException("a GIF's picture has no descriptor");
  }

  private static int number(NamedNodeMap attributes, String name) {
    return Integer.parseInt(attributes.getNamedItem(name).getNodeValue());
  }

  private static int twoBytes(byte[] file, int at) {
    return file[at] & 0xFF | (file[at + 1] & 0xFF) << 8;
  }
}
