package org.ssl4j.augment;

import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.ssl4j.plugin.Catalog;
import org.ssl4j.plugin.PluginException;
import org.ssl4j.plugin.PluginKind;
import org.ssl4j.text.Text;

/** The presets of views on the class path. */
public final class ViewPresetCatalog implements PluginKind {

  private final Catalog<ViewPresetProvider> catalog =
      Catalog.of("view preset", ViewPresetProvider.class, ViewPresetProvider::names);

  /**
   * Finds them.
   *
   * @throws PluginException if a provider cannot be used, or two share a name
   */
  public ViewPresetCatalog() {}

  @Override
  public Catalog<ViewPresetProvider> catalog() {
    return catalog;
  }

  /**
   * The YAML of each, by name: what the config loader needs.
   *
   * @throws PluginException if a provider fails
   */
  public Map<String, String> texts() {
    Map<String, String> texts = new TreeMap<>();
    catalog.providers().forEach((name, provider) -> texts.put(name, text(name, provider)));
    return texts;
  }

  private static String text(String name, ViewPresetProvider provider) {
    try {
      return Objects.requireNonNull(provider.yaml(name), "it gave null");
    } catch (RuntimeException | LinkageError e) {
      throw new PluginException(
          Text.of(
              "the view preset \"%s\" cannot be read (%s); %s has to be mended.",
              name, e, provider.getClass().getName()),
          e);
    }
  }
}
