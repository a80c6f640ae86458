package org.ssl4j.network;

import org.ssl4j.plugin.Catalog;
import org.ssl4j.plugin.PluginKind;

/** Lists the engines on the class path in {@code ssl4j plugins}. */
public final class EngineKind implements PluginKind {

  private final Catalog<EngineProvider> catalog = EngineCatalog.find();

  /**
   * Finds them.
   *
   * @throws org.ssl4j.plugin.PluginException if a provider cannot be used, or two share a name
   */
  public EngineKind() {}

  @Override
  public Catalog<EngineProvider> catalog() {
    return catalog;
  }
}
