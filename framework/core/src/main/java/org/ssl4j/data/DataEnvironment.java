package org.ssl4j.data;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import org.ssl4j.error.DataException;
import org.ssl4j.text.PathProblem;
import org.ssl4j.text.Text;

/**
 * What the data code may know about the process it runs in.
 *
 * @param variables environment variables
 * @param home the user's home directory
 */
public record DataEnvironment(Map<String, String> variables, Path home) {

  /** Variable that names the directory of all data sets. */
  public static final String VARIABLE = "SSL4J_DATA";

  public DataEnvironment {
    variables = Map.copyOf(variables);
  }

  /** The real process. */
  public static DataEnvironment system() {
    return new DataEnvironment(System.getenv(), Path.of(System.getProperty("user.home")));
  }

  /**
   * The directory of the data: the configured one, else {@code $SSL4J_DATA}, else {@code
   * ~/.ssl4j/data}. A leading {@code ~/} means the home directory.
   *
   * @param configured {@code data.root}, or null
   * @throws DataException if the text is no path on this system
   */
  public Path root(String configured) {
    if (configured != null && !configured.isBlank()) {
      return path("data.root", configured);
    }
    String variable = variables.get(VARIABLE);
    if (variable != null && !variable.isBlank()) {
      return path(VARIABLE, variable);
    }
    return home.resolve(".ssl4j").resolve("data");
  }

  private Path path(String source, String text) {
    try {
      return text.startsWith("~/") ? home.resolve(text.substring(2)) : Path.of(text);
    } catch (InvalidPathException e) {
      throw new DataException(
          Text.of("%s is '%s', which %s.", source, text, PathProblem.of(text)), e);
    }
  }
}
