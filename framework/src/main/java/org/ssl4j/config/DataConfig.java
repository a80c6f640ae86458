package org.ssl4j.config;

import java.util.List;
import java.util.regex.Pattern;

/** The {@code data:} section. */
public record DataConfig(
    @Setting(
            doc =
                "cifar10 (downloaded when absent), shapes (procedural, embedded) or folder (your own images).",
            allowed = {"cifar10", "shapes", "folder"})
        String dataset,
    @Setting(
            doc =
                "Directory of the data. cifar10 is read from there, or downloaded to there (default $SSL4J_DATA or ~/.ssl4j/data); for folder it is the directory of images.",
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
            doc = "Side in pixels of the images of shapes and folder; cifar10 is always 32.",
            defaultValue = "32",
            min = 8,
            max = 1024)
        int imageSize,
    @Setting(
            doc =
                "folder: share of the images held out for measuring when there are no train/ and test/ folders.",
            defaultValue = "0.1",
            min = 0,
            minExclusive = true,
            max = 0.9)
        double testFraction,
    @Setting(
            doc = "folder: whether unreadable files are skipped or stop the run.",
            defaultValue = "skip")
        OnUnreadable unreadable,
    @Setting(
            doc =
                "folder: colour behind transparent pixels: white, black, a colour as \"#rrggbb\" (in quotes), or auto. auto takes the colour of the image's border if most of the border is opaque. Otherwise it takes white, or black if the picture is almost white.",
            defaultValue = "auto")
        String background,
    @Setting(
            doc =
                "folder: number of bits that 16-bit pixels use; auto takes the smallest number that holds the largest value of all images.",
            defaultValue = "auto",
            allowed = {"auto", "8", "10", "12", "14", "16"})
        String bitDepth,
    @Setting(
            doc =
                "folder: limit in megabytes for keeping decoded images in memory; if they need more, every file is decoded again at each use.",
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

  /** Whether {@code background} names something. */
  boolean hasBackground() {
    return List.of(AUTO, "white", "black").contains(background)
        || COLOUR.matcher(background).matches();
  }

  /** What to do with an image file that cannot be decoded. */
  public enum OnUnreadable {
    SKIP,
    FAIL
  }
}
