package org.ssl4j.config;

/**
 * The {@code evaluation.probe:} section: a linear probe that is fitted anew between epochs and
 * never touches the encoder.
 */
public record ProbeConfig(
    @Setting(
            doc =
                "Fit a linear probe every n epochs (and after the last); 0 for never. ssl4j evaluate fits one with a sweep at any time.",
            defaultValue = "1",
            min = 0)
        int everyEpochs,
    @Setting(
            doc =
                "Weight decay of the probe, for features scaled to mean variance 1. It is not swept, so that epochs can be compared. null for 0.1 * dimensions / training images.",
            defaultValue = "null",
            min = 0,
            minExclusive = true)
        Double weightDecay,
    @Setting(
            doc =
                "Whether probes (also those of ssl4j evaluate) scale every feature to variance 1; false keeps the geometry of the features.",
            defaultValue = "false")
        boolean standardize) {}
