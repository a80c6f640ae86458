package org.ssl4j.models.method;

import java.util.List;
import java.util.Map;
import org.ssl4j.config.ExperimentConfig;
import org.ssl4j.config.InvalidSettingException;
import org.ssl4j.config.MethodSettings;
import org.ssl4j.method.MethodContext;
import org.ssl4j.method.MethodProvider;
import org.ssl4j.method.PublishedAccuracy;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.network.Backbones;
import org.ssl4j.text.Text;

/** Makes {@link MoCo} known. */
public final class MoCoProvider implements MethodProvider {

  @Override
  public String name() {
    return "moco";
  }

  @Override
  public String summary() {
    return "Contrasts a query with a key of a slowly moving encoder and a queue of past keys; negatives keep it from collapsing.";
  }

  @Override
  public String paper() {
    return "He, Fan, Wu, Xie and Girshick 2020, arXiv:1911.05722; v2 head: arXiv:2003.04297";
  }

  @Override
  public Double recipeLearningRate() {
    return 0.12;
  }

  @Override
  public String viewPreset() {
    return "moco";
  }

  @Override
  public List<PublishedAccuracy> published() {
    return List.of(
        new PublishedAccuracy(
            "cifar10",
            89.9,
            92.9,
            "CIFAR-10, ResNet-18; linear: solo-learn's online probe of MoCo v2+, 1,000 epochs; k-NN: lightly's benchmark, the best of 800 epochs"));
  }

  @Override
  public Map<String, Object> benchSettings(int width) {
    return Map.of("queueSize", 4096, "projector", RecipeHeads.of(RecipeHeads.features(width), 128));
  }

  @Override
  public Class<? extends MethodSettings> settingsType() {
    return MoCoSettings.class;
  }

  @Override
  public void check(ExperimentConfig config) {
    Backbones.check(config);
    int splits = ((MoCoSettings) config.method()).splitBatchNorm();
    if (config.partSize() % splits != 0) {
      throw new InvalidSettingException(
          "method.splitBatchNorm",
          Text.of(
              "a batch of %d images cannot be split into %d equal parts; choose a divisor of data.batchSize / schedule.accumulate",
              config.partSize(), splits));
    }
  }

  /** A queue that outlasts an epoch holds keys of the very images that it is the negatives of. */
  @Override
  public List<String> warnings(ExperimentConfig config, int trainImages) {
    var settings = (MoCoSettings) config.method();
    if (!settings.negatives() || settings.queueSize() <= trainImages) {
      return List.of();
    }
    return List.of(
        Text.of(
            "method.queueSize: the queue holds %d keys, but there are only %d training images, so every image is"
                + " among its own negatives. Set it to %d or less",
            settings.queueSize(),
            trainImages,
            Math.max(1, Integer.highestOneBit(trainImages / 2))));
  }

  @Override
  public SSLMethod create(MethodContext context) {
    return new MoCo(context);
  }
}
