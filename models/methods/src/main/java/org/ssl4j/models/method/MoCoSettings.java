package org.ssl4j.models.method;

import org.ssl4j.config.HeadConfig;
import org.ssl4j.config.MethodSettings;
import org.ssl4j.config.Setting;
import org.ssl4j.config.TargetConfig;

/** The {@code method:} section of MoCo. */
public record MoCoSettings(
    @Setting(
            doc = "moco.",
            allowed = {"moco"})
        String name,
    @Setting(doc = "Head of the query and key encoders.", defaultValue = "{layers: [512, 128]}")
        HeadConfig projector,
    @Setting(doc = "Divides the similarities.", defaultValue = "0.1", min = 0, minExclusive = true)
        double temperature,
    @Setting(
            doc = "Number of keys of past batches that are kept as negatives, K.",
            defaultValue = "4096",
            min = 1)
        int queueSize,
    @Setting(
            doc =
                "Safeguard: contrast with the queue; false keeps only the attraction of query and key.",
            defaultValue = "true")
        boolean negatives,
    @Setting(
            doc = "Safeguard: the key encoder.",
            defaultValue = "{kind: ema, tau: 0.99, schedule: constant}")
        TargetConfig target,
    @Setting(
            doc =
                "true: each view is the query once and the key once; false: view 1 is the query, view 2 the key.",
            defaultValue = "true")
        boolean symmetric,
    @Setting(
            doc =
                "Batch norm splits each view into this number of parts and normalises each part separately, in place of shuffled batch norm on several devices; 1 for no split.",
            defaultValue = "1",
            min = 1,
            max = 256)
        int splitBatchNorm)
    implements MethodSettings {}
