package org.ssl4j.data;

import java.util.Arrays;
import java.util.Optional;
import org.ssl4j.config.DataConfig;
import org.ssl4j.text.Text;

/**
 * How many bits of 16-bit pixels are in use ({@code data.bitDepth}).
 *
 * <p>Scanners and microscopes write 10 or 12 bits into 16, and taken for the whole range such an
 * image is almost black. A file does not say so, therefore the largest value in all images of the
 * data set decides, and all are scaled alike: an image that is dark among others stays dark.
 *
 * @param bits of 16
 * @param note one sentence for the user; empty if no image has 16 bits
 */
record BitDepth(int bits, Optional<String> note) {
  private static final int[] DEPTHS = {8, 10, 12, 14, 16};
  private static final int FULL = 16;

  static BitDepth of(String configured, FolderOpening... splits) {
    int[] maxima = Arrays.stream(splits).flatMapToInt(FolderOpening::maxima).toArray();
    if (maxima.length == 0) {
      return new BitDepth(FULL, Optional.empty());
    }
    int most = Arrays.stream(maxima).max().orElseThrow();
    if (!configured.equals(DataConfig.AUTO)) {
      int bits = Integer.parseInt(configured);
      return new BitDepth(
          bits,
          Optional.of(
              Text.of(
                  "images with 16-bit pixels: %d, of which %d bits are used (data.bitDepth); the largest value is %d",
                  maxima.length, bits, most)));
    }
    int bits = holding(most);
    return new BitDepth(bits, Optional.of(note(maxima, most, bits)));
  }

  private static String note(int[] maxima, int most, int bits) {
    String note =
        Text.of(
            "images with 16-bit pixels: %d; the largest value is %d, so %d bits span the range from black to white",
            maxima.length, most, bits);
    // The next smaller depth would do for most of them: the few others may be mistakes.
    int usual = holding(median(maxima));
    return usual < bits
        ? Text.of(
            "%s; most of these images use only %d bits: set data.bitDepth to %d if they look too dark",
            note, usual, usual)
        : note;
  }

  /** More than half of the values are at most this one. */
  private static int median(int[] values) {
    int[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static int holding(int value) {
    return Arrays.stream(DEPTHS).filter(bits -> value < 1 << bits).findFirst().orElse(FULL);
  }
}
