package org.ssl4j.data;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.global.opencv_imgcodecs;
import org.bytedeco.opencv.global.opencv_imgproc;
import org.bytedeco.opencv.opencv_core.Mat;
import org.bytedeco.opencv.opencv_core.Rect;
import org.bytedeco.opencv.opencv_core.Size;
import org.ssl4j.data.ImageSource.Alpha;
import org.ssl4j.natives.OpenBlas;
import org.ssl4j.storage.DurableFiles;
import org.ssl4j.text.Text;

/**
 * Decodes one file, scales its short side and cuts the centre square.
 *
 * <p>Java reads the file's bytes and OpenCV decodes them: a path that went through native code
 * would have to be text in the locale's character set. The header is checked first ({@link
 * ImageSource}).
 */
final class ImageDecoder {

  static {
    OpenBlas.prepare();
  }

  /** 16-bit pixels are not made bytes yet, because how many of their bits are in use is unknown. */
  static final int UNKNOWN_BITS = 0;

  private static final long MAX_FILE_BYTES = 256L << 20;

  /** Long side over short side up to which an image is scaled as a whole. */
  private static final int LONGEST_RATIO = 16;

  private static final int AS_BEFORE_ALPHA =
      opencv_imgcodecs.IMREAD_ANYDEPTH | opencv_imgcodecs.IMREAD_ANYCOLOR;

  private final int side;
  private final Background background;

  /**
   * One image.
   *
   * @param planes R, G, B planes; null if 16-bit pixels wait for their number of bits
   * @param maximum the largest sample of 16-bit pixels; -1 for other pixels
   * @param background what transparent pixels were laid over, if there are any
   */
  record Decoded(
      byte[] planes, ImageFormat format, int maximum, Optional<Background.Kind> background) {}

  ImageDecoder(int side, Background background) {
    this.side = side;
    this.background = background;
  }

  /**
   * The image as R, G, B planes of {@code side} rows.
   *
   * @param bits how many bits of 16-bit pixels are in use, or {@link #UNKNOWN_BITS}
   * @throws UnreadableImageException if it cannot be had; the message is one clause
   */
  Decoded decode(Path file, int bits) throws UnreadableImageException {
    ImageSource source = ImageSource.of(bytes(file));
    try (var ignored = LibraryMessages.keep();
        Mat image = load(source)) {
      if (image.empty()) {
        throw UnreadableImageException.damaged("its pixels cannot be decoded");
      }
      try (Mat middle = new Mat(image, middle(image))) {
        return decode(middle, source, bits);
      }
    } catch (IOException | RuntimeException e) {
      // OpenCV's errors and those of the JDK's reader, which stumbles over impossible numbers.
      throw new UnreadableImageException(
          Leftover.DAMAGED, "its pixels cannot be decoded, " + firstLine(e), e);
    }
  }

  /**
   * The same for an image in memory.
   *
   * @throws UnreadableImageException if it is too large, or of a kind that has no colours
   */
  Decoded decode(BufferedImage picture, int bits) throws UnreadableImageException {
    ImageSource.checkSize(picture.getWidth(), picture.getHeight());
    // Only a bitmap file is special, and this is none.
    var source = new ImageSource(ImageFormat.PNG, new byte[0], Alpha.STRAIGHT, ImageSource.UPRIGHT);
    try (Mat image = Pictures.toMat(picture);
        Mat middle = new Mat(image, middle(image))) {
      return decode(middle, source, bits);
    } catch (RuntimeException e) {
      throw new UnreadableImageException(
          Leftover.DAMAGED, "its pixels cannot be read, " + firstLine(e), e);
    }
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private static byte[] bytes(Path file) throws UnreadableImageException {
    try (InputStream in = Files.newInputStream(file)) {
      long size = Files.size(file);
      byte[] head = in.readNBytes(ImageFormat.HEAD_BYTES);
      // What is no image is not read whole.
      if (head.length < ImageFormat.HEAD_BYTES || ImageFormat.of(head).isEmpty()) {
        return head;
      }
      if (size > MAX_FILE_BYTES) {
        throw new UnreadableImageException(
            Leftover.TOO_LARGE,
            Text.of("it has %d bytes, but at most %d are allowed", size, MAX_FILE_BYTES));
      }
      byte[] rest = in.readNBytes((int) MAX_FILE_BYTES);
      byte[] all = new byte[head.length + rest.length];
      System.arraycopy(head, 0, all, 0, head.length);
      System.arraycopy(rest, 0, all, head.length, rest.length);
      return all;
    } catch (IOException e) {
      throw new UnreadableImageException(
          Leftover.CLOSED, "it cannot be opened, " + DurableFiles.reason(e), e);
    }
  }

  private static Mat load(ImageSource source) throws IOException {
    if (source.format() == ImageFormat.GIF) {
      return GifPicture.read(source.bytes());
    }
    boolean whole = source.alpha() != Alpha.NONE;
    int flags = whole ? opencv_imgcodecs.IMREAD_UNCHANGED : AS_BEFORE_ALPHA;
    try (var pointer = new BytePointer(source.bytes());
        var bytes = new Mat(1, source.bytes().length, opencv_core.CV_8UC1, pointer)) {
      Mat image = opencv_imgcodecs.imdecode(bytes, flags);
      if (!image.empty()) {
        Orientation.apply(image, source.orientation());
      }
      return image;
    }
  }

  private Decoded decode(Mat middle, ImageSource source, int bits) {
    boolean sixteen = middle.depth() == opencv_core.CV_16U;
    try (Mat bgra = transparent(middle, source)) {
      Mat colours = bgra == null ? middle : bgra;
      boolean opaque = bgra == null || isOpaque(bgra);
      int maximum = sixteen ? maximum(colours) : -1;
      if (sixteen && bits == UNKNOWN_BITS) {
        return new Decoded(null, source.format(), maximum, Optional.empty());
      }
      double scale = sixteen ? Mats.toEightBits(bits) : 1;
      if (opaque) {
        try (Mat square = square(colours)) {
          byte[] planes = Mats.toRgbPlanes(square, scale);
          return new Decoded(planes, source.format(), maximum, Optional.empty());
        }
      }
      try (Mat bytes = Mats.toBgraBytes(bgra, scale)) {
        Optional<Background.Kind> kind = background.under(bytes, source.alpha());
        try (Mat square = square(bytes)) {
          return new Decoded(Mats.toRgbPlanes(square, 1), source.format(), maximum, kind);
        }
      }
    }
  }

  /** The pixels with their opacity in the fourth channel; null if the file has no transparency. */
  private static Mat transparent(Mat image, ImageSource source) {
    if (source.transparentGray() != ImageSource.NO_GRAY && image.channels() == 1) {
      return Mats.withTransparentGray(image, source.transparentGray());
    }
    if (source.alpha() == Alpha.NONE || image.channels() != Mats.BGRA) {
      return null;
    }
    // A bitmap's unused fourth bytes are zero, in every pixel.
    boolean unused = source.format() == ImageFormat.BMP && Mats.largestAlpha(image) == 0;
    return unused ? null : image.clone();
  }

  private static boolean isOpaque(Mat bgra) {
    double full = bgra.depth() == opencv_core.CV_16U ? 65535 : 255;
    return Mats.smallestAlpha(bgra) == full;
  }

  /** The largest sample of colour. */
  private static int maximum(Mat image) {
    try (Mat colours = Mats.withoutAlpha(image);
        Mat samples = colours.reshape(1);
        var least = new DoublePointer(1);
        var most = new DoublePointer(1)) {
      opencv_core.minMaxLoc(samples, least, most, null, null, null);
      return (int) most.get();
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
}
