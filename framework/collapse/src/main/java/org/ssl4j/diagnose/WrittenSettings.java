package org.ssl4j.diagnose;

import java.util.Map;
import java.util.Optional;

/**
 * The settings of a config as text, for readers that know some of them and ask for single values.
 *
 * @param values dotted path ({@code optimizer.learningRate}) to value as it was written
 */
public record WrittenSettings(Map<String, String> values) {

  public WrittenSettings {
    values = Map.copyOf(values);
  }

  /** The value as it was written; null if there is none. */
  public String text(String path) {
    return values.get(path);
  }

  /** Whether a setting has a value. */
  public boolean is(String path, String value) {
    return value.equals(values.get(path));
  }

  /** Whether a setting is a number of that value, however it was written. */
  public boolean is(String path, double value) {
    return number(path).filter(set -> set == value).isPresent();
  }

  /** Whether a setting is a number below a limit. */
  public boolean below(String path, double limit) {
    return number(path).filter(set -> set < limit).isPresent();
  }

  /** The value as a number; empty if it is none, such as null or a word. */
  public Optional<Double> number(String path) {
    String text = values.get(path);
    if (text == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(Double.parseDouble(text));
    } catch (NumberFormatException notANumber) {
      return Optional.empty(); // no statement about a number
    }
  }
}
