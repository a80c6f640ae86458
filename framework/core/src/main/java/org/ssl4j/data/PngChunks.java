package org.ssl4j.data;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.zip.CRC32;
import org.ssl4j.data.ImageSource.Alpha;

/**
 * A PNG file without what does not decide its pixels. Colour profiles and other remarks are left
 * out, because OpenCV takes no notice of them and libpng prints a warning for each that it finds
 * odd; the orientation among them is applied here.
 */
final class PngChunks {
  private static final int SIGNATURE_BYTES = 8;

  /** Length and type before a chunk's data, its sum behind. */
  private static final int HEAD_BYTES = 8;

  private static final int SUM_BYTES = 4;

  private static final int GRAY = 0;
  private static final int PALETTE = 3;

  /** Bit of a colour type that says there is an alpha channel. */
  private static final int ALPHA_CHANNEL = 4;

  /** Bit 5 of a type's first letter: a decoder may ignore the chunk. */
  private static final int ANCILLARY = 0x20;

  private final byte[] file;
  private final ByteArrayOutputStream kept;
  private int bits;
  private int colourType;
  private int orientation = ImageSource.UPRIGHT;
  private int transparentGray = ImageSource.NO_GRAY;
  private boolean transparency;

  private PngChunks(byte[] file) {
    this.file = file;
    kept = new ByteArrayOutputStream(file.length);
  }

  static ImageSource read(byte[] file) throws UnreadableImageException {
    var chunks = new PngChunks(file);
    chunks.readAll();
    boolean alpha =
        (chunks.colourType & ALPHA_CHANNEL) != 0
            || chunks.transparency && chunks.transparentGray == ImageSource.NO_GRAY;
    return new ImageSource(
        ImageFormat.PNG,
        chunks.kept.toByteArray(),
        alpha ? Alpha.STRAIGHT : Alpha.NONE,
        chunks.orientation,
        chunks.transparentGray);
  }

  private void readAll() throws UnreadableImageException {
    var in = ByteBuffer.wrap(file);
    header(in);
    kept.write(file, 0, SIGNATURE_BYTES);
    int at = SIGNATURE_BYTES;
    boolean ended = false;
    while (!ended) {
      if (at + HEAD_BYTES > file.length) {
        throw UnreadableImageException.truncated();
      }
      long length = Integer.toUnsignedLong(in.getInt(at));
      long end = at + HEAD_BYTES + length + SUM_BYTES;
      if (end > file.length) {
        throw UnreadableImageException.truncated();
      }
      chunk(in, at, (int) length);
      ended = isType(at, "IEND");
      at = (int) end;
    }
  }

  private void header(ByteBuffer in) throws UnreadableImageException {
    if (!isType(SIGNATURE_BYTES, "IHDR")) {
      throw UnreadableImageException.damaged("its header is damaged");
    }
    int data = SIGNATURE_BYTES + HEAD_BYTES;
    ImageSource.checkSize(
        Integer.toUnsignedLong(in.getInt(data)), Integer.toUnsignedLong(in.getInt(data + 4)));
    bits = in.get(data + 8);
    colourType = in.get(data + 9);
  }

  private void chunk(ByteBuffer in, int at, int length) throws UnreadableImageException {
    int data = at + HEAD_BYTES;
    boolean transparent = isType(at, "tRNS") && (colourType & ALPHA_CHANNEL) == 0;
    if ((file[at + 4] & ANCILLARY) != 0 && !transparent) {
      if (isType(at, "eXIf")) {
        orientation = TiffTags.orientation(file, data, length);
      }
      return;
    }
    var sum = new CRC32();
    sum.update(file, at + 4, length + 4);
    if ((int) sum.getValue() != in.getInt(data + length)) {
      throw UnreadableImageException.damaged("its data do not match their checksum");
    }
    if (transparent) {
      transparency = colourType == PALETTE || length >= 2;
      if (colourType == GRAY) {
        transparency = true;
        transparentGray = grayOf(in.getShort(data) & 0xFFFF);
        return;
      }
    }
    kept.write(file, at, HEAD_BYTES + length + SUM_BYTES);
  }

  /** As OpenCV decodes it: fewer than eight bits are spread over all of eight. */
  private int grayOf(int sample) {
    return bits < 8 ? sample * 255 / ((1 << bits) - 1) : sample;
  }

  private boolean isType(int at, String type) {
    return ImageFormat.starts(file, at + 4, type);
  }
}
