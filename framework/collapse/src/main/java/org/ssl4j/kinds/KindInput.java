package org.ssl4j.kinds;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.ssl4j.error.ConfigException;
import org.ssl4j.error.DataException;
import org.ssl4j.faces.FiniteArray;
import org.ssl4j.measure.NumberArray;
import org.ssl4j.text.Text;

/** Arrays of a kind by name, and what the kind is told. */
public final class KindInput {

  private static final Pattern GRID = Pattern.compile("(\\d{1,5})x(\\d{1,5})");

  private final CollapseKind kind;
  private final Map<String, FiniteArray> arrays;
  private final Map<String, String> options;

  private KindInput(
      CollapseKind kind, Map<String, FiniteArray> arrays, Map<String, String> options) {
    this.kind = kind;
    this.arrays = arrays;
    this.options = options;
  }

  /**
   * Arrays of a program.
   *
   * @param arrays by the names that the kind gives them
   * @param options by name, such as {@code k}
   * @throws ConfigException for an option that the kind does not have
   * @throws DataException if an array is missing or has other axes
   */
  public static KindInput of(
      CollapseKind kind, Map<String, NumberArray> arrays, Map<String, String> options) {
    Map<String, FiniteArray> named = new LinkedHashMap<>();
    arrays.forEach((name, array) -> named.put(name, new FiniteArray(name, array)));
    return checked(kind, named, options);
  }

  /** Arrays whose names for messages are known. */
  static KindInput checked(
      CollapseKind kind, Map<String, FiniteArray> arrays, Map<String, String> options) {
    for (String option : options.keySet()) {
      if (kind.options().stream().noneMatch(known -> known.name().equals(option))) {
        throw new ConfigException(
            kind.options().isEmpty()
                ? Text.of("Unknown option \"%s\": the kind %s has no options", option, kind.name())
                : Text.of(
                    "Unknown option \"%s\" of the kind %s. Known options: %s",
                    option,
                    kind.name(),
                    kind.options().stream()
                        .map(known -> known.name() + "=" + known.form())
                        .collect(Collectors.joining(", "))));
      }
    }
    for (var need : kind.arrays()) {
      var array = arrays.get(need.name());
      if (array == null && need.required()) {
        throw new DataException(
            Text.of("the kind %s needs the array %s", kind.name(), need.words()));
      }
      if (array != null && !need.fits(array.shape().length)) {
        throw new DataException(
            Text.of(
                "%s has the shape %s; the kind %s reads %s: %s",
                array.name(),
                Arrays.toString(array.shape()),
                kind.name(),
                need.words(),
                need.meaning()));
      }
    }
    return new KindInput(kind, Map.copyOf(arrays), Map.copyOf(options));
  }

  /** A required array. */
  public FiniteArray array(String name) {
    return optional(name).orElseThrow();
  }

  /** An array that may be missing. */
  public Optional<FiniteArray> optional(String name) {
    if (kind.arrays().stream().noneMatch(need -> need.name().equals(name))) {
      throw new IllegalArgumentException(kind.name() + " reads no array " + name);
    }
    return Optional.ofNullable(arrays.get(name));
  }

  /** A whole number, or the default. */
  public int whole(String option, int otherwise) {
    return option(option).map(text -> parsed(option, text)).orElse(otherwise);
  }

  private static int parsed(String option, String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new ConfigException(
          Text.of("%s=%s is not a whole number; give one, such as %s=5", option, text, option), e);
    }
  }

  /** Yes or no; no unless said. */
  public boolean flag(String option) {
    var text = option(option);
    if (text.isPresent() && !text.get().equals("true") && !text.get().equals("false")) {
      throw new ConfigException(
          Text.of("%s=%s is neither %s=true nor %s=false", option, text.get(), option, option));
    }
    return text.map(Boolean::parseBoolean).orElse(false);
  }

  /** Rows and columns, or nothing. */
  public Optional<int[]> grid(String option) {
    return option(option)
        .map(
            text -> {
              var matcher = GRID.matcher(text);
              if (!matcher.matches()) {
                throw new ConfigException(
                    Text.of(
                        "%s=%s is not a grid; give rows and columns, such as %s=14x14",
                        option, text, option));
              }
              return new int[] {
                Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2))
              };
            });
  }

  private Optional<String> option(String name) {
    if (kind.options().stream().noneMatch(known -> known.name().equals(name))) {
      throw new IllegalArgumentException(kind.name() + " has no option " + name);
    }
    return Optional.ofNullable(options.get(name));
  }
}
