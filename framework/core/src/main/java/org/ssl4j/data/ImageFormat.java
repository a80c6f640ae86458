package org.ssl4j.data;

import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** A format of image files, known by its first bytes and never by its name. */
enum ImageFormat {
  JPEG("JPEG"),
  PNG("PNG"),
  BMP("BMP"),
  WEBP("WebP"),
  TIFF("TIFF"),
  GIF("GIF"),
  PNM("PNM");

  /** Bytes that suffice to tell. */
  static final int HEAD_BYTES = 32;

  private static final int BMP_HEADER_SIZE = 14;
  private static final int LARGEST_BMP_HEADER = 124;

  private final String text;

  ImageFormat(String text) {
    this.text = text;
  }

  String text() {
    return text;
  }

  /**
   * Whether content alone makes a file of this extension an image of this format: the raw files of
   * cameras are TIFF inside, and any text may begin with P2.
   */
  boolean isCertain(String extension) {
    return switch (this) {
      case TIFF -> extension.isEmpty();
      case PNM -> false;
      default -> true;
    };
  }

  /** The format of a file that begins so. */
  static Optional<ImageFormat> of(byte[] head) {
    if (starts(head, 0, "\u00FF\u00D8\u00FF")) {
      return Optional.of(JPEG);
    }
    if (starts(head, 0, "\u0089PNG\r\n\u001A\n")) {
      return Optional.of(PNG);
    }
    if (starts(head, 0, "GIF87a") || starts(head, 0, "GIF89a")) {
      return Optional.of(GIF);
    }
    if (starts(head, 0, "RIFF") && starts(head, 8, "WEBP")) {
      return Optional.of(WEBP);
    }
    if (starts(head, 0, "II*\0") || starts(head, 0, "MM\0*")) {
      return Optional.of(TIFF);
    }
    if (starts(head, 0, "BM") && isBmpHeader(head)) {
      return Optional.of(BMP);
    }
    if (head.length > 2
        && head[0] == 'P'
        && head[1] >= '1'
        && head[1] <= '6'
        && (Character.isWhitespace(head[2]) || head[2] == '#')) {
      return Optional.of(PNM);
    }
    return Optional.empty();
  }

  /** What a file is instead, as far as it is known; otherwise null. */
  static String other(byte[] head) {
    if (starts(head, 4, "ftyp")) {
      String brand = new String(head, 8, Math.min(4, head.length - 8), StandardCharsets.ISO_8859_1);
      return brand.startsWith("avi") ? "an AVIF image" : "a HEIC image or a video";
    }
    if (starts(head, 0, "8BPS")) {
      return "a Photoshop image";
    }
    if (starts(head, 0, "\u00FF\n") || starts(head, 4, "JXL ")) {
      return "a JPEG XL image";
    }
    if (starts(head, 4, "jP  ") || starts(head, 0, "\u00FFO\u00FFQ")) {
      return "a JPEG 2000 image";
    }
    if (starts(head, 0, "II+\0") || starts(head, 0, "MM\0+")) {
      return "a BigTIFF image";
    }
    return null;
  }

  /** Two letters are too few to tell: texts begin with BM, too. */
  private static boolean isBmpHeader(byte[] head) {
    return head.length > BMP_HEADER_SIZE + 3
        && head[BMP_HEADER_SIZE] >= 12
        && head[BMP_HEADER_SIZE] <= LARGEST_BMP_HEADER
        && head[BMP_HEADER_SIZE + 1] == 0
        && head[BMP_HEADER_SIZE + 2] == 0
        && head[BMP_HEADER_SIZE + 3] == 0;
  }

  static boolean starts(byte[] bytes, int at, String latin) {
    if (bytes.length < at + latin.length()) {
      return false;
    }
    for (int i = 0; i < latin.length(); i++) {
      if ((bytes[at + i] & 0xFF) != latin.charAt(i)) {
        return false;
      }
    }
    return true;
  }
}
