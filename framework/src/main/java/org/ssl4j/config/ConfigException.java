package org.ssl4j.config;

import java.util.List;
import java.util.stream.Collectors;

/**
 * A configuration the user must correct. The message is one complete sentence with file, line, path
 * and a hint; where several things are wrong, one such sentence a line.
 */
public final class ConfigException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** More at once is no help. */
  private static final int MOST_SHOWN = 20;

  public ConfigException(String message) {
    super(OneLine.of(message));
  }

  public ConfigException(String message, Throwable cause) {
    super(OneLine.of(message), cause);
  }

  private ConfigException(List<String> problems) {
    super(lines(problems));
  }

  /** One exception for everything that is wrong. */
  static ConfigException ofProblems(List<String> problems) {
    return new ConfigException(problems);
  }

  private static String lines(List<String> problems) {
    String shown =
        problems.stream().limit(MOST_SHOWN).map(OneLine::of).collect(Collectors.joining("\n"));
    int more = problems.size() - MOST_SHOWN;
    return more > 0 ? shown + "\n... and " + more + " more." : shown;
  }
}
