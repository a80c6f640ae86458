package org.ssl4j.plugin;

/**
 * Makes a part known by a name. A jar adds one by a public class with a public constructor without
 * parameters, named in {@code META-INF/services/} and the interface's full name; {@link Catalog}
 * finds it.
 */
public interface Provider {

  /**
   * The name that a config asks for: letters, digits, dots, hyphens and underscores, beginning with
   * a letter. No other provider of the same kind may have it.
   */
  String name();

  /** One sentence for lists and for the reference of all settings. */
  String summary();

  /** What a list of parts says behind its name, in a few words; mostly nothing. */
  default String note() {
    return "";
  }
}
