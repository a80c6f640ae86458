package org.ssl4j.examples.barlow;

import org.ssl4j.config.ExperimentConfig;
import org.ssl4j.method.MethodContext;
import org.ssl4j.method.MethodProvider;
import org.ssl4j.method.SSLMethod;
import org.ssl4j.network.Backbones;

/** Makes {@link BarlowTwins} known. */
public final class BarlowTwinsProvider implements MethodProvider {

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
