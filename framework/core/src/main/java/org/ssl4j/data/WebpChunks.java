package org.ssl4j.data;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.ssl4j.data.ImageSource.Alpha;

/**
 * A WebP file (RFC 9649). The bundled decoder refuses animations and ignores the orientation, so
 * the first frame of an animation is made a file of its own and the orientation is read here.
 */
final class WebpChunks {
  private static final int FIRST_CHUNK = 12;
  private static final int CHUNK_HEAD = 8;

  /** Position, size, duration and flags of a frame, before its own chunks. */
  private static final int FRAME_HEAD = 16;

  private static final int EXTENDED_BYTES = 10;
  private static final int ALPHA_FLAG = 0x10;
  private static final int ANIMATION_FLAG = 0x02;
  private static final int LOSSLESS_ALPHA = 1 << 28;
  private static final int FOURTEEN_BITS = 0x3FFF;

  private final ByteBuffer in;
  private final byte[] file;
  private boolean alpha;
  private boolean animated;
  private int orientation = ImageSource.UPRIGHT;
  private int frame = -1;

  private WebpChunks(byte[] file) {
    this.file = file;
    in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
  }

  static ImageSource read(byte[] file) throws UnreadableImageException {
    var chunks = new WebpChunks(file);
    chunks.walk();
    return new ImageSource(
        ImageFormat.WEBP,
        chunks.animated ? chunks.firstFrame() : file,
        chunks.alpha ? Alpha.STRAIGHT : Alpha.NONE,
        chunks.orientation);
  }

  private void walk() throws UnreadableImageException {
    long end = Integer.toUnsignedLong(in.getInt(4)) + 8;
    if (end > file.length) {
      throw UnreadableImageException.truncated();
    }
    boolean sized = false;
    int at = FIRST_CHUNK;
    while (at + CHUNK_HEAD <= end) {
      long length = Integer.toUnsignedLong(in.getInt(at + 4));
      if (at + CHUNK_HEAD + length > end) {
        throw UnreadableImageException.truncated();
      }
      sized |= chunk(at, (int) length);
      at += CHUNK_HEAD + (int) (length + (length & 1));
    }
    if (!sized) {
      throw UnreadableImageException.damaged("it holds no picture");
    }
  }

  /** Takes note of a chunk; whether it told the size of the image. */
  private boolean chunk(int at, int length) throws UnreadableImageException {
    int data = at + CHUNK_HEAD;
    switch (type(at)) {
      case "VP8X" -> {
        int flags = in.get(data);
        alpha = (flags & ALPHA_FLAG) != 0;
        animated = (flags & ANIMATION_FLAG) != 0;
        ImageSource.checkSize(threeBytes(data + 4) + 1L, threeBytes(data + 7) + 1L);
        return true;
      }
      case "VP8L" -> {
        int bits = in.getInt(data + 1);
        alpha |= (bits & LOSSLESS_ALPHA) != 0;
        ImageSource.checkSize((bits & FOURTEEN_BITS) + 1L, ((bits >>> 14) & FOURTEEN_BITS) + 1L);
        return true;
      }
      case "VP8 " -> {
        ImageSource.checkSize(
            in.getShort(data + 6) & FOURTEEN_BITS, in.getShort(data + 8) & FOURTEEN_BITS);
        return true;
      }
      case "EXIF" -> orientation = TiffTags.orientation(file, data, length);
      case "ANMF" -> frame = frame < 0 ? at : frame;
      default -> {}
    }
    return false;
  }

  private String type(int at) {
    return new String(file, at, 4, StandardCharsets.ISO_8859_1);
  }

  private int threeBytes(int at) {
    return in.getShort(at) & 0xFFFF | (in.get(at + 2) & 0xFF) << 16;
  }

  /** The chunks of the first frame behind a header of their own. */
  private byte[] firstFrame() throws UnreadableImageException {
    if (frame < 0) {
      throw UnreadableImageException.damaged("it holds no picture");
    }
    int content = in.getInt(frame + 4) - FRAME_HEAD;
    int from = frame + CHUNK_HEAD + FRAME_HEAD;
    if (content < CHUNK_HEAD) {
      throw UnreadableImageException.damaged("its first picture is empty");
    }
    var out =
        ByteBuffer.allocate(FIRST_CHUNK + CHUNK_HEAD + EXTENDED_BYTES + content)
            .order(ByteOrder.LITTLE_ENDIAN);
    out.put(file, 0, 4).putInt(out.capacity() - 8).put(file, 8, 4);
    out.put("VP8X".getBytes(StandardCharsets.ISO_8859_1)).putInt(EXTENDED_BYTES);
    out.putInt(alpha ? ALPHA_FLAG : 0);
    // Width and height less one, as the frame has them.
    out.put(file, frame + CHUNK_HEAD + 6, 6);
    out.put(file, from, content);
    return out.array();
  }
}
