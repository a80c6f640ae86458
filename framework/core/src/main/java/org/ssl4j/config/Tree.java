package org.ssl4j.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A YAML value that remembers where it was written; under a key, the place is the key's. */
sealed interface Tree {

  Place place();

  /** What a user calls it, for messages. */
  String describe();

  /** Keys and values, in the order of writing. */
  record Section(Map<String, Tree> entries, Place place) implements Tree {
    public Section {
      entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
    }

    Section with(String key, Tree value) {
      var changed = new LinkedHashMap<>(entries);
      changed.put(key, value);
      return new Section(changed, place);
    }

    Section without(String key) {
      var changed = new LinkedHashMap<>(entries);
      changed.remove(key);
      return new Section(changed, place);
    }

    @Override
    public String describe() {
      return "a section";
    }
  }

  /** A list. */
  record Items(List<Tree> elements, Place place) implements Tree {
    public Items {
      elements = List.copyOf(elements);
    }

    @Override
    public String describe() {
      return "a list";
    }
  }

  /** A single value, still as text. */
  record Scalar(Kind kind, String text, Place place) implements Tree {
    private static final int SHOWN = 60;

    /** What YAML 1.2's core schema takes the text for. */
    enum Kind {
      NULL,
      FLAG,
      WHOLE,
      NUMBER,
      TEXT
    }

    boolean isNull() {
      return kind == Kind.NULL;
    }

    @Override
    public String describe() {
      String shown = text.length() <= SHOWN ? text : text.substring(0, SHOWN) + "...";
      return switch (kind) {
        case NULL -> "null";
        case TEXT -> '"' + shown + '"';
        case FLAG, WHOLE, NUMBER -> shown;
      };
    }
  }

  /**
   * Lays one tree over another: sections merge key by key, anything else replaces what is below.
   *
   * @param below supplies what {@code above} does not mention; null for nothing
   */
  static Tree overlay(Tree below, Tree above) {
    if (!(below instanceof Section lower) || !(above instanceof Section upper)) {
      return above;
    }
    var merged = new LinkedHashMap<>(lower.entries());
    upper.entries().forEach((key, value) -> merged.put(key, overlay(merged.get(key), value)));
    return new Section(merged, upper.place());
  }
}
