package org.ssl4j.models.method;

import org.ssl4j.config.HeadConfig;
import org.ssl4j.config.MethodSettings;
import org.ssl4j.config.Setting;

/** The {@code method:} section of SimCLR. */
public record SimClrSettings(
    @Setting(
            doc = "simclr.",
            allowed = {"simclr"})
        String name,
    @Setting(doc = "Head on which the loss acts.", defaultValue = "{layers: [512, 128]}")
        HeadConfig projector,
    @Setting(doc = "Divides the similarities.", defaultValue = "0.5", min = 0, minExclusive = true)
        double temperature,
    @Setting(
            doc =
                "Safeguard: contrast with the other images of the batch; false keeps only the attraction of views.",
            defaultValue = "true")
        boolean negatives,
    @Setting(
            doc =
                "Whether both views share one set of batch-norm statistics (as in SimCLR's code) instead of having one each.",
            defaultValue = "true")
        boolean sharedBatchStatistics)
    implements MethodSettings {}
