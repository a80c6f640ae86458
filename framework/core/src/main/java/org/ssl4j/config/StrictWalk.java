package org.ssl4j.config;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.ssl4j.error.ConfigException;

/**
 * Holds a YAML tree against the records: fills defaults in, and collects everything that is wrong.
 */
final class StrictWalk {
  /** Key of the {@code method:} section that chooses its record. */
  static final String METHOD_NAME = "name";

  /** Key of the {@code data:} section that chooses the record of its {@link #SOURCE_SETTINGS}. */
  static final String SOURCE_NAME = "dataset";

  static final String SOURCE_SETTINGS = "settings";

  /** Keys of earlier versions that no longer decide anything: their run directories still load. */
  private static final Set<String> RETIRED = Set.of("monitor.collapseStdRatio");

  private static final Logger LOG = LoggerFactory.getLogger(StrictWalk.class);

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private final Known known;
  private final List<String> problems = new ArrayList<>();
  private final List<String> paths = new ArrayList<>();

  StrictWalk(Known known) {
    this.known = known;
  }

  /**
   * Does nothing if nothing was wrong; what {@link #experiment} returned is valid then.
   *
   * @throws ConfigException naming everything that was
   */
  void refuseProblems() {
    if (!problems.isEmpty()) {
      throw ConfigException.ofProblems(problems, paths);
    }
  }

  /** Every key of the experiment, given or default, as the records will be bound from. */
  ObjectNode experiment(Tree.Section root) {
    return section(root, "", Key.of(ExperimentConfig.class), List.of(ConfigSources.EXTENDS));
  }

  /** Every key of one block, given or default. */
  ObjectNode block(Tree tree, String path, Class<? extends Record> type) {
    if (tree instanceof Tree.Section section) {
      return section(section, path, Key.of(type), List.of());
    }
    wrong(tree, path, "must be a section of keys");
    return JSON.objectNode();
  }

  /** Every key of the views alone. */
  ObjectNode views(Tree.Section views) {
    return section(views, "views", Key.of(ViewsConfig.class), List.of());
  }

  /**
   * @param more further keys that are allowed here and were dealt with elsewhere
   */
  private ObjectNode section(Tree.Section tree, String path, List<Key> keys, List<String> more) {
    List<String> names = new ArrayList<>(more);
    keys.forEach(key -> names.add(key.name()));
    tree.entries()
        .forEach(
            (name, value) -> {
              if (RETIRED.contains(join(path, name))) {
                LOG.warn(
                    "{}{} is obsolete and has no effect; remove it",
                    value.place().before(),
                    join(path, name));
              } else if (!names.contains(name)) {
                unknown(join(path, name), name, names, value.place());
              }
            });
    ObjectNode result = JSON.objectNode();
    for (Key key : keys) {
      String keyPath = join(path, key.name());
      Tree given = tree.entries().get(key.name());
      if (given == null && key.required()) {
        problem(tree.place(), keyPath, "is missing; it is: " + key.setting().doc());
      } else if (key.kind() == Key.Kind.SOURCE) {
        Tree name = tree.entries().get(SOURCE_NAME);
        result.set(key.name(), source(name, withDefault(key, keyPath, given), keyPath));
      } else {
        result.set(key.name(), value(key, withDefault(key, keyPath, given), keyPath));
      }
    }
    return result;
  }

  /**
   * @param name of the source; what is wrong with it is said where it stands
   */
  private JsonNode source(Tree name, Tree tree, String path) {
    if (!(tree instanceof Tree.Section section)) {
      return wrong(tree, path, "must be a section of keys");
    }
    var type = name instanceof Tree.Scalar word ? known.dataSources().get(word.text()) : null;
    return type == null
        ? JSON.objectNode()
        : section(section, path, Key.of(type.asSubclass(Record.class)), List.of());
  }

  /** A section's given keys lie over those of its default; any other default only fills a gap. */
  private static Tree withDefault(Key key, String path, Tree given) {
    if (key.required()) {
      return given;
    }
    Tree standard = YamlReader.value(key.setting().defaultValue(), "default of " + path);
    return given == null ? standard : Tree.overlay(standard, given);
  }

  private JsonNode value(Key key, Tree tree, String path) {
    if (tree instanceof Tree.Scalar scalar && scalar.isNull() && key.nullable()) {
      return JSON.nullNode();
    }
    return switch (key.kind()) {
      case SECTION ->
          tree instanceof Tree.Section section
              ? section(section, path, Key.of(key.section()), List.of())
              : wrong(tree, path, "must be a section of keys");
      case METHOD ->
          tree instanceof Tree.Section section
              ? method(section, path)
              : wrong(tree, path, "must be a section of keys");
      case LIST ->
          tree instanceof Tree.Items items
              ? list(key, items, path)
              : wrong(tree, path, wantedList(key));
      case VALUE -> JSON.pojoNode(new YamlValue(tree));
      case SETTINGS ->
          tree instanceof Tree.Section section
              ? settings(section)
              : wrong(tree, path, "must be a section of dotted keys and their values");
      default -> scalar(key, key.kind(), key.type(), tree, path);
    };
  }

