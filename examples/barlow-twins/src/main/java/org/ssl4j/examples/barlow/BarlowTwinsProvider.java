package org.ssl4j.examples.barlow;

import java.util.List;
import java.util.Map;
import org.ssl4j.config.ExperimentConfig;
import org.ssl4j.diagnose.SettingCause;
import org.ssl4j.diagnose.SettingCause.Explains;
import org.ssl4j.diagnose.WrittenSettings;
import org.ssl4j.method.MethodContext;
import org.ssl4j.method.MethodProvider;
import org.ssl4j.method.PublishedAccuracy;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.network.Backbones;

/** Makes {@link BarlowTwins} known. */
public final class BarlowTwinsProvider implements MethodProvider {

  private static final String LAMBDA = "method.lambda";

  /** Channels of the first stage of a ResNet-18. */
  private static final int WIDE = 64;

  @Override
  public String name() {
    return BarlowTwins.NAME;
  }

  @Override
  public String summary() {
    return "Makes the cross-correlation matrix of two views the identity; its standardised diagonal and the decorrelation of the rest keep it from collapsing.";
  }

  @Override
  public String paper() {
    return "Zbontar, Jing, Misra, LeCun and Deny 2021, arXiv:2103.03230";
  }

  /**
   * That of barlow-twins.yaml, measured: the loss is a sum over dimensions, not a mean, so it takes
   * smaller rates than other losses. README.md compares four.
   */
  @Override
  public Double recipeLearningRate() {
    return 0.001;
  }

  @Override
  public String viewPreset() {
    return BarlowTwins.NAME;
  }

  /** Equal dimensions satisfy the diagonal; only the rest of the matrix tells them apart. */
  @Override
  public List<SettingCause> causes(WrittenSettings settings) {
    return settings.is(LAMBDA, 0)
        ? List.of(
            new SettingCause(
                "lambda is 0: no redundancy is reduced, so nothing keeps the dimensions apart",
                LAMBDA,
                0.95,
                "switch the redundancy reduction term on: method.lambda=0.0051",
                Explains.PARTIAL_COLLAPSE))
        : List.of();
  }

  @Override
  public List<PublishedAccuracy> published() {
    return List.of(
        new PublishedAccuracy(
            "cifar10",
            85.9,
            92.1,
            "CIFAR-10, ResNet-18; linear: solo-learn's online probe, 1,000 epochs; k-NN: lightly's benchmark, the best of 800 epochs"));
  }

  @Override
  public Map<String, Object> benchSettings(int width) {
    int large = width >= WIDE ? 2048 : 512;
    return Map.of("projector", Map.of("layers", List.of(large, large, large)));
  }

  @Override
  public Class<BarlowTwinsSettings> settingsType() {
    return BarlowTwinsSettings.class;
  }

  @Override
  public void check(ExperimentConfig config) {
    Backbones.check(config);
  }

  @Override
  public SSLMethod create(MethodContext context) {
    return new BarlowTwins(context);
  }
}
