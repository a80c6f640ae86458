package org.ssl4j.config;

import java.util.Map;
import java.util.TreeMap;
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

  /** A loader that knows both, and the data sources that are shipped. */
  public static ConfigLoader loader() {
    return new ConfigLoader(all(), new DataCatalog().settingsTypes());
  }

  /** Both, as a loader wants them. */
  public static Map<String, Class<? extends MethodSettings>> all() {
    Map<String, Class<? extends MethodSettings>> methods = new TreeMap<>();
    methods.put("contrast", Contrast.class);
    methods.put("predict", Predict.class);
    return methods;
  }
}
