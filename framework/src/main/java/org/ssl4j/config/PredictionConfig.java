package org.ssl4j.config;

import java.util.List;

/** What a source says will happen in some cells of a study. */
public record PredictionConfig(
    @Setting(doc = "The prediction in words.") String statement,
    @Setting(doc = "Paper, section, table it is taken from.") String source,
    @Setting(doc = "Rules that hold if the prediction came true, all of them.")
        List<ExpectConfig> expect) {}
