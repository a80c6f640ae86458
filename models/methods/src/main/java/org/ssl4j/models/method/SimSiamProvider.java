package org.ssl4j.models.method;

import java.util.List;
import java.util.Map;
import org.ssl4j.config.ExperimentConfig;
import org.ssl4j.config.MethodSettings;
import org.ssl4j.method.MethodContext;
import org.ssl4j.method.MethodProvider;
import org.ssl4j.method.PublishedAccuracy;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.network.Backbones;

/** Makes {@link SimSiam} known. */
public final class SimSiamProvider implements MethodProvider {

  @Override
  public String name() {
    return "simsiam";
  }

  @Override
  public String summary() {
    return "Predicts the other view's projection; stop-gradient and predictor alone keep it from collapsing.";
  }

  @Override
  public String paper() {
    return "Chen and He 2021, arXiv:2011.10566";
  }

  @Override
  public Double recipeLearningRate() {
    return 0.03;
  }

  @Override
  public String viewPreset() {
    return "simsiam";
  }

  @Override
  public List<PublishedAccuracy> published() {
    return List.of(
        new PublishedAccuracy(
            "cifar10",
            90.4,
            91.8,
            "CIFAR-10, ResNet-18; linear: arXiv:2011.10566, appendix D, a probe of the frozen encoder, 800 epochs; k-NN: lightly's benchmark, the best of 800 epochs"));
  }

  @Override
  public Map<String, Object> benchSettings(int width) {
    int large = RecipeHeads.large(width);
    return Map.of(
        "projector", RecipeHeads.of(large, large), "predictor", RecipeHeads.of(large / 4, large));
  }

  @Override
  public Class<? extends MethodSettings> settingsType() {
    return SimSiamSettings.class;
  }

  @Override
  public void check(ExperimentConfig config) {
    Backbones.check(config);
  }

  @Override
  public SSLMethod create(MethodContext context) {
    return new SimSiam(context);
  }
}
