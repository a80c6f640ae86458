package org.ssl4j.config;

/** The {@code checkpoint:} section. */
public record CheckpointConfig(
    @Setting(
            doc = "Save every n epochs (and at the end); 0 for never.",
            defaultValue = "1",
            min = 0)
        int everyEpochs,
    @Setting(doc = "Newest checkpoints to keep.", defaultValue = "3", min = 1) int keep) {}
