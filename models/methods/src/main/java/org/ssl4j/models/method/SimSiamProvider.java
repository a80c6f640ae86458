package org.ssl4j.models.method;

import org.ssl4j.config.ExperimentConfig;
import org.ssl4j.config.MethodSettings;
import org.ssl4j.method.MethodContext;
import org.ssl4j.method.MethodProvider;
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
