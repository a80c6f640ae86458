package org.ssl4j.config;

import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.ssl4j.error.ConfigException;
import org.ssl4j.text.PathProblem;

/**
 * Puts one tree together from everything that decides a config, later over earlier: the preset of
 * the views, the files along {@code extends}, {@code --set}.
 */
final class ConfigSources {
  /** Top-level key that names the file to start from. */
  static final String EXTENDS = "extends";

  private static final String METHOD = "method";
  private static final String DATA = "data";
  private static final String VIEWS = "views";
  private static final String PRESET = "preset";

  private ConfigSources() {}

  /** A file over what it extends, {@code --set} over both; without the preset. */
  static Tree.Section read(Path file, List<String> sets) {
    return withSets(withBase(file, new LinkedHashSet<>()), sets);
  }

  /** A file alone, without what it extends. */
  static Tree.Section own(Path file) {
    return YamlReader.file(file).without(EXTENDS);
  }

  static Tree.Section withSets(Tree.Section tree, List<String> sets) {
    Tree.Section result = tree;
    for (String set : sets) {
      result = lay(result, parseSet(set, result));
    }
    return result;
  }

  /** Changes one setting, which stays where it was written. */
  static Tree.Section change(Tree.Section tree, String path, Tree value) {
    List<String> keys = List.of(path.strip().split("\\.", -1));
    if (keys.size() > YamlReader.MAX_NESTING || keys.stream().anyMatch(String::isBlank)) {
      throw new ConfigException(
          value.place().before()
              + "\""
              + path
              + "\" is not a key; write a key like schedule.epochs.");
    }
    return lay(tree, nest(keys, value, tree, value.place()));
  }

  /** The views section of an experiment that says no more about its views than a preset. */
  static Tree.Section views(String preset, Map<String, String> presets) {
    var place = new Place(Authorship.PRESET + preset, 0);
    var views = new Tree.Section(Map.of(PRESET, YamlReader.value(preset, place.source())), place);
    var root = withPreset(new Tree.Section(Map.of(VIEWS, views), place), presets);
    return (Tree.Section) root.entries().get(VIEWS);
  }

  private static Tree.Section withBase(Path file, Set<Path> chain) {
    if (!chain.add(file.toAbsolutePath().normalize())) {
      List<String> names = new ArrayList<>();
      chain.forEach(link -> names.add(String.valueOf(link.getFileName())));
      throw new ConfigException(
          file + ": extends itself through " + String.join(" -> ", names) + "; remove one link.");
    }
    Tree.Section own = YamlReader.file(file);
    Tree base = own.entries().get(EXTENDS);
    return base == null
        ? own
        : lay(withBase(baseFile(file, EXTENDS, base), chain), own.without(EXTENDS));
  }

  /**
   * The file that a config starts from.
   *
   * @param file the config that names it
   * @param key the key that does so, for messages
   * @param base its value
   */
  static Path baseFile(Path file, String key, Tree base) {
    if (!(base instanceof Tree.Scalar name)
        || name.kind() != Tree.Scalar.Kind.TEXT
        || name.text().isBlank()
        || name.text().indexOf('\0') >= 0) {
      throw new ConfigException(
          base.place()
              + ": "
              + key
              + ": must be the path of one config, relative to this one, not "
              + base.describe()
              + ".");
    }
    Path baseFile;
    try {
      baseFile = file.resolveSibling(name.text()).normalize();
    } catch (InvalidPathException e) {
      throw new ConfigException(
          base.place()
              + ": "
              + key
              + ": "
              + base.describe()
              + " "
              + PathProblem.of(name.text())
              + ".",
          e);
    }
    if (!Files.isRegularFile(baseFile)) {
      throw new ConfigException(
          base.place() + ": " + key + ": there is no config file " + baseFile + ".");
    }
    return baseFile;
  }

  /** One {@code --set a.b=c} as the tree {@code {a: {b: c}}}. */
  private static Tree.Section parseSet(String set, Tree.Section below) {
    String source = "--set " + set;
    int equals = set.indexOf('=');
    List<String> path =
        equals < 0 ? List.of() : List.of(set.substring(0, equals).strip().split("\\.", -1));
    if (path.isEmpty()
        || path.size() > YamlReader.MAX_NESTING
        || path.stream().anyMatch(String::isBlank)) {
      throw new ConfigException(source + ": must be KEY=VALUE, as in --set schedule.epochs=5.");
    }
    if (path.equals(List.of(EXTENDS))) {
      throw new ConfigException(source + ": extends can only be given in a file.");
    }
    var place = new Place(source, 0);
    return nest(path, setValue(path, set.substring(equals + 1), place), below, place);
  }

