package org.ssl4j.config;

import java.lang.reflect.Array;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.ssl4j.error.ConfigException;

/** Settings that a program gives as Java values, as the tree that a file would be. */
final class GivenSettings {

  private final Place place = Place.inCode();

  private GivenSettings() {}

  /**
   * Lays settings over a tree.
   *
   * @param settings dotted paths, or names of sections with maps, to values; later ones win
   * @throws ConfigException if a path is none, or a value is of a type that no setting takes
   */
  static Tree.Section over(Tree.Section below, Map<String, ?> settings) {
    var given = new GivenSettings();
    Tree.Section result = below;
    for (var setting : settings.entrySet()) {
      String path = setting.getKey();
      if (path == null) {
        throw new ConfigException("null is not a key; write a key like schedule.epochs.");
      }
      if (path.strip().equals(ConfigSources.EXTENDS)) {
        throw new ConfigException("extends can only be given in a file.");
      }
      result = ConfigSources.change(result, path, given.tree(path, setting.getValue(), 1));
    }
    return result;
  }

  private Tree tree(String path, Object value, int depth) {
    if (depth > YamlReader.MAX_NESTING) {
      throw refused(path, "is nested too deeply for a setting");
    }
    if (value instanceof Map<?, ?> section) {
      return section(path, section, depth);
    }
    if (value instanceof Iterable<?> elements && !(value instanceof Path)) {
      List<Object> all = new ArrayList<>();
      elements.forEach(all::add);
      return items(path, all, depth);
    }
    if (value != null && value.getClass().isArray()) {
      List<Object> all = new ArrayList<>();
      for (int i = 0; i < Array.getLength(value); i++) {
        all.add(Array.get(value, i));
      }
      return items(path, all, depth);
    }
    return scalar(path, value);
  }

  private Tree section(String path, Map<?, ?> section, int depth) {
    Map<String, Tree> entries = new LinkedHashMap<>();
    section.forEach(
        (key, value) -> {
          if (!(key instanceof CharSequence)) {
            throw refused(path, "has the key " + key + ", which is not a text");
          }
          entries.put(key.toString(), tree(path + "." + key, value, depth + 1));
        });
    return new Tree.Section(entries, place);
  }

  private Tree items(String path, List<Object> elements, int depth) {
    List<Tree> trees = new ArrayList<>();
    for (int i = 0; i < elements.size(); i++) {
      trees.add(tree(path + "[" + i + "]", elements.get(i), depth + 1));
    }
    return new Tree.Items(trees, place);
  }

  private Tree.Scalar scalar(String path, Object value) {
    if (value == null) {
      return scalar(Tree.Scalar.Kind.NULL, "null");
    }
    if (value instanceof Boolean flag) {
      return scalar(Tree.Scalar.Kind.FLAG, flag.toString());
    }
    if (value instanceof Integer
        || value instanceof Long
        || value instanceof Short
        || value instanceof Byte
        || value instanceof BigInteger) {
      return scalar(Tree.Scalar.Kind.WHOLE, value.toString());
    }
    if (value instanceof Double || value instanceof Float || value instanceof BigDecimal) {
      return scalar(Tree.Scalar.Kind.NUMBER, number((Number) value));
    }
    if (value instanceof CharSequence || value instanceof Path) {
      return scalar(Tree.Scalar.Kind.TEXT, value.toString());
    }
    if (value instanceof Enum<?> constant) {
      return scalar(Tree.Scalar.Kind.TEXT, constant.name().toLowerCase(Locale.ROOT));
    }
    throw refused(path, "cannot be a " + value.getClass().getName());
  }

  /** As YAML writes it. */
  private static String number(Number value) {
    if (Double.isNaN(value.doubleValue())) {
      return ".nan";
    }
    // A decimal may be too large for a double; its text is still one.
    boolean infinite = !(value instanceof BigDecimal) && Double.isInfinite(value.doubleValue());
    return infinite ? (value.doubleValue() < 0 ? "-.inf" : ".inf") : value.toString();
  }

  private Tree.Scalar scalar(Tree.Scalar.Kind kind, String text) {
    return new Tree.Scalar(kind, text, place);
  }

  private static ConfigException refused(String path, String problem) {
    return ConfigException.ofProblems(
        List.of(
            path
                + ": "
                + problem
                + "; give a text, a number, a boolean, an enum constant, a path, a list or a map of these, or null."),
        List.of(path));
  }
}
