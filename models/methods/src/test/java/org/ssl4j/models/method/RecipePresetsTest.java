package org.ssl4j.models.method;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.ssl4j.config.ConfigLoader;
import org.ssl4j.method.MethodCatalog;
import org.ssl4j.method.MethodProvider;

/** The augmentations of the five recipes. */
class RecipePresetsTest {

  private final ConfigLoader loader = new MethodCatalog().configLoader();

  @Test
  void everyMethodHasThePresetThatItNames() {
    var methods = new MethodCatalog().providers();
    assertThat(methods.values())
        .extracting(MethodProvider::viewPreset)
        .containsExactlyInAnyOrderElementsOf(new RecipePresets().names());
  }

  /** BYOL, appendix B; no recipe blurs at 32 pixels. */
  @Test
  void onlyByolsSecondViewIsSolarised() {
    for (String name : new RecipePresets().names()) {
      var views = loader.views(name);
      assertThat(views.view1().solarize()).isZero();
      assertThat(views.view2().solarize()).isEqualTo(name.equals("byol") ? 0.2 : 0);
      assertThat(views.view1().saturation())
          .isEqualTo(name.equals("byol") || name.equals("vicreg") ? 0.2 : 0.4);
      assertThat(views.view1().blur() + views.view2().blur()).isZero();
    }
  }
}
