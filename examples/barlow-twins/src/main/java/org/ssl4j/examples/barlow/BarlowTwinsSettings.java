package org.ssl4j.examples.barlow;

import org.ssl4j.config.HeadConfig;
import org.ssl4j.config.MethodSettings;
import org.ssl4j.config.Setting;

/** The {@code method:} section of Barlow Twins. */
public record BarlowTwinsSettings(
    @Setting(
            doc = "barlow-twins.",
            allowed = {"barlow-twins"})
        String name,
    @Setting(
            doc = "Head on whose outputs the loss acts; wide ones suit this loss.",
            defaultValue = "{layers: [2048, 2048, 2048]}")
        HeadConfig projector,
    @Setting(
            doc =
                "Safeguard against dimensional collapse: weight of the redundancy reduction term; 0.0051 in the authors' code.",
            defaultValue = "0.0051",
            min = 0)
        double lambda)
    implements MethodSettings {

  /** Outputs of the projector, d. */
  int dimensions() {
    return projector.layers().get(projector.layers().size() - 1);
  }
}
