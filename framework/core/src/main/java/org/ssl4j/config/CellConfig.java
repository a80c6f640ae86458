package org.ssl4j.config;

import java.util.List;
import java.util.Map;

/** One cell of a study, or a family of them if it has axes of its own. */
public record CellConfig(
    @Setting(doc = "Name of the cell and of its directory: letters, digits, dots, hyphens.")
        String id,
    @Setting(doc = "Title in reports; null for the id.", defaultValue = "null") String label,
    @Setting(
            doc =
                "Config to start from instead of the one the study extends, relative to the study's file.",
            defaultValue = "null")
        String config,
    @Setting(doc = "What the cell changes: dotted keys and their values.", defaultValue = "{}")
        Map<String, YamlValue> set,
    @Setting(doc = "Further axes, for this cell only.", defaultValue = "null")
        List<AxisConfig> axes) {}
