package org.ssl4j.network;

import org.ssl4j.plugin.Catalog;
import org.ssl4j.plugin.PluginKind;

/** Lists the backbones on the class path in {@code ssl4j plugins}. */
public final class BackboneKind implements PluginKind {

  private final Catalog<BackboneProvider> catalog = Backbones.catalog();

  /**
   * Finds them.
   *
   * @throws org.ssl4j.plugin.PluginException if a provider cannot be used, or two share a name
   */
  public BackboneKind() {}

  @Override
  public Catalog<BackboneProvider> catalog() {
    return catalog;
  }
}
