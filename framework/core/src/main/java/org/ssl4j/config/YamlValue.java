package org.ssl4j.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * A value of any kind as it was written, for settings of a study: what it may be is known only when
 * it meets the config it changes. Keeps its place, so that a refusal can name the line.
 */
public final class YamlValue {
  private final Tree tree;

  YamlValue(Tree tree) {
    this.tree = tree;
  }

  /** A value from text, as {@code --set} takes it. */
  public static YamlValue parse(String yaml, String source) {
    return new YamlValue(YamlReader.value(yaml, source));
  }

  Tree tree() {
    return tree;
  }

  /** File and line. */
  public String place() {
    return tree.place().toString();
  }

  /**
   * The value as a person writes it in one line: {@code false}, {@code 0.99}, {@code [512, 128]}.
   */
  public String text() {
    return text(tree);
  }

  /** The value as Java has it: Boolean, Long, Double, String, List, Map, or null. */
  public Object plain() {
    return plain(tree);
  }

  private static String text(Tree tree) {
    if (tree instanceof Tree.Scalar scalar) {
      return scalar.isNull() ? "null" : String.valueOf(plainScalar(scalar, true));
    }
    if (tree instanceof Tree.Items items) {
      return items.elements().stream()
          .map(YamlValue::text)
          .collect(Collectors.joining(", ", "[", "]"));
    }
    return ((Tree.Section) tree)
        .entries().entrySet().stream()
            .map(entry -> entry.getKey() + ": " + text(entry.getValue()))
            .collect(Collectors.joining(", ", "{", "}"));
  }

  private static Object plain(Tree tree) {
    if (tree instanceof Tree.Scalar scalar) {
      return plainScalar(scalar, false);
    }
    if (tree instanceof Tree.Items items) {
      List<Object> elements = new ArrayList<>();
      items.elements().forEach(element -> elements.add(plain(element)));
      return elements;
    }
    Map<String, Object> section = new LinkedHashMap<>();
    ((Tree.Section) tree).entries().forEach((key, value) -> section.put(key, plain(value)));
    return section;
  }

  private static Object plainScalar(Tree.Scalar scalar, boolean forPeople) {
    return switch (scalar.kind()) {
      case NULL -> null;
      case FLAG -> Boolean.parseBoolean(scalar.text());
      case WHOLE -> {
        try {
          yield Long.parseLong(scalar.text());
        } catch (NumberFormatException e) {
          yield scalar.text(); // more digits than any setting takes: refused where it is bound
        }
      }
      case NUMBER -> {
        double number = Scalars.number(scalar.text());
        yield forPeople ? Scalars.text(number) : (Object) number;
      }
      case TEXT -> scalar.text();
    };
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof YamlValue value && Objects.equals(plain(), value.plain());
  }

  @Override
  public int hashCode() {
    return Objects.hashCode(plain());
  }

  @Override
  public String toString() {
    return text();
  }
}
