package org.ssl4j.data;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;
import org.ssl4j.text.Text;

/**
 * One image file in memory, ready for its decoder: what its header says, checked before any decoder
 * sees it. A small file that claims to be enormous costs nothing, and a truncated one is named so
 * instead of being painted gray.
 *
 * @param bytes what to decode; not always the whole file
 * @param alpha whether a fourth channel is transparency, and in which form
 * @param orientation EXIF orientation that the decoder does not apply itself; 1 if none
 * @param transparentGray the gray value of a gray PNG that is transparent; -1 if none
 */
record ImageSource(
    ImageFormat format, byte[] bytes, Alpha alpha, int orientation, int transparentGray) {

  static final long MAX_PIXELS = 64L << 20;
  static final int UPRIGHT = 1;
  static final int NO_GRAY = -1;

  /** How a fourth channel is to be taken. */
  enum Alpha {
    /** There is none, or it means something else. */
    NONE,
    /** Colours are those of the opaque image. */
    STRAIGHT,
    /** Colours are multiplied with their opacity already. */
    PREMULTIPLIED
  }

  ImageSource(ImageFormat format, byte[] bytes, Alpha alpha, int orientation) {
    this(format, bytes, alpha, orientation, NO_GRAY);
  }

  ImageSource(ImageFormat format, byte[] bytes) {
    this(format, bytes, Alpha.NONE, UPRIGHT);
  }

  /**
   * Reads the header.
   *
   * @throws UnreadableImageException if the file is no image, is not whole or is too large
   */
  static ImageSource of(byte[] file) throws UnreadableImageException {
    if (file.length == 0) {
      throw new UnreadableImageException(Leftover.EMPTY, "it is empty");
    }
    Optional<ImageFormat> format = ImageFormat.of(file);
    if (format.isEmpty()) {
      String other = ImageFormat.other(file);
      throw other == null
          ? new UnreadableImageException(
              Leftover.NO_IMAGE, "it is not a JPEG, PNG, BMP, WebP, TIFF, GIF or PNM image")
          : new UnreadableImageException(Leftover.UNSUPPORTED, "it is " + other);
    }
    try {
      return switch (format.get()) {
        case JPEG -> jpeg(file);
        case PNG -> PngChunks.read(file);
        case BMP -> bmp(file);
        case WEBP -> WebpChunks.read(file);
        case TIFF -> TiffTags.read(file);
        case GIF -> gif(file);
        case PNM -> pnm(file);
      };
    } catch (IndexOutOfBoundsException | BufferUnderflowException | IllegalArgumentException e) {
      throw new UnreadableImageException(Leftover.TRUNCATED, "it is truncated", e);
    }
  }

  /** Refuses what would take too much memory, or has no pixel. */
  static void checkSize(long width, long height) throws UnreadableImageException {
    if (width < 1 || height < 1) {
      throw UnreadableImageException.damaged(Text.of("its header says %d x %d", width, height));
    }
    if (width > MAX_PIXELS || height > MAX_PIXELS || width * height > MAX_PIXELS) {
      throw new UnreadableImageException(
          Leftover.TOO_LARGE,
          Text.of("it has %d pixels, but at most %d are allowed", width * height, MAX_PIXELS));
    }
  }

  /** Markers of ITU-T T.81, table B.1. */
  private static final class Marker {
    static final int PREFIX = 0xFF;
    static final int START_OF_FRAME = 0xC0;
    static final int END_OF_FRAMES = 0xCF;
    static final int HUFFMAN_TABLES = 0xC4;
    static final int EXTENSION = 0xC8;
    static final int ARITHMETIC_TABLES = 0xCC;
    static final int TEMPORARY = 0x01;
    static final int RESTART = 0xD0;
    static final int START_OF_IMAGE = 0xD8;
    static final int END_OF_IMAGE = 0xD9;
    static final int START_OF_SCAN = 0xDA;

    static boolean isFrame(int marker) {
      return marker >= START_OF_FRAME
          && marker <= END_OF_FRAMES
          && marker != HUFFMAN_TABLES
          && marker != EXTENSION
          && marker != ARITHMETIC_TABLES;
    }

    static boolean standsAlone(int marker) {
      return marker == TEMPORARY || marker >= RESTART && marker <= START_OF_IMAGE;
    }
  }

  /**
   * A JPEG needs an end marker after its first scan; OpenCV would paint what is missing gray. In a
   * scan every 0xFF byte of data is followed by a zero, so the marker cannot occur by chance.
   */
  private static ImageSource jpeg(byte[] file) throws UnreadableImageException {
    var in = ByteBuffer.wrap(file).position(2);
    boolean framed = false;
    while (true) {
      int marker = in.get() & 0xFF;
      if (marker != Marker.PREFIX) {
        continue;
      }
      while (marker == Marker.PREFIX) {
        marker = in.get() & 0xFF;
      }
      if (marker == 0 || Marker.standsAlone(marker)) {
        continue;
      }
      if (marker == Marker.START_OF_SCAN || marker == Marker.END_OF_IMAGE) {
        break;
      }
      int segment = in.position();
      int length = in.getShort() & 0xFFFF;
      if (Marker.isFrame(marker)) {
        in.get();
        int height = in.getShort() & 0xFFFF;
        checkSize(in.getShort() & 0xFFFF, height);
        framed = true;
      }
      in.position(Math.min(segment + Math.max(2, length), in.limit()));
    }
    if (!framed) {
      throw UnreadableImageException.damaged("its header is damaged");
    }
    for (int i = in.position(); i + 1 < file.length; i++) {
      if ((file[i] & 0xFF) == Marker.PREFIX && (file[i + 1] & 0xFF) == Marker.END_OF_IMAGE) {
        return new ImageSource(ImageFormat.JPEG, file);
      }
    }
    throw UnreadableImageException.truncated();
  }

  /** Offsets in a BMP file, from its beginning. */
  private static ImageSource bmp(byte[] file) throws UnreadableImageException {
    var in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    int header = in.getInt(14);
    boolean core = header == 12;
    long width = core ? in.getShort(18) & 0xFFFF : in.getInt(18);
    long height = core ? in.getShort(20) & 0xFFFF : Math.abs((long) in.getInt(22));
    checkSize(width, height);
    if (Integer.toUnsignedLong(in.getInt(10)) > file.length) {
      throw UnreadableImageException.damaged("its header points beyond the file");
    }
    // In older headers the fourth byte of a pixel means nothing and is mostly zero.
    boolean alpha = header >= 56 && in.getShort(28) == 32 && in.getInt(66) != 0;
    return new ImageSource(ImageFormat.BMP, file, alpha ? Alpha.STRAIGHT : Alpha.NONE, UPRIGHT);
  }

  /** Walks the blocks up to the end of the first picture. */
  private static ImageSource gif(byte[] file) throws UnreadableImageException {
    var in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    checkSize(in.getShort(6) & 0xFFFF, in.getShort(8) & 0xFFFF);
    in.position(13 + colours(in.get(10)));
    while (true) {
      int block = in.get() & 0xFF;
      if (block == '!') {
        in.get();
        skipBlocks(in);
      } else if (block == ',') {
        in.getInt();
        checkSize(in.getShort() & 0xFFFF, in.getShort() & 0xFFFF);
        byte flags = in.get();
        in.position(in.position() + colours(flags) + 1);
        skipBlocks(in);
        return new ImageSource(ImageFormat.GIF, file, Alpha.STRAIGHT, UPRIGHT);
      } else {
        throw UnreadableImageException.damaged("it holds no picture");
      }
    }
  }

  /** Bytes of the table of colours that a flags byte announces. */
  private static int colours(byte flags) {
    return (flags & 0x80) == 0 ? 0 : 3 << (flags & 7) + 1;
  }

  private static void skipBlocks(ByteBuffer in) throws UnreadableImageException {
    int length = in.get() & 0xFF;
    while (length > 0) {
      if (length >= in.remaining()) {
        throw UnreadableImageException.truncated();
      }
      in.position(in.position() + length);
      length = in.get() & 0xFF;
    }
  }

  private static ImageSource pnm(byte[] file) throws UnreadableImageException {
    int[] at = {2};
    long width = number(file, at);
    checkSize(width, number(file, at));
    return new ImageSource(ImageFormat.PNM, file);
  }

  /** The next number of a PNM's header, behind blanks and comments. */
  private static long number(byte[] file, int[] at) throws UnreadableImageException {
    while (file[at[0]] == '#' || Character.isWhitespace(file[at[0]])) {
      if (file[at[0]] == '#') {
        while (file[at[0]] != '\n') {
          at[0]++;
        }
      }
      at[0]++;
    }
    long number = 0;
    while (file[at[0]] >= '0' && file[at[0]] <= '9') {
      number = Math.min(10 * number + file[at[0]] - '0', Integer.MAX_VALUE);
      at[0]++;
    }
    return number;
  }
}
