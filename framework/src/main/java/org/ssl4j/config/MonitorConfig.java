package org.ssl4j.config;

/** The {@code monitor:} section: the collapse metrics of every epoch. */
public record MonitorConfig(
    @Setting(doc = "Held-out images whose embeddings are measured.", defaultValue = "1000", min = 4)
        int images,
    @Setting(doc = "Measure every n epochs (and the last).", defaultValue = "1", min = 1)
        int everyEpochs,
    @Setting(
            doc =
                "Projector std ratio below which, together with an effective rank or cosine that agrees, the run counts"
                    + " as collapsed for --fail-on-collapse.",
            defaultValue = "0.05",
            min = 0,
            max = 1)
        double collapseStdRatio) {}