  /**
   * A value is YAML, but where a key takes any text it is the text itself: in a path such as {@code
   * photos #1} YAML would see a remark, and in {@code 2024} a number.
   */
  private static Tree setValue(List<String> path, String written, Place place) {
    String text = written.strip();
    boolean quoted = text.startsWith("\"") || text.startsWith("'");
    boolean nothing = Scalars.kindOf(text) == Tree.Scalar.Kind.NULL;
    return isFreeText(path) && !quoted && !nothing
        ? new Tree.Scalar(Tree.Scalar.Kind.TEXT, text, place)
        : YamlReader.value(written, place.source());
  }

  /** Whether a key of an experiment may be any text. */
  private static boolean isFreeText(List<String> path) {
    Class<? extends Record> section = ExperimentConfig.class;
    for (String name : path.subList(0, path.size() - 1)) {
      Class<? extends Record> inner = null;
      for (Key key : Key.of(section)) {
        if (key.name().equals(name) && key.kind() == Key.Kind.SECTION) {
          inner = key.section();
        }
      }
      if (inner == null) {
        return false;
      }
      section = inner;
    }
    String last = path.get(path.size() - 1);
    return Key.of(section).stream()
        .anyMatch(
            key -> key.name().equals(last) && key.kind() == Key.Kind.TEXT && key.words().isEmpty());
  }

  /** Sections on the way that are in the file already stay where they were written. */
  private static Tree.Section nest(List<String> path, Tree value, Tree below, Place place) {
    Tree.Section existing = below instanceof Tree.Section section ? section : null;
    String key = path.get(0);
    Tree child =
        path.size() == 1
            ? value
            : nest(
                path.subList(1, path.size()),
                value,
                existing == null ? null : existing.entries().get(key),
                place);
    return new Tree.Section(Map.of(key, child), existing == null ? place : existing.place());
  }

  /**
   * Lays a config over another. Where it names another method or data source, nothing of the
   * settings of the one below shows through: they mean nothing to the new one. Views in groups and
   * two views replace one another as a whole, too.
   */
  static Tree.Section lay(Tree.Section below, Tree.Section above) {
    Tree.Section base = below;
    if (namesAnother(below, above, METHOD, StrictWalk.METHOD_NAME)) {
      base = base.without(METHOD);
    }
    if (namesAnother(below, above, DATA, StrictWalk.SOURCE_NAME)
        && base.entries().get(DATA) instanceof Tree.Section data) {
      base = base.with(DATA, data.without(StrictWalk.SOURCE_SETTINGS));
    }
    if (base.entries().get(VIEWS) instanceof Tree.Section lower
        && above.entries().get(VIEWS) instanceof Tree.Section upper) {
      base = base.with(VIEWS, ViewSources.below(lower, upper));
    }
    return (Tree.Section) Tree.overlay(base, above);
  }

  private static boolean namesAnother(
      Tree.Section below, Tree.Section above, String section, String key) {
    String before = name(below, section, key);
    String after = name(above, section, key);
    return before != null && after != null && !before.equals(after);
  }

  private static String name(Tree.Section root, String section, String key) {
    return root.entries().get(section) instanceof Tree.Section named
            && named.entries().get(key) instanceof Tree.Scalar name
        ? name.text()
        : null;
  }

  /**
   * Lays the config over the presets of views that it names.
   *
   * @param presets YAML by name
   */
  static Tree.Section withPreset(Tree.Section root, Map<String, String> presets) {
    Tree given = root.entries().get(VIEWS);
    if (given != null && !(given instanceof Tree.Section)) {
      return root;
    }
    Tree.Section views =
        given == null ? new Tree.Section(Map.of(), root.place()) : (Tree.Section) given;
    return root.with(VIEWS, new ViewSources(presets).withPresets(views));
  }

  /** Replaces defaults by values that fit. */
  static Tree.Section withFits(Tree.Section tree, List<Fit> fits) {
    Tree.Section result = tree;
    for (Fit fit : fits) {
      var place = Place.given("fitted");
      var value = new Tree.Scalar(Scalars.kindOf(fit.to()), fit.to(), place);
      result = change(result, fit.path(), value);
    }
    return result;
  }

  /** Whether the user wrote a value, rather than leave or take a default. */
  static boolean usersOwn(Tree.Section root, String path, Authorship authorship) {
    Tree tree = root;
    for (String key : path.split("\\.", -1)) {
      if (!(tree instanceof Tree.Section section) || section.entries().get(key) == null) {
        return false;
      }
      tree = section.entries().get(key);
    }
    return authorship.users(tree.place());
  }

  /** Where each value was written, by its dotted path. */
  static Map<String, String> places(Tree.Section root) {
    Map<String, String> places = new LinkedHashMap<>();
    collect("", root, places);
    return places;
  }

  private static void collect(String path, Tree tree, Map<String, String> places) {
    places.put(path, tree.place().toString());
    if (tree instanceof Tree.Section section) {
      section
          .entries()
          .forEach((key, value) -> collect(path.isEmpty() ? key : path + "." + key, value, places));
    } else if (tree instanceof Tree.Items items) {
      for (int i = 0; i < items.elements().size(); i++) {
        collect(path + "[" + i + "]", items.elements().get(i), places);
      }
    }
  }
}