  private JsonNode method(Tree.Section tree, String path) {
    String names = String.join(", ", known.methods().keySet());
    String namePath = join(path, METHOD_NAME);
    Tree name = tree.entries().get(METHOD_NAME);
    if (name == null) {
      return problem(tree.place(), namePath, "is missing; one of: " + names + ".");
    }
    if (!(name instanceof Tree.Scalar word) || word.kind() != Tree.Scalar.Kind.TEXT) {
      return wrong(name, namePath, "must be one of: " + names);
    }
    Class<? extends MethodSettings> type = known.methods().get(word.text());
    if (type == null) {
      return problem(
          name.place(),
          namePath,
          "unknown method "
              + word.describe()
              + DidYouMean.hintAndKnown(word.text(), known.methods().keySet()));
    }
    return section(tree, path, Key.of(type.asSubclass(Record.class)), List.of());
  }

  private JsonNode list(Key key, Tree.Items items, String path) {
    int length = key.setting().length();
    int size = items.elements().size();
    if (length >= 0 && size != length) {
      return problem(
          items.place(), path, "must be a list of " + length + " values, not of " + size + ".");
    }
    if (size == 0) {
      return problem(items.place(), path, "must not be an empty list.");
    }
    ArrayNode result = JSON.arrayNode();
    for (int i = 0; i < size; i++) {
      Tree element = items.elements().get(i);
      result.add(element(key, element, path + "[" + i + "]"));
    }
    return result;
  }

  private JsonNode element(Key key, Tree element, String path) {
    return switch (key.elementKind()) {
      case VALUE -> JSON.pojoNode(new YamlValue(element));
      case SECTION -> block(element, path, key.section());
      default -> scalar(key, key.elementKind(), key.element(), element, path);
    };
  }

  private static String wantedList(Key key) {
    return key.elementKind() == Key.Kind.SECTION
        ? "must be a list of sections"
        : "must be a list such as [1, 2]";
  }

  private static JsonNode settings(Tree.Section section) {
    ObjectNode result = JSON.objectNode();
    section
        .entries()
        .forEach((path, value) -> result.set(path, JSON.pojoNode(new YamlValue(value))));
    return result;
  }

  private JsonNode scalar(Key key, Key.Kind kind, Class<?> type, Tree tree, String path) {
    Tree.Scalar scalar = tree instanceof Tree.Scalar given ? given : null;
    Tree.Scalar.Kind given = scalar == null ? null : scalar.kind();
    boolean number = given == Tree.Scalar.Kind.WHOLE || given == Tree.Scalar.Kind.NUMBER;
    return switch (kind) {
      case FLAG ->
          given == Tree.Scalar.Kind.FLAG
              ? JSON.booleanNode(Boolean.parseBoolean(scalar.text()))
              : wrong(tree, path, "must be true or false");
      case WHOLE ->
          given == Tree.Scalar.Kind.WHOLE
              ? whole(key, type, scalar, path)
              : wrong(tree, path, "must be a whole number" + comma(key.range()));
      case NUMBER ->
          number
              ? number(key, scalar, path)
              : wrong(tree, path, "must be a number" + comma(key.range()));
      case TEXT, WORD ->
          given == Tree.Scalar.Kind.TEXT || number && known.words(key).contains(scalar.text())
              ? word(key, scalar, path)
              : wrong(tree, path, wantedText(key, number || given == Tree.Scalar.Kind.FLAG));
      default -> throw new IllegalStateException(path + " is not a list of single values");
    };
  }

  private String wantedText(Key key, boolean quotable) {
    if (!known.words(key).isEmpty()) {
      return "must be one of " + String.join(", ", known.words(key));
    }
    return "must be text" + (quotable ? " (put it in quotes)" : "");
  }

  private JsonNode whole(Key key, Class<?> type, Tree.Scalar scalar, String path) {
    boolean small = type == int.class || type == Integer.class;
    try {
      long value = small ? Integer.parseInt(scalar.text()) : Long.parseLong(scalar.text());
      if (key.inRange((double) value)) {
        return small ? JSON.numberNode((int) value) : JSON.numberNode(value);
      }
      return wrong(scalar, path, "must be " + key.range());
    } catch (NumberFormatException e) {
      // The text is all digits, so the only way to fail is to be too large.
      String limit = String.valueOf(small ? Integer.MAX_VALUE : Long.MAX_VALUE);
      return wrong(scalar, path, "must be a whole number within +-" + limit);
    }
  }

  private JsonNode number(Key key, Tree.Scalar scalar, String path) {
    double value = Scalars.number(scalar.text());
    if (!Double.isFinite(value)) {
      return wrong(scalar, path, "must be a finite number");
    }
    return key.inRange(value)
        ? JSON.numberNode(value)
        : wrong(scalar, path, "must be " + key.range());
  }

  private JsonNode word(Key key, Tree.Scalar scalar, String path) {
    List<String> words = known.words(key);
    if (words.isEmpty() || words.contains(scalar.text())) {
      return JSON.textNode(scalar.text());
    }
    return problem(
        scalar.place(),
        path,
        "must be one of "
            + String.join(", ", words)
            + ", not "
            + scalar.describe()
            + DidYouMean.hint(scalar.text(), words));
  }

  private void unknown(String path, String name, List<String> names, Place place) {
    String hint = DidYouMean.hint(name, names);
    String allowed = names.isEmpty() ? "no key" : String.join(", ", names);
    problem(place, path, "unknown key" + hint + " Allowed here: " + allowed + ".");
  }

  private JsonNode wrong(Tree tree, String path, String rule) {
    return problem(tree.place(), path, rule + ", not " + tree.describe() + ".");
  }

  private JsonNode problem(Place place, String path, String problem) {
    problems.add(place.before() + path + ": " + problem);
    paths.add(path);
    return JSON.missingNode();
  }

  private static String comma(String range) {
    return range.isEmpty() ? "" : " " + range;
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
