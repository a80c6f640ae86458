package org.ssl4j.augment;

import java.util.Set;

/** The presets that belong to no method: that of the mini recipes, and no augmentation at all. */
public final class PlainPresets implements ViewPresetProvider {

  @Override
  public Set<String> names() {
    return Set.of("mini", "none");
  }

  @Override
  public String yaml(String name) {
    return ViewPresetProvider.resource(PlainPresets.class, "presets/" + name + ".yaml");
  }
}
