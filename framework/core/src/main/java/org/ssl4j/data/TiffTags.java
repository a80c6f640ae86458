package org.ssl4j.data;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import org.ssl4j.data.ImageSource.Alpha;
import org.ssl4j.text.Text;

/**
 * The first directory of a TIFF structure (TIFF 6.0): of a TIFF file, whose first page it
 * describes, and of EXIF data, which say how a camera was held.
 */
final class TiffTags {
  private static final int WIDTH = 256;
  private static final int HEIGHT = 257;
  private static final int BITS = 258;
  private static final int PHOTOMETRIC = 262;
  private static final int STRIP_OFFSETS = 273;
  private static final int ORIENTATION = 274;
  private static final int SAMPLES = 277;
  private static final int STRIP_BYTES = 279;
  private static final int TILE_OFFSETS = 324;
  private static final int TILE_BYTES = 325;
  private static final int EXTRA_SAMPLES = 338;
  private static final int SAMPLE_FORMAT = 339;

  private static final int SHORT = 3;
  private static final int LONG = 4;
  private static final int ENTRY_BYTES = 12;
  private static final int MOST_ORIENTATION = 8;
  private static final int FLOATING_POINT = 3;
  private static final int SIGNED = 2;
  private static final int RGB = 2;
  private static final int ASSOCIATED = 1;
  private static final int UNASSOCIATED = 2;

  private static final String EXIF_PREFIX = "Exif\0\0";

  private final ByteBuffer in;
  private final Map<Integer, Integer> entries = new HashMap<>();

  private TiffTags(byte[] bytes, int offset, int length) {
    in = ByteBuffer.wrap(bytes, offset, length).slice();
    in.order(in.get(0) == 'I' ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN);
    int directory = in.getInt(4);
    int count = in.getShort(directory) & 0xFFFF;
    for (int i = 0; i < count; i++) {
      int entry = directory + 2 + ENTRY_BYTES * i;
      entries.putIfAbsent(in.getShort(entry) & 0xFFFF, entry);
    }
  }

  /** The EXIF orientation, 1 to 8; 1 where the data do not tell. */
  static int orientation(byte[] bytes, int offset, int length) {
    boolean prefixed = ImageFormat.starts(bytes, offset, EXIF_PREFIX);
    int skipped = prefixed ? EXIF_PREFIX.length() : 0;
    try {
      return new TiffTags(bytes, offset + skipped, length - skipped).orientation();
    } catch (IndexOutOfBoundsException | IllegalArgumentException e) {
      // Damaged remarks leave the picture whole.
      return ImageSource.UPRIGHT;
    }
  }

  static ImageSource read(byte[] file) throws UnreadableImageException {
    try {
      var tags = new TiffTags(file, 0, file.length);
      ImageSource.checkSize(tags.value(WIDTH, 0, 0), tags.value(HEIGHT, 0, 0));
      tags.checkData(file.length, STRIP_OFFSETS, STRIP_BYTES);
      tags.checkData(file.length, TILE_OFFSETS, TILE_BYTES);
      tags.checkSamples();
      return new ImageSource(ImageFormat.TIFF, file, tags.alpha(), ImageSource.UPRIGHT);
    } catch (IndexOutOfBoundsException | BufferUnderflowException | IllegalArgumentException e) {
      throw new UnreadableImageException(
          Leftover.TRUNCATED, "it is truncated, its header points beyond its end", e);
    }
  }

  private int orientation() {
    long orientation = value(ORIENTATION, 0, ImageSource.UPRIGHT);
    return orientation >= ImageSource.UPRIGHT && orientation <= MOST_ORIENTATION
        ? (int) orientation
        : ImageSource.UPRIGHT;
  }

  /** One value of an entry of whole numbers. */
  private long value(int tag, int index, long otherwise) {
    Integer entry = entries.get(tag);
    if (entry == null || index >= count(tag)) {
      return otherwise;
    }
    int type = in.getShort(entry + 2);
    int bytes = type == SHORT ? 2 : 4;
    if (type != SHORT && type != LONG) {
      return otherwise;
    }
    int at = (long) bytes * count(tag) <= 4 ? entry + 8 : in.getInt(entry + 8);
    return type == SHORT
        ? in.getShort(at + 2 * index) & 0xFFFF
        : Integer.toUnsignedLong(in.getInt(at + 4 * index));
  }

  private long count(int tag) {
    Integer entry = entries.get(tag);
    return entry == null ? 0 : Integer.toUnsignedLong(in.getInt(entry + 4));
  }

  private void checkData(int length, int offsets, int sizes) throws UnreadableImageException {
    long count = Math.min(count(offsets), count(sizes));
    for (int i = 0; i < count; i++) {
      if (value(offsets, i, 0) + value(sizes, i, 0) > length) {
        throw UnreadableImageException.truncated();
      }
    }
  }

  private void checkSamples() throws UnreadableImageException {
    long bits = value(BITS, 0, 1);
    long format = value(SAMPLE_FORMAT, 0, 1);
    if (format == FLOATING_POINT || format == SIGNED || bits > 16) {
      throw new UnreadableImageException(
          Leftover.UNSUPPORTED,
          Text.of(
              "its pixels are %s numbers of %d bits, but only unsigned numbers of 8 or 16 bits are supported",
              switch ((int) format) {
                case FLOATING_POINT -> "floating-point";
                case SIGNED -> "signed";
                default -> "whole";
              },
              bits));
    }
  }

  /**
   * What a fourth sample means; one that is not declared as opacity is left out, such as infrared.
   * libtiff multiplies the colours of 8-bit images with their opacity where the file has not.
   */
  private Alpha alpha() {
    long extra = value(EXTRA_SAMPLES, 0, 0);
    if (value(PHOTOMETRIC, 0, 0) != RGB || value(SAMPLES, 0, 1) != 4) {
      return Alpha.NONE;
    }
    boolean sixteen = value(BITS, 0, 8) > 8;
    if (extra == ASSOCIATED || extra == UNASSOCIATED && !sixteen) {
      return Alpha.PREMULTIPLIED;
    }
    return extra == UNASSOCIATED ? Alpha.STRAIGHT : Alpha.NONE;
  }
}
