package org.ssl4j.cli;

import java.util.Map;
import java.util.regex.Pattern;

/**
 * Says in the words of the command line what messages say for every caller: they name an option
 * ("the option pool") or a setting ("data.batchSize=256") and know no flag.
 */
final class Flags {

  private static final Pattern OPTION =
      Pattern.compile(
          "\\bthe option (array|columns|dtype|export|header|ignore|labels-column|name|pool|seeds)\\b");

  /** What a program does by a call, and the command line by a flag. */
  private static final Map<String, String> PHRASES =
      Map.of(
          "off the class path", "off the class path (--plugins, SSL4J_PLUGINS)",
          "another directory", "another directory (--out)",
          "; resume it", "; resume it (--resume)",
          "name no checkpoint", "leave out --checkpoint");

  private static final Pattern SETTING = Pattern.compile(",? ([a-z]\\w*(?:\\.\\w+)+=)");

  private Flags() {}

  /** The text with a flag for each option that it names. */
  static String in(String text) {
    String result = OPTION.matcher(text).replaceAll("--$1");
    for (var phrase : PHRASES.entrySet()) {
      result = result.replace(phrase.getKey(), phrase.getValue());
    }
    return result;
  }

  /** The advice with the flag before each setting that it gives. */
  static String settings(String advice) {
    return SETTING.matcher(advice).replaceAll(" --set $1");
  }
}
