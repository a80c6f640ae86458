package org.ssl4j.models.method;

import org.ssl4j.config.HeadConfig;
import org.ssl4j.config.MethodSettings;
import org.ssl4j.config.Setting;

/** The {@code method:} section of VICReg. */
public record VicRegSettings(
    @Setting(
            doc = "vicreg.",
            allowed = {"vicreg"})
        String name,
    @Setting(
            doc = "Head (the paper's expander) on which the loss acts.",
            defaultValue = "{layers: [2048, 2048, 2048]}")
        HeadConfig projector,
    @Setting(doc = "Weight of the invariance term, lambda.", defaultValue = "25", min = 0)
        double invariance,
    @Setting(
            doc = "Safeguard against complete collapse: weight of the variance term, mu.",
            defaultValue = "25",
            min = 0)
        double variance,
    @Setting(
            doc = "Safeguard against dimensional collapse: weight of the covariance term, nu.",
            defaultValue = "1",
            min = 0)
        double covariance)
    implements MethodSettings {}
