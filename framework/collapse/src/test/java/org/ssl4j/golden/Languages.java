package org.ssl4j.golden;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.Charset;
import java.util.List;
import java.util.Locale;

/** Languages of users, the first the one that files are written in. */
public final class Languages {

  /**
   * Those with other digits than 0 to 9 (Persian, Egyptian Arabic, Hindi and Thai by choice of the
   * user), with a comma before decimals (German), and with another lower case of I (Turkish).
   */
  public static final List<Locale> ALL =
      List.of(
          Locale.ROOT,
          Locale.forLanguageTag("fa-IR"),
          Locale.forLanguageTag("ar-EG"),
          Locale.forLanguageTag("tr-TR"),
          Locale.forLanguageTag("de-DE"),
          Locale.forLanguageTag("hi-IN-u-nu-deva"),
          Locale.forLanguageTag("th-TH-u-nu-thai"));

  private Languages() {}

  /** Runs something as if the user spoke a language. */
  public static <T> T in(Locale language, java.util.concurrent.Callable<T> work) throws Exception {
    Locale before = Locale.getDefault();
    Locale.setDefault(language);
    try {
      return work.call();
    } finally {
      Locale.setDefault(before);
    }
  }

  /** Skips a test that needs file names of any script where the JVM's locale has none, as C. */
  public static void assumeNamesOfEveryScript() {
    var names = Charset.forName(System.getProperty("sun.jnu.encoding"));
    assumeTrue(names.newEncoder().canEncode("猫۱"), () -> "file names are in " + names);
  }
}
