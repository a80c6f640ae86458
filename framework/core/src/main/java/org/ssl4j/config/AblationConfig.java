package org.ssl4j.config;

import java.util.List;

/** The {@code ablation:} block: which configs a study trains, and what it expects to see. */
public record AblationConfig(
    @Setting(doc = "Headline of the report; null for the name of the study.", defaultValue = "null")
        String title,
    @Setting(
            doc = "What is studied and how to read it; shown on top of the report.",
            defaultValue = "null")
        String description,
    @Setting(
            doc = "Seeds; every cell is trained once with each seed.",
            defaultValue = "[0]",
            min = 0)
        List<Long> seeds,
    @Setting(
            doc = "Settings that are varied; every combination of their values is a cell.",
            defaultValue = "null")
        List<AxisConfig> axes,
    @Setting(
            doc = "Cells listed one by one; with axes, each is crossed with them.",
            defaultValue = "null")
        List<CellConfig> cells,
    @Setting(
            doc = "Predictions of the papers, each with the rules that test it.",
            defaultValue = "null")
        List<PredictionConfig> predictions,
    @Setting(doc = "Published values of cells, shown beside ours.", defaultValue = "null")
        List<PublishedConfig> published) {}
