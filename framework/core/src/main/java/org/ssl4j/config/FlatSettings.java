package org.ssl4j.config;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.ssl4j.error.ConfigException;

/**
 * A config as it was written, without its records: dotted path to value as text. A section in a
 * list has its position in the path, {@code views.groups[0].count}. For readers that know some
 * settings of methods they do not know.
 */
public final class FlatSettings {

  private FlatSettings() {}

  /**
   * Reads a resolved config, such as a run directory's.
   *
   * @throws ConfigException if it cannot be read
   */
  public static Map<String, String> read(Path file) {
    Map<String, String> settings = new LinkedHashMap<>();
    flatten("", YamlReader.file(file), settings);
    return settings;
  }

  /**
   * Reads the text of a resolved config.
   *
   * @param source what messages call it
   * @throws ConfigException if it cannot be read
   */
  public static Map<String, String> parse(String yaml, String source) {
    Map<String, String> settings = new LinkedHashMap<>();
    flatten("", YamlReader.value(yaml, source), settings);
    return settings;
  }

  /** Values alone, without the places where they were written. */
  static Map<String, String> of(Tree tree) {
    Map<String, String> settings = new LinkedHashMap<>();
    flatten("", tree, settings);
    return settings;
  }

  private static void flatten(String path, Tree tree, Map<String, String> settings) {
    if (tree instanceof Tree.Section section) {
      section
          .entries()
          .forEach(
              (key, value) -> flatten(path.isEmpty() ? key : path + "." + key, value, settings));
    } else if (tree instanceof Tree.Items list
        && list.elements().stream().anyMatch(Tree.Section.class::isInstance)) {
      for (int i = 0; i < list.elements().size(); i++) {
        flatten(path + "[" + i + "]", list.elements().get(i), settings);
      }
    } else {
      settings.put(path, text(tree));
    }
  }

  private static String text(Tree tree) {
    if (tree instanceof Tree.Scalar scalar) {
      return scalar.isNull() ? "null" : scalar.text();
    }
    List<Tree> elements = ((Tree.Items) tree).elements();
    return elements.stream().map(FlatSettings::text).collect(Collectors.joining(", ", "[", "]"));
  }
}
