package org.ssl4j.data;

import java.awt.image.BufferedImage;
import java.nio.file.Path;
import org.ssl4j.config.DataConfig;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.error.DataException;
import org.ssl4j.text.Text;

/**
 * Images that belong to no set, one by one, decoded, scaled and cut as those of a folder are: what
 * an encoder sees of an image must not depend on how the image came to it. Safe for many threads.
 */
public final class SingleImages {

  private static final int FULL = 16;

  /** A larger sample cannot be one of the next smaller depth. */
  private static final int CERTAINLY_FULL = 1 << 14;

  private static final int LARGEST_SIDE = 1 << 14;

  private final ImageDecoder decoder;
  private final int side;
  private final int bits;

  /**
   * @param side of the square in pixels, as {@code data.imageSize}
   * @param background behind transparent pixels, as {@code data.background}
   * @param bitDepth bits in use of 16-bit pixels, as {@code data.bitDepth}; with {@code auto} a
   *     folder's images decide together, which a single one cannot
   * @throws InvalidSettingException with the path from the root, if a value is not one of these
   */
  public SingleImages(int side, String background, String bitDepth) {
    if (side < 1 || side > LARGEST_SIDE) {
      throw new InvalidSettingException(
          "data.imageSize", Text.of("must be between 1 and %d, not %d", LARGEST_SIDE, side));
    }
    if (!DataConfig.isBackground(background)) {
      throw new InvalidSettingException("data.background", DataConfig.BACKGROUND_RULE);
    }
    if (!bitDepth.equals(DataConfig.AUTO) && !bitDepth.matches("8|10|12|14|16")) {
      throw new InvalidSettingException(
          "data.bitDepth", Text.of("must be auto, 8, 10, 12, 14 or 16, not %s", bitDepth));
    }
    this.side = side;
    decoder = new ImageDecoder(side, Background.of(background));
    bits =
        bitDepth.equals(DataConfig.AUTO) ? ImageDecoder.UNKNOWN_BITS : Integer.parseInt(bitDepth);
  }

  /** Side of the square in pixels. */
  public int side() {
    return side;
  }

  /**
   * Reads an image file.
   *
   * @return planes of red, green and blue, {@code 3 * side * side} bytes
   * @throws DataException naming the file, if it is missing or no usable image
   */
  public byte[] read(Path file) {
    return read(PathNames.printable(file), depth -> decoder.decode(file, depth));
  }

  /**
   * Takes an image in memory.
   *
   * @param name what messages call it
   * @return planes of red, green and blue, {@code 3 * side * side} bytes
   * @throws DataException naming the image, if it cannot be used
   */
  public byte[] read(BufferedImage image, String name) {
    return read(name, depth -> decoder.decode(image, depth));
  }

  /** Decodes with so many bits of 16. */
  private interface Decoding {
    ImageDecoder.Decoded with(int depth) throws UnreadableImageException;
  }

  private byte[] read(String name, Decoding decoding) {
    try {
      var decoded = decoding.with(bits);
      if (decoded.planes() != null) {
        return decoded.planes();
      }
      if (decoded.maximum() < CERTAINLY_FULL) {
        throw new DataException(
            Text.of(
                "%s has 16-bit pixels of at most %d, and how many of the 16 bits are in use is not known (data.bitDepth is auto); say it when opening the encoder.",
                name, decoded.maximum()));
      }
      return decoding.with(FULL).planes();
    } catch (UnreadableImageException e) {
      throw new DataException(Text.of("%s cannot be used: %s.", name, e.getMessage()), e);
    }
  }
}
