package org.ssl4j.config;

import java.util.List;

/** One setting that a study varies. */
public record AxisConfig(
    @Setting(doc = "The key to vary, dotted from the top, e.g. method.stopGradient.") String path,
    @Setting(doc = "The values it takes.") List<YamlValue> values) {}
