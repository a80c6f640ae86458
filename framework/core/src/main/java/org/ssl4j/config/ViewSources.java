package org.ssl4j.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.ssl4j.error.ConfigException;
import org.ssl4j.text.Text;

/** Puts the {@code views:} section together: presets below what the config says itself. */
final class ViewSources {
  private static final String PRESET = "preset";
  private static final String VIEW_1 = "view1";
  private static final String VIEW_2 = "view2";
  private static final String GROUPS = "groups";
  private static final String VIEW = "view";
  private static final String EVEN_VIEW = "evenView";

  private final Map<String, String> presets;

  /**
   * @param presets YAML by name
   */
  ViewSources(Map<String, String> presets) {
    this.presets = presets;
  }

  /** The part of a views section that another one, laid over it, does not replace as a whole. */
  static Tree.Section below(Tree.Section lower, Tree.Section upper) {
    if (gives(upper, GROUPS)) {
      return lower.without(PRESET).without(VIEW_1).without(VIEW_2);
    }
    // A complete config with groups has nulls in place of the two views.
    return gives(upper, PRESET) && gives(lower, GROUPS)
        ? lower.without(GROUPS).without(VIEW_1).without(VIEW_2)
        : lower;
  }

  /** Lays the section over the presets that it names; what is wrong with it stays for the walk. */
  Tree.Section withPresets(Tree.Section views) {
    return gives(views, GROUPS) ? grouped(views) : pair(views);
  }

  private Tree.Section pair(Tree.Section views) {
    String name = name(views, ViewsConfig.class);
    return name == null ? views : (Tree.Section) Tree.overlay(preset(name), views);
  }

  private Tree.Section grouped(Tree.Section views) {
    Tree groups = views.entries().get(GROUPS);
    Tree.Section result = views;
    for (String unused : List.of(PRESET, VIEW_1, VIEW_2)) {
      if (!views.entries().containsKey(unused)) {
        result = result.with(unused, nothing(groups.place()));
      }
    }
    if (groups instanceof Tree.Items items) {
      List<Tree> laid = new ArrayList<>();
      items.elements().forEach(element -> laid.add(group(element)));
      result = result.with(GROUPS, new Tree.Items(laid, groups.place()));
    }
    return result;
  }

  private Tree group(Tree element) {
    if (!(element instanceof Tree.Section group)) {
      return element;
    }
    String name = name(group, ViewGroupConfig.class);
    if (name == null) {
      return group;
    }
    Tree.Section preset = preset(name);
    Tree view1 = preset.entries().get(VIEW_1);
    Tree view2 = preset.entries().get(VIEW_2);
    Tree own = group.entries().get(VIEW);
    Tree even = group.entries().get(EVEN_VIEW);
    Tree.Section result = group.with(VIEW, own == null ? view1 : Tree.overlay(view1, own));
    if (even == null
        ? !FlatSettings.of(view1).equals(FlatSettings.of(view2))
        : even instanceof Tree.Section) {
      Tree evenPreset = own instanceof Tree.Section ? Tree.overlay(view2, own) : view2;
      result = result.with(EVEN_VIEW, even == null ? evenPreset : Tree.overlay(evenPreset, even));
    }
    return result;
  }

  private static boolean gives(Tree.Section section, String key) {
    Tree value = section.entries().get(key);
    return value != null && !(value instanceof Tree.Scalar scalar && scalar.isNull());
  }

  /** The preset that a section names or takes by default; null if there is none of that name. */
  private String name(Tree.Section section, Class<? extends Record> type) {
    Key preset =
        Key.of(type).stream().filter(key -> key.name().equals(PRESET)).findFirst().orElseThrow();
    String name =
        section.entries().get(PRESET) instanceof Tree.Scalar scalar
            ? scalar.text()
            : preset.setting().defaultValue();
    return presets.containsKey(name) ? name : null;
  }

  private Tree.Section preset(String name) {
    String source = Authorship.PRESET + name;
    Tree.Section preset = YamlReader.text(presets.get(name), source);
    for (String view : List.of(VIEW_1, VIEW_2)) {
      if (!(preset.entries().get(view) instanceof Tree.Section)) {
        throw new ConfigException(
            Text.of(
                "%s: has no section %s; its provider has to give view1 and view2.", source, view));
      }
    }
    return preset;
  }

  private static Tree nothing(Place place) {
    return new Tree.Scalar(Tree.Scalar.Kind.NULL, "null", place);
  }
}
