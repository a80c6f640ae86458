package org.ssl4j.models.method;

import java.util.Set;
import org.ssl4j.augment.ViewPresetProvider;

/** The augmentations of the five methods' CIFAR-10 recipes, each under its method's name. */
public final class RecipePresets implements ViewPresetProvider {

  @Override
  public Set<String> names() {
    return Set.of("simclr", "moco", "byol", "simsiam", "vicreg");
  }

  @Override
  public String yaml(String name) {
    return ViewPresetProvider.resource(RecipePresets.class, "presets/" + name + ".yaml");
  }
}
