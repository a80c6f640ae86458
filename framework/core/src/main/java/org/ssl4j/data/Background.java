package org.ssl4j.data;

import java.util.Optional;
import org.bytedeco.opencv.global.opencv_core;
import org.bytedeco.opencv.opencv_core.Mat;
import org.ssl4j.config.DataConfig;
import org.ssl4j.data.ImageSource.Alpha;

/**
 * What is seen through the transparent parts of an image ({@code data.background}).
 *
 * <p>A PNG's transparent pixels have colours, too, mostly black; without a background a clip-art
 * becomes a dark square. {@code auto} takes the colour of the image's own border where at least
 * half of the border is opaque, as a frame that surrounds a hole. Otherwise it takes white, or
 * black where what can be seen is itself almost white and would vanish.
 */
final class Background {
  private static final int OPAQUE = 255;
  private static final int WHITE = 0xFFFFFF;
  private static final int BLACK = 0;
  private static final int CHANNELS = 4;

  /** Mean brightness of the visible part, 0 to 255, above which it vanishes on white. */
  private static final double ALMOST_WHITE = 224;

  /** Red, green and blue in 24 bits; null where each image decides. */
  private final Integer fixed;

  /** What an image was laid over. */
  enum Kind {
    WHITE("white"),
    BLACK("black"),
    BORDER("the colour of its border"),
    GIVEN("data.background");

    private final String text;

    Kind(String text) {
      this.text = text;
    }

    String text() {
      return text;
    }
  }

  private Background(Integer fixed) {
    this.fixed = fixed;
  }

  /** From the configured text, which the config's check has found to name something. */
  static Background of(String text) {
    return switch (text) {
      case DataConfig.AUTO -> new Background(null);
      case "white" -> new Background(WHITE);
      case "black" -> new Background(BLACK);
      default -> new Background(Integer.parseInt(text.substring(1), 16));
    };
  }

  /**
   * Lays an image over the background, in place.
   *
   * @param bgra 8-bit pixels in four channels; afterwards they are opaque
   * @return what it was laid over; empty if it was opaque already
   */
  Optional<Kind> under(Mat bgra, Alpha alpha) {
    var look = new Look(bgra);
    if (look.opaque()) {
      return Optional.empty();
    }
    Kind kind = fixed != null ? Kind.GIVEN : look.kind(alpha);
    int colour =
        switch (kind) {
          case GIVEN -> fixed;
          case BORDER -> look.border();
          case WHITE -> WHITE;
          case BLACK -> BLACK;
        };
    int[] back = {colour & 0xFF, colour >> 8 & 0xFF, colour >> 16 & 0xFF};
    byte[] row = new byte[CHANNELS * bgra.cols()];
    for (int y = 0; y < bgra.rows(); y++) {
      bgra.ptr(y).get(row);
      for (int x = 0; x < row.length; x += CHANNELS) {
        blend(row, x, back, alpha);
      }
      bgra.ptr(y).put(row);
    }
    return Optional.of(kind);
  }

  private static void blend(byte[] row, int at, int[] back, Alpha alpha) {
    int opacity = row[at + 3] & 0xFF;
    for (int c = 0; c < back.length; c++) {
      int own = row[at + c] & 0xFF;
      int weighted = alpha == Alpha.PREMULTIPLIED ? own * OPAQUE : own * opacity;
      int blended = (weighted + back[c] * (OPAQUE - opacity) + OPAQUE / 2) / OPAQUE;
      row[at + c] = (byte) Math.min(OPAQUE, blended);
    }
    row[at + 3] = (byte) OPAQUE;
  }

  /** What an image shows before it lies on anything. */
  private static final class Look {
    private final int[][] borderCounts = new int[3][256];
    private int borderPixels;
    private int opaqueBorderPixels;
    private int least = OPAQUE;
    private long weights;
    private long weighted;
    private long premultiplied;

    Look(Mat bgra) {
      if (bgra.depth() != opencv_core.CV_8U || bgra.channels() != CHANNELS) {
        throw new IllegalArgumentException("only 8-bit BGRA images are laid over a background");
      }
      byte[] row = new byte[CHANNELS * bgra.cols()];
      for (int y = 0; y < bgra.rows(); y++) {
        bgra.ptr(y).get(row);
        boolean edge = y == 0 || y == bgra.rows() - 1;
        for (int x = 0; x < bgra.cols(); x++) {
          take(row, CHANNELS * x, edge || x == 0 || x == bgra.cols() - 1);
        }
      }
    }

    private void take(byte[] row, int at, boolean border) {
      int opacity = row[at + 3] & 0xFF;
      least = Math.min(least, opacity);
      int sum = (row[at] & 0xFF) + (row[at + 1] & 0xFF) + (row[at + 2] & 0xFF);
      weights += opacity;
      weighted += (long) opacity * sum;
      premultiplied += (long) OPAQUE * sum;
      if (border) {
        borderPixels++;
        if (opacity == OPAQUE) {
          opaqueBorderPixels++;
          for (int c = 0; c < borderCounts.length; c++) {
            borderCounts[c][row[at + c] & 0xFF]++;
          }
        }
      }
    }

    boolean opaque() {
      return least == OPAQUE;
    }

    Kind kind(Alpha alpha) {
      if (2 * opaqueBorderPixels >= borderPixels) {
        return Kind.BORDER;
      }
      long sum = alpha == Alpha.PREMULTIPLIED ? premultiplied : weighted;
      return weights > 0 && sum > 3 * ALMOST_WHITE * weights ? Kind.BLACK : Kind.WHITE;
    }

    /** The median of each channel over the opaque pixels of the border. */
    int border() {
      int colour = 0;
      for (int c = 0; c < borderCounts.length; c++) {
        int seen = 0;
        int level = 0;
        while (2 * (seen + borderCounts[c][level]) <= opaqueBorderPixels && level < OPAQUE) {
          seen += borderCounts[c][level];
          level++;
        }
        colour |= level << 8 * c;
      }
      return colour;
    }
  }
}
