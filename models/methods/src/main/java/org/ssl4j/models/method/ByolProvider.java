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

/** Makes {@link Byol} known. */
public final class ByolProvider implements MethodProvider {

  @Override
  public String name() {
    return "byol";
  }

  @Override
  public String summary() {
    return "Predicts a slowly moving target network's projection of the other view; averaging, stop-gradient and predictor keep it from collapsing.";
  }

  @Override
  public String paper() {
    return "Grill et al. 2020, arXiv:2006.07733";
  }

  @Override
  public Double recipeLearningRate() {
    return 0.12;
  }

  @Override
  public String viewPreset() {
    return "byol";
  }

  @Override
  public List<PublishedAccuracy> published() {
    return List.of(
        new PublishedAccuracy(
            "cifar10",
            91.0,
            92.6,
            "CIFAR-10, ResNet-18; linear: solo-learn's online probe, 1,000 epochs; k-NN: lightly's benchmark, the best of 800 epochs"));
  }

  @Override
  public Map<String, Object> benchSettings(int width) {
    int small = RecipeHeads.wide(width) ? 256 : 128;
    var head = RecipeHeads.of(4 * small, small);
    return Map.of("projector", head, "predictor", head);
  }

  @Override
  public Class<? extends MethodSettings> settingsType() {
    return ByolSettings.class;
  }

  @Override
  public void check(ExperimentConfig config) {
    Backbones.check(config);
  }

  @Override
  public SSLMethod create(MethodContext context) {
    return new Byol(context);
  }
}
