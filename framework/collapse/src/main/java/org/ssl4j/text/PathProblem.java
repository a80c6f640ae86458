package org.ssl4j.text;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Why a text cannot be the name of a file. Java translates names with the locale's character set:
 * under {@code LC_ALL=C} that is ASCII, and every other letter is lost before the program sees it.
 */
public final class PathProblem {
  private static final String PROPERTY = "sun.jnu.encoding";

  /** What Java puts in the place of bytes that it cannot decode. */
  private static final char LOST = '\uFFFD';

  private PathProblem() {}

  /** Whether characters of a text were lost when it came from the system. */
  public static boolean isLost(String text) {
    return text.indexOf(LOST) >= 0;
  }

  /** A clause after the text: what is wrong with it and what to do. */
  public static String of(String text) {
    Charset names = charset();
    if (!isLost(text) && names.newEncoder().canEncode(text)) {
      return "is not a path on this system";
    }
    if (names.equals(StandardCharsets.UTF_8)) {
      return "contains bytes that are not UTF-8, but file names of this locale are UTF-8; rename the file, or name the directory above it";
    }
    return Text.of(
        "contains characters that are not in the locale's character set (%s); set LC_ALL=C.UTF-8 and run again",
        names);
  }

  private static Charset charset() {
    try {
      return Charset.forName(System.getProperty(PROPERTY, "UTF-8"));
    } catch (IllegalArgumentException e) {
      // A character set that Java does not know is none that it could name files with.
      return StandardCharsets.US_ASCII;
    }
  }
}
