package org.ssl4j.data;

import java.util.Map;
import java.util.TreeMap;
import org.ssl4j.config.DataSettings;
import org.ssl4j.plugin.Catalog;
import org.ssl4j.plugin.PluginKind;

/** The data sources on the class path. */
public final class DataCatalog implements PluginKind {

  private final Catalog<DataSourceProvider> catalog =
      Catalog.of("data source", DataSourceProvider.class);

  /**
   * Finds them.
   *
   * @throws org.ssl4j.plugin.PluginException if a provider cannot be used, or two share a name
   */
  public DataCatalog() {}

  @Override
  public Catalog<DataSourceProvider> catalog() {
    return catalog;
  }

  /** Settings record of each, by name: what the config loader needs. */
  public Map<String, Class<? extends DataSettings>> settingsTypes() {
    return Catalog.settingsTypes(catalog);
  }

  /** What each holds, by name: for the reference of all settings. */
  public Map<String, String> summaries() {
    Map<String, String> summaries = new TreeMap<>();
    catalog.providers().forEach((name, provider) -> summaries.put(name, provider.summary()));
    return summaries;
  }
}
