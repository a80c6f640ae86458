package org.ssl4j.config;

import java.util.Map;
import java.util.TreeMap;
import org.ssl4j.augment.ViewPresetCatalog;
import org.ssl4j.data.DataCatalog;

/** Settings of methods that exist only to test how settings are bound. */
public final class SampleMethods {

  private SampleMethods() {}

  /** A method with one head and a nested section that has keys of its own by default. */
  public record Contrast(
      @Setting(
              doc = "contrast.",
              allowed = {"contrast"})
          String name,
      @Setting(doc = "Head.", defaultValue = "{layers: [512, 128]}") HeadConfig projector,
      @Setting(doc = "Divides.", defaultValue = "0.5", min = 0, minExclusive = true)
          double temperature,
      @Setting(doc = "Target.", defaultValue = "{tau: 0.996, schedule: cosine}")
          TargetConfig target)
      implements MethodSettings {}

  /** A method with a required key and a rule between keys. */
  public record Predict(
      @Setting(
              doc = "predict.",
              allowed = {"predict"})
          String name,
      @Setting(doc = "Head.") HeadConfig projector,
      @Setting(doc = "Predictor.", defaultValue = "{layers: [64, 128]}") PredictorConfig predictor,
      @Setting(doc = "Blocks the gradient.", defaultValue = "true") boolean stopGradient)
      implements MethodSettings {
    @Override
    public void check() {
      if (!projector
          .layers()
          .get(projector.layers().size() - 1)
          .equals(predictor.layers().get(1))) {
        throw new InvalidSettingException("predictor.layers", "must end as the projector does");
      }
    }
  }

  /** A loader that knows both, the data sources that are shipped, and {@link #presets}. */
  public static ConfigLoader loader() {
    return new ConfigLoader(all(), new DataCatalog().settingsTypes(), presets());
  }

  /** The presets that are shipped, and {@code uneven}, whose second view is another one. */
  public static Map<String, String> presets() {
    var presets = new ViewPresetCatalog().texts();
    presets.put(
        "uneven", "view1: { saturation: 0.2 }\nview2: { saturation: 0.2, solarize: 0.2 }\n");
    return presets;
  }

  /** Both, as a loader wants them. */
  public static Map<String, Class<? extends MethodSettings>> all() {
    Map<String, Class<? extends MethodSettings>> methods = new TreeMap<>();
    methods.put("contrast", Contrast.class);
    methods.put("predict", Predict.class);
    return methods;
  }
}
