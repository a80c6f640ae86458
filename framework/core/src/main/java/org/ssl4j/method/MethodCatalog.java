package org.ssl4j.method;

import java.util.Map;
import org.ssl4j.config.ConfigLoader;
import org.ssl4j.config.MethodSettings;
import org.ssl4j.data.DataCatalog;
import org.ssl4j.plugin.Catalog;
import org.ssl4j.plugin.PluginKind;

/** The methods on the class path. */
public final class MethodCatalog implements PluginKind {

  private final Catalog<MethodProvider> catalog = Catalog.of("method", MethodProvider.class);

  /**
   * Finds them.
   *
   * @throws org.ssl4j.plugin.PluginException if a provider cannot be used, or two share a name
   */
  public MethodCatalog() {}

  @Override
  public Catalog<MethodProvider> catalog() {
    return catalog;
  }

  /** All by name, in the order of the names. */
  public Map<String, MethodProvider> providers() {
    return catalog.providers();
  }

  /** Settings record of each, by name: what the config loader needs. */
  public Map<String, Class<? extends MethodSettings>> settingsTypes() {
    return Catalog.settingsTypes(catalog);
  }

  /**
   * A loader of configs that may name these methods, and the data sources on the class path.
   *
   * @throws org.ssl4j.plugin.PluginException if a data source cannot be used
   */
  public ConfigLoader configLoader() {
    return new ConfigLoader(settingsTypes(), new DataCatalog().settingsTypes());
  }

  /**
   * The provider of that name; the config loader has refused unknown ones.
   *
   * @throws org.ssl4j.plugin.PluginException if there is none
   */
  public MethodProvider get(String name) {
    return catalog.get(name);
  }
}
