package org.ssl4j.error;

import java.util.List;
import java.util.stream.Collectors;
import org.ssl4j.text.OneLine;

/**
 * A configuration the user must correct. The message is one complete sentence with file, line, path
 * and a hint; where several things are wrong, one such sentence a line. A setting that a program
 * gave has no file and line, so its sentence begins with its path.
 */
public final class ConfigException extends Ssl4jException {
  private static final long serialVersionUID = 1L;

  /** More at once is no help. */
  private static final int MOST_SHOWN = 20;

  private final List<String> paths;

  public ConfigException(String message) {
    super(OneLine.of(message));
    paths = List.of();
  }

  public ConfigException(String message, Throwable cause) {
    super(OneLine.of(message), cause);
    paths = List.of();
  }

  private ConfigException(List<String> problems, List<String> paths) {
    super(lines(problems));
    this.paths = List.copyOf(paths);
  }

  /** One exception for everything that is wrong. */
  public static ConfigException ofProblems(List<String> problems) {
    return new ConfigException(problems, List.of());
  }

  /**
   * One exception for everything that is wrong.
   *
   * @param paths of the settings that the problems are about, in the same order
   */
  public static ConfigException ofProblems(List<String> problems, List<String> paths) {
    return new ConfigException(problems, paths);
  }

  /**
   * The dotted paths of the settings that are wrong, such as {@code schedule.epochs}, in the order
   * of the sentences; empty if the mistake is not one of a setting, such as a file that is no YAML.
   */
  public List<String> paths() {
    return paths;
  }

  private static String lines(List<String> problems) {
    String shown =
        problems.stream().limit(MOST_SHOWN).map(OneLine::of).collect(Collectors.joining("\n"));
    int more = problems.size() - MOST_SHOWN;
    return more > 0 ? shown + "\n... and " + more + " more." : shown;
  }
}
