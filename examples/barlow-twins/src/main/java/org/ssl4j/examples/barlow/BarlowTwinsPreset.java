package org.ssl4j.examples.barlow;

import java.util.Set;
import org.ssl4j.augment.ViewPresetProvider;

/** The augmentations of the recipe, as {@code views.preset: barlow-twins}. */
public final class BarlowTwinsPreset implements ViewPresetProvider {

  @Override
  public Set<String> names() {
    return Set.of(BarlowTwins.NAME);
  }

  @Override
  public String yaml(String name) {
    return ViewPresetProvider.resource(BarlowTwinsPreset.class, "views.yaml");
  }
}
