package org.ssl4j.text;

import com.google.errorprone.annotations.FormatMethod;
import java.util.Locale;

/**
 * Text with values in it, the same in every language of the user.
 *
 * <p>{@link String#formatted} writes numbers with the digits and separators of the default locale:
 * a layer's name of {@code %d} would have other characters in Persian than in English, and with the
 * name its initial weights, its place in a checkpoint and its array in a file. What this program
 * writes is read by other programs and on other machines, so all of it comes through here; the
 * build refuses the calls that know no locale, and checks the values against the format.
 */
public final class Text {
  private static final int TEN = 10;

  private Text() {}

  /**
   * The format with the values in it, as {@link String#format} does it, with plain digits and a
   * point before decimals.
   */
  @FormatMethod
  public static String of(String format, Object... values) {
    return String.format(Locale.ROOT, format, values);
  }

  /** A number of things: {@code 1 epoch}, {@code 12 epochs}. */
  public static String count(long number, String thing) {
    return number + " " + thing + (number == 1 ? "" : "s");
  }

  /** A number with so many digits behind the point. */
  public static String number(double value, int digits) {
    return String.format(Locale.ROOT, "%." + digits + "f", value);
  }

  /**
   * A name with its digits as {@code 0} to {@code 9}, whatever digits it was written with. Earlier
   * versions wrote the digits of the user's language into names.
   */
  public static String plainDigits(String name) {
    var plain = new StringBuilder(name.length());
    name.codePoints()
        .forEach(
            point -> {
              if (Character.isDigit(point)) {
                plain.append(Character.digit(point, TEN));
              } else {
                plain.appendCodePoint(point);
              }
            });
    return plain.toString();
  }
}
