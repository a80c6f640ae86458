package org.ssl4j.config;

/**
 * The {@code evaluation:} section: weighted k-NN and a linear probe on clean, inference-mode
 * backbone features.
 */
public record EvaluationConfig(
    @Setting(
            doc = "Score k-NN every n epochs (and after the last); 0 for never.",
            defaultValue = "1",
            min = 0)
        int everyEpochs,
    @Setting(doc = "Neighbours.", defaultValue = "200", min = 1) int k,
    @Setting(
            doc = "Temperature of the neighbours' weights exp(cosine / T).",
            defaultValue = "0.1",
            min = 0,
            minExclusive = true)
        double temperature,
    @Setting(
            doc = "Bank: the first n training images; null for all.",
            defaultValue = "null",
            min = 1)
        Integer bankLimit,
    @Setting(
            doc = "Queries: the first n held-out images; null for all.",
            defaultValue = "null",
            min = 1)
        Integer queryLimit,
    @Setting(
            doc = "A linear probe while training, on the same images as k-NN.",
            defaultValue = "{}")
        ProbeConfig probe) {}
