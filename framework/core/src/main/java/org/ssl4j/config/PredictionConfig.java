package org.ssl4j.config;

import java.util.List;

/** What a source says will happen in some cells of a study. */
public record PredictionConfig(
    @Setting(doc = "The prediction in words.") String statement,
    @Setting(doc = "Source of the prediction: paper, section, table.") String source,
    @Setting(doc = "Rules; the prediction is reproduced if all of them hold.")
        List<ExpectConfig> expect) {}
