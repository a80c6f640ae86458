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

/** Makes {@link SimClr} known. */
public final class SimClrProvider implements MethodProvider {

  @Override
  public String name() {
    return "simclr";
  }

  @Override
  public String summary() {
    return "Contrasts two views of an image with the rest of the batch; negatives keep it from collapsing.";
  }

  @Override
  public String paper() {
    return "Chen, Kornblith, Norouzi and Hinton 2020, arXiv:2002.05709";
  }

  @Override
  public Double recipeLearningRate() {
    return 0.12;
  }

  @Override
  public String viewPreset() {
    return "simclr";
  }

  @Override
  public List<PublishedAccuracy> published() {
    return List.of(
        new PublishedAccuracy(
            "cifar10",
            87.9,
            90.7,
            "CIFAR-10, ResNet-18; linear: solo-learn's online probe, 1,000 epochs; k-NN: lightly's benchmark, the best of 800 epochs"));
  }

  @Override
  public Map<String, Object> benchSettings(int width) {
    return Map.of(
        "sharedBatchStatistics",
        false,
        "projector",
        RecipeHeads.of(RecipeHeads.features(width), 128));
  }

  @Override
  public Class<? extends MethodSettings> settingsType() {
    return SimClrSettings.class;
  }

  @Override
  public void check(ExperimentConfig config) {
    Backbones.check(config);
  }

  @Override
  public SSLMethod create(MethodContext context) {
    return new SimClr(context);
  }
}
