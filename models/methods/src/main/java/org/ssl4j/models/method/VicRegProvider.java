package org.ssl4j.models.method;

import java.util.List;
import java.util.Map;
import org.ssl4j.config.ExperimentConfig;
import org.ssl4j.config.MethodSettings;
import org.ssl4j.diagnose.SettingCause;
import org.ssl4j.diagnose.WrittenSettings;
import org.ssl4j.method.MethodContext;
import org.ssl4j.method.MethodProvider;
import org.ssl4j.method.PublishedAccuracy;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.network.Backbones;

/** Makes {@link VicReg} known. */
public final class VicRegProvider implements MethodProvider {

  @Override
  public String name() {
    return "vicreg";
  }

  @Override
  public String summary() {
    return "Pulls views together while keeping every dimension's variance up and covariances down; those two terms keep it from collapsing.";
  }

  @Override
  public String paper() {
    return "Bardes, Ponce and LeCun 2022, arXiv:2105.04906";
  }

  @Override
  public Double recipeLearningRate() {
    return 0.06;
  }

  @Override
  public String viewPreset() {
    return "vicreg";
  }

  /** The hinge asks for 1 (eq. 1); it is met by scale, not by angles. */
  @Override
  public Double askedDeviation() {
    return 1.0;
  }

  @Override
  public List<SettingCause> causes(WrittenSettings settings) {
    return VicRegCauses.of(settings);
  }

  @Override
  public List<PublishedAccuracy> published() {
    return List.of(
        new PublishedAccuracy(
            "cifar10",
            null,
            92.1,
            "CIFAR-10, ResNet-18; linear: solo-learn's online probe, 1,000 epochs; no k-NN published"));
  }

  @Override
  public Map<String, Object> benchSettings(int width) {
    int large = RecipeHeads.large(width);
    return Map.of("projector", RecipeHeads.of(large, large, large));
  }

  @Override
  public Class<? extends MethodSettings> settingsType() {
    return VicRegSettings.class;
  }

  @Override
  public void check(ExperimentConfig config) {
    Backbones.check(config);
  }

  @Override
  public SSLMethod create(MethodContext context) {
    return new VicReg(context);
  }
}
