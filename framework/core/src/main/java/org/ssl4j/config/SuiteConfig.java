package org.ssl4j.config;

import java.util.List;
import java.util.Map;

/** The {@code suite:} block: configs to train alike and compare. */
public record SuiteConfig(
    @Setting(doc = "Name of the comparison.") String name,
    @Setting(
            doc = "Headline of the report; null for the name of the comparison.",
            defaultValue = "null")
        String title,
    @Setting(doc = "What is compared and how to read it.", defaultValue = "null")
        String description,
    @Setting(doc = "The configs, relative to this file.") List<String> configs,
    @Setting(
            doc =
                "Settings for all configs: dotted keys and values. They override those of a config.",
            defaultValue = "{}")
        Map<String, YamlValue> set,
    @Setting(
            doc = "Seeds; every config is trained once with each seed.",
            defaultValue = "[0]",
            min = 0)
        List<Long> seeds) {}
