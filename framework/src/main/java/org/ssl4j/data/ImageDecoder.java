package org.ssl4j.data;

import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.util.Iterator;
import java.util.Locale;
import java.util.Set;
import javax.imageio.ImageIO;
import javax.imageio.ImageReader;
import javax.imageio.stream.ImageInputStream;
import org.bytedeco.javacv.OpenCVFrameConverter;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;
import org.datavec.image.loader.NativeImageLoader;
import org.ssl4j.natives.OpenBlas;
import org.ssl4j.text.Text;

/**
 * Decodes one file with DataVec, scales its short side and cuts the centre square.
 *
 * <p>The header is read first, by the JDK: it names formats that OpenCV would misjudge, and a small
 * file that claims to be enormous costs nothing.
 */
final class ImageDecoder {

  static {
    OpenBlas.prepare();
  }

  static final long MAX_PIXELS = 64L << 20;

  /** Long side over short side up to which an image is scaled as a whole. */
  private static final int LONGEST_RATIO = 16;

  private static final Set<String> FORMATS = Set.of("jpeg", "png", "bmp");

  /** Markers of ITU-T T.81, table B.1. */
  private static final int MARKER = 0xFF;

  private static final int START_OF_SCAN = 0xDA;
  private static final int END_OF_IMAGE = 0xD9;

  /** Where a BMP says at which byte its pixels begin. */
  private static final int BMP_PIXELS = 10;

  private final int side;

  ImageDecoder(int side) {
    this.side = side;
  }

  /**
   * The image as R, G, B planes of {@code side} rows; an alpha channel is dropped.
   *
   * @throws UnreadableImageException if it cannot be had; the message is one clause
   */
  byte[] decode(File file) throws UnreadableImageException {
    checkHeader(file);
    try (Mat image = load(file)) {
      if (image.empty()) {
        throw new UnreadableImageException("its pixels cannot be decoded", null);
      }
      try (Mat middle = new Mat(image, middle(image));
          Mat square = square(middle)) {
        return Mats.toRgbPlanes(square);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new UnreadableImageException("its pixels cannot be decoded, " + e.getMessage(), e);
    }
  }

  private static void checkHeader(File file) throws UnreadableImageException {
    try (ImageInputStream in = ImageIO.createImageInputStream(file)) {
      if (in == null) {
        throw new UnreadableImageException("the file cannot be opened", null);
      }
      Iterator<ImageReader> readers = ImageIO.getImageReaders(in);
      if (!readers.hasNext()) {
        throw new UnreadableImageException("it is not a JPEG, PNG or BMP image", null);
      }
      ImageReader reader = readers.next();
      try {
        if (!FORMATS.contains(reader.getFormatName().toLowerCase(Locale.ROOT))) {
          throw new UnreadableImageException(
              Text.of("it is a %s, not a JPEG, PNG or BMP image", reader.getFormatName()), null);
        }
        if (reader.getFormatName().equalsIgnoreCase("bmp") && !hasOwnPixels(file)) {
          throw new UnreadableImageException("its header points beyond the file", null);
        }
        reader.setInput(in);
        if (reader.getFormatName().equalsIgnoreCase("jpeg") && !isWholeJpeg(file)) {
          throw new UnreadableImageException("it is truncated", null);
        }
        long pixels = (long) reader.getWidth(0) * reader.getHeight(0);
        if (pixels > MAX_PIXELS) {
          throw new UnreadableImageException(
              Text.of("it has %d pixels where at most %d are allowed", pixels, MAX_PIXELS), null);
        }
      } finally {
        reader.dispose();
      }
    } catch (IOException | RuntimeException e) {
      // The JDK's readers compute with numbers from the file and stumble over impossible ones.
      throw new UnreadableImageException("its header is damaged, " + e.getMessage(), e);
    }
  }

  /**
   * Whether a BMP's pixels begin within the file. The JDK takes what lies between header and pixels
   * for the palette and makes room for it, two gigabytes if the file says so.
   */
  private static boolean hasOwnPixels(File file) throws IOException {
    try (var in = new RandomAccessFile(file, "r")) {
      in.seek(BMP_PIXELS);
      long offset = Integer.toUnsignedLong(Integer.reverseBytes(in.readInt()));
      return offset <= file.length();
    }
  }

  /**
   * Whether a JPEG has an end marker after its first scan; OpenCV would paint what is missing gray.
   * In a scan every 0xFF byte of data is followed by a zero, so the marker cannot occur by chance.
   */
  private static boolean isWholeJpeg(File file) throws IOException {
    byte[] bytes = Files.readAllBytes(file.toPath());
    int segment = 2;
    while (segment + 3 < bytes.length && (bytes[segment + 1] & 0xFF) != START_OF_SCAN) {
      segment += 2 + ((bytes[segment + 2] & 0xFF) << 8 | bytes[segment + 3] & 0xFF);
    }
    for (int i = segment + 2; i + 1 < bytes.length; i++) {
      if ((bytes[i] & 0xFF) == MARKER && (bytes[i + 1] & 0xFF) == END_OF_IMAGE) {
        return true;
      }
    }
    return false;
  }

  private static Mat load(File file) throws IOException {
    try {
      var frame = new NativeImageLoader().asWritable(file).getFrame();
      return new OpenCVFrameConverter.ToMat().convert(frame);
    } catch (NoClassDefFoundError e) {
      // What OpenCV refuses, DataVec hands to Leptonica, which is not shipped.
      throw new IOException("OpenCV refused them", e);
    }
  }

  /**
   * Scaled to the wanted short side, a line of pixels would be as large as no memory; what is far
   * from the centre is cut off anyway.
   */
  private static Rect middle(Mat image) {
    int most = LONGEST_RATIO * Math.min(image.rows(), image.cols());
    int width = Math.min(image.cols(), most);
    int height = Math.min(image.rows(), most);
    return new Rect((image.cols() - width) / 2, (image.rows() - height) / 2, width, height);
  }

  private Mat square(Mat image) {
    double scale = (double) side / Math.min(image.rows(), image.cols());
    int height = Math.max(side, (int) Math.rint(image.rows() * scale));
    int width = Math.max(side, (int) Math.rint(image.cols() * scale));
    int interpolation = scale < 1 ? opencv_imgproc.INTER_AREA : opencv_imgproc.INTER_LINEAR;
    try (var scaled = new Mat();
        var size = new Size(width, height);
        var centre = new Rect((width - side) / 2, (height - side) / 2, side, side)) {
      opencv_imgproc.resize(image, scaled, size, 0, 0, interpolation);
      try (Mat view = new Mat(scaled, centre)) {
        return view.clone();
      }
    }
  }

  /** A file that is no usable image; the message is one clause that says why. */
  static final class UnreadableImageException extends Exception {
    private static final long serialVersionUID = 1L;

    UnreadableImageException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
