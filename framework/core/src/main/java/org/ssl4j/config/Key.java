package org.ssl4j.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * One key of a section, as its record component and {@link Setting} describe it.
 *
 * @param type the component's raw type
 * @param element type of a list's elements; null for anything but a list
 */
record Key(String name, Class<?> type, Class<?> element, Setting setting) {

  /** What a value may be, whether alone or as an element of a list. */
  enum Kind {
    TEXT,
    WHOLE,
    NUMBER,
    FLAG,
    WORD,
    LIST,
    SECTION,
    METHOD,
    /** The settings of the data source that the same section names. */
    SOURCE,
    /** Anything: what it may be depends on the config it will change. */
    VALUE,
    /** Dotted keys of a config, and values for them. */
    SETTINGS
  }

  /**
   * The keys of a record, in its order.
   *
   * @throws IllegalStateException if the record itself is wrong: a component without {@link
   *     Setting}, or of a type that YAML cannot fill
   */
  static List<Key> of(Class<? extends Record> section) {
    return Arrays.stream(section.getRecordComponents()).map(Key::of).toList();
  }

  private static Key of(RecordComponent component) {
    Setting setting = component.getAnnotation(Setting.class);
    String where = component.getDeclaringRecord().getSimpleName() + "." + component.getName();
    if (setting == null) {
      throw new IllegalStateException(where + " has no @Setting");
    }
    Class<?> element =
        component.getGenericType() instanceof ParameterizedType list
                && component.getType() == List.class
            ? (Class<?>) list.getActualTypeArguments()[0]
            : null;
    var key = new Key(component.getName(), component.getType(), element, setting);
    if (key.nullable() && key.type.isPrimitive()) {
      throw new IllegalStateException(where + " may be null but is a " + key.type);
    }
    kind(element == null ? key.type : element);
    return key;
  }

  Kind kind() {
    return element == null ? kind(type) : Kind.LIST;
  }

  Kind elementKind() {
    return kind(element);
  }

  boolean required() {
    return setting.defaultValue().equals(Setting.REQUIRED);
  }

  boolean nullable() {
    return setting.nullable() || setting.defaultValue().equals("null");
  }

  /** The words that a text or enum may be; empty for any. */
  List<String> words() {
    Class<?> scalar = element == null ? type : element;
    if (scalar.isEnum()) {
      return Arrays.stream(scalar.getEnumConstants()).map(Key::word).toList();
    }
    return List.of(setting.allowed());
  }

  /** The record of a section, or of each section in a list. */
  Class<? extends Record> section() {
    return (element == null ? type : element).asSubclass(Record.class);
  }

  /** The allowed numbers in words, e.g. {@code between 0 and 1}; empty for any. */
  String range() {
    boolean low = Double.isFinite(setting.min());
    boolean high = Double.isFinite(setting.max());
    String min = Scalars.text(setting.min());
    String max = Scalars.text(setting.max());
    if (low && high) {
      return setting.minExclusive()
          ? "greater than " + min + " and at most " + max
          : "between " + min + " and " + max;
    }
    if (low) {
      return (setting.minExclusive() ? "greater than " : "at least ") + min;
    }
    return high ? "at most " + max : "";
  }

  boolean inRange(double value) {
    return value >= setting.min()
        && value <= setting.max()
        && !(setting.minExclusive() && value == setting.min());
  }

  private static String word(Object constant) {
    return ((Enum<?>) constant).name().toLowerCase(Locale.ROOT);
  }

  private static Kind kind(Class<?> type) {
    if (type == String.class) {
      return Kind.TEXT;
    }
    if (type == int.class || type == Integer.class || type == long.class || type == Long.class) {
      return Kind.WHOLE;
    }
    if (type == double.class || type == Double.class) {
      return Kind.NUMBER;
    }
    if (type == boolean.class || type == Boolean.class) {
      return Kind.FLAG;
    }
    if (type.isEnum()) {
      return Kind.WORD;
    }
    if (type.isRecord()) {
      return Kind.SECTION;
    }
    if (type == MethodSettings.class) {
      return Kind.METHOD;
    }
    if (type == DataSettings.class) {
      return Kind.SOURCE;
    }
    if (type == YamlValue.class) {
      return Kind.VALUE;
    }
    if (type == Map.class) {
      return Kind.SETTINGS;
    }
    throw new IllegalStateException("a setting cannot be a " + type.getName());
  }
}
