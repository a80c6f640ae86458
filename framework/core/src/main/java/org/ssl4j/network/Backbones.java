package org.ssl4j.network;

import org.ssl4j.config.BackboneConfig;
import org.ssl4j.config.ExperimentConfig;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.plugin.Catalog;
import org.ssl4j.text.Text;

/** The backbones on the class path. */
public final class Backbones {

  private Backbones() {}

  /**
   * Refuses a backbone that cannot be built.
   *
   * @throws InvalidSettingException naming the key relative to the whole config
   */
  public static void check(ExperimentConfig config) {
    try {
      find(config.backbone());
    } catch (InvalidSettingException e) {
      throw new InvalidSettingException("backbone." + e.path(), e.getMessage());
    }
  }

  /**
   * @throws InvalidSettingException if no provider has that name, or the provider refuses the
   *     settings; paths are relative to {@code backbone}
   */
  public static BackboneProvider find(BackboneConfig config) {
    var catalog = catalog();
    var provider =
        catalog
            .find(config.name())
            .orElseThrow(
                () ->
                    new InvalidSettingException(
                        "name",
                        Text.of(
                            "Unknown backbone \"%s\". Known backbones: %s",
                            config.name(), catalog.providers().keySet())));
    provider.check(config);
    return provider;
  }

  static Catalog<BackboneProvider> catalog() {
    return Catalog.of("backbone", BackboneProvider.class, BackboneProvider::names);
  }
}
