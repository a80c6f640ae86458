package org.ssl4j.config;

import java.util.List;
import java.util.regex.Pattern;

/** The {@code data:} section. */
public record DataConfig(
    @Setting(
            doc = "Source of the images; each is described below. A jar can add one.",
            namesOf = DataSettings.class)
        String dataset,
    @Setting(
            doc = "Settings that only the chosen source has; each source lists its own below.",
            defaultValue = "{}")
        DataSettings settings,
    @Setting(
            doc =
                "Directory of the data, for a source that reads files; null for $SSL4J_DATA or ~/.ssl4j/data where the source does not ask for a directory.",
            defaultValue = "null")
        String root,
    @Setting(
            doc = "Use only the first n training images; null for all.",
            defaultValue = "null",
            min = 2)
        Integer trainLimit,
    @Setting(
            doc = "Use only the first n held-out images; null for all.",
            defaultValue = "null",
            min = 2)
        Integer testLimit,
    @Setting(
            doc = "Side of the images in pixels, for a source that paints or scales them.",
            defaultValue = "32",
            min = 8,
            max = 1024)
        int imageSize,
    @Setting(
            doc =
                "Share of the images held out for measuring, for a source without a split of its own.",
            defaultValue = "0.1",
            min = 0,
            minExclusive = true,
            max = 0.9)
        double testFraction,
    @Setting(
            doc = "Image files: whether unreadable ones are skipped or stop the run.",
            defaultValue = "skip")
        OnUnreadable unreadable,
    @Setting(
            doc =
                "Image files: colour behind transparent pixels: white, black, a colour as \"#rrggbb\" (in quotes), or auto. auto takes the colour of the image's border if most of the border is opaque. Otherwise it takes white, or black if the picture is almost white.",
            defaultValue = "auto")
        String background,
    @Setting(
            doc =
                "Image files: number of bits that 16-bit pixels use; auto takes the smallest number that holds the largest value of all images.",
            defaultValue = "auto",
            allowed = {"auto", "8", "10", "12", "14", "16"})
        String bitDepth,
    @Setting(
            doc =
                "Limit in megabytes for keeping images in memory; if they need more, each is decoded or painted again at each use.",
            defaultValue = "2048",
            min = 0)
        int cacheMegabytes,
    @Setting(
            doc = "Images per step; a step sees every image once per view.",
            defaultValue = "256",
            min = 2)
        int batchSize,
    @Setting(
            doc =
                "Threads that make views; 0 chooses by the number of cores. The results do not depend on it.",
            defaultValue = "0",
            min = 0,
            max = 256)
        int workers,
    @Setting(
            doc = "Number of batches that are prepared ahead of the step.",
            defaultValue = "4",
            min = 1,
            max = 64)
        int prefetch) {

  /** The word by which the data themselves decide. */
  public static final String AUTO = "auto";

  /** What {@code background} may be. */
  public static final String BACKGROUND_RULE =
      "must be auto, white, black or a colour as \"#rrggbb\" in quotes.";

  private static final Pattern COLOUR = Pattern.compile("#[0-9a-fA-F]{6}");

  /**
   * The settings of the chosen source, as its own record.
   *
   * @param type the record that the source's provider names as its settings
   * @throws ClassCastException if they are those of another source
   */
  public <S extends DataSettings> S settings(Class<S> type) {
    return type.cast(settings);
  }

  /** Whether {@code background} names something. */
  boolean hasBackground() {
    return isBackground(background);
  }

  /** Whether a text names a background. */
  public static boolean isBackground(String text) {
    return List.of(AUTO, "white", "black").contains(text) || COLOUR.matcher(text).matches();
  }

  /** What to do with an image file that cannot be decoded. */
  public enum OnUnreadable {
    SKIP,
    FAIL
  }
}
