package org.ssl4j.text;

import java.util.Locale;

/**
 * Text with values in it, the same in every language of the user.
 *
 * <p>{@link String#formatted} writes numbers with the digits and separators of the default locale:
 * a layer's name of {@code %d} would have other characters in Persian than in English, and with the
 * name its initial weights, its place in a checkpoint and its array in a file. What this program
 * writes is read by other programs and on other machines, so all of it comes through here; the
 * build refuses the calls that know no locale.
 */
public final class Text {
  private Text() {}

  /**
   * The format with the values in it, as {@link String#format} does it, with plain digits and a
   * point before decimals.
   */
  public static String of(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }
}
